"""The lake: versioned Arrow tables (`DatasetStore`) and content-addressed blobs (`BlobStore`).

Importing this door is cheap; Lance and Arrow are loaded when a store is opened.
"""

from volano_server.lake.domain.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    IsNull,
    Not,
    OneOf,
    columns_of,
    parse_condition,
)
from volano_server.lake.domain.filters import check_condition, to_expression
from volano_server.lake.domain.fingerprint import Fingerprint, fingerprint_of, row_digests
from volano_server.lake.domain.names import check_table_name, check_tag_name, table_segment
from volano_server.lake.errors import (
    BadFilter,
    BlobCorrupt,
    BlobNotFound,
    BlobTooLarge,
    DigestMismatch,
    DuplicateKey,
    InvalidDigest,
    InvalidTable,
    StorageFull,
    StorageReadOnly,
    TableBusy,
    TableExists,
    TableNotFound,
    VersionNotFound,
)
from volano_server.lake.store.blobs import Blob, BlobStore, Collected, open_blob_store
from volano_server.lake.store.datasets import (
    DEFAULT_RETENTION,
    Cleaned,
    Compacted,
    DatasetStore,
    Deleted,
    Limits,
    Snapshot,
    TableVersion,
    Upserted,
    open_dataset_store,
)
from volano_server.lake.store.disk import disk_errors, write_whole

__all__ = [
    "DEFAULT_RETENTION",
    "AllOf",
    "AnyOf",
    "BadFilter",
    "Blob",
    "BlobCorrupt",
    "BlobNotFound",
    "BlobStore",
    "BlobTooLarge",
    "Cleaned",
    "Collected",
    "Compacted",
    "Compare",
    "Condition",
    "DatasetStore",
    "Deleted",
    "DigestMismatch",
    "DuplicateKey",
    "Fingerprint",
    "InvalidDigest",
    "InvalidTable",
    "IsNull",
    "Limits",
    "Not",
    "OneOf",
    "Snapshot",
    "StorageFull",
    "StorageReadOnly",
    "TableBusy",
    "TableExists",
    "TableNotFound",
    "TableVersion",
    "Upserted",
    "VersionNotFound",
    "check_condition",
    "check_table_name",
    "check_tag_name",
    "columns_of",
    "disk_errors",
    "fingerprint_of",
    "open_blob_store",
    "open_dataset_store",
    "parse_condition",
    "row_digests",
    "table_segment",
    "to_expression",
    "write_whole",
]
