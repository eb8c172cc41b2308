"""What can go wrong in the lake.

AppError
├── StorageFull         507
├── InvalidTable        422   name, schema or key of a table
├── DuplicateKey        409
├── BadFilter           422
├── TableNotFound       404
├── VersionNotFound     404
├── TableExists         409
├── TableBusy           503   another writer holds the table
├── StorageReadOnly     503
├── InvalidDigest       422
├── DigestMismatch      422
├── BlobNotFound        404
├── BlobTooLarge        413
└── BlobCorrupt         500
"""

from __future__ import annotations

from volano_server.kit.errors import AppError, BadInput, Conflict, NotFound, TooLarge, Unavailable


class StorageFull(AppError):
    status = 507
    code = "storage_full"


class InvalidTable(BadInput):
    code = "invalid_table"


class DuplicateKey(Conflict):
    code = "duplicate_key"


class BadFilter(BadInput):
    code = "bad_filter"


class TableNotFound(NotFound):
    code = "table_not_found"


class VersionNotFound(NotFound):
    code = "version_not_found"


class TableExists(Conflict):
    code = "table_exists"


class TableBusy(Unavailable):
    code = "table_busy"


class StorageReadOnly(Unavailable):
    code = "storage_read_only"


class InvalidDigest(BadInput):
    code = "invalid_digest"


class DigestMismatch(BadInput):
    code = "digest_mismatch"


class BlobNotFound(NotFound):
    code = "blob_not_found"


class BlobTooLarge(TooLarge):
    code = "blob_too_large"


class BlobCorrupt(AppError):
    status = 500
    code = "blob_corrupt"
