"""`DatasetStore`: versioned tables of Arrow rows. Implementations: Lance (default) and Parquet (fallback, export)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from volano_server.lake.domain.conditions import Condition

if TYPE_CHECKING:
    import pyarrow as pa

    Rows: TypeAlias = pa.Table | pa.RecordBatchReader

DEFAULT_RETENTION = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One committed state of a table; `created_at` in microseconds since 1970."""

    version: int
    created_at: int
    rows: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upserted:
    version: int
    inserted: int
    updated: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """`version` is the one that was there already when no row matched."""

    version: int
    rows: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one compaction: the size of a finished file and how much is read and rewritten at most."""

    rows_per_file: int = 1_048_576
    bytes_per_file: int = 512 * 2**20
    source_rows: int = 4_194_304
    source_bytes: int = 2 * 2**30
    batch_rows: int = 4_096
    least_files: int = 2
    """A table of fewer files is left alone."""


@dataclass(frozen=True, slots=True)
class Compacted:
    version: int
    files_before: int
    files_after: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    versions: int
    bytes: int


class Snapshot(Protocol):
    """One version of one table, read only. Positions count from 0 in an order that holds within the version only:
    a compaction may put rows elsewhere."""

    @property
    def table(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def schema(self) -> pa.Schema: ...

    @property
    def key(self) -> str:
        """Name of the key column."""

    @property
    def metadata(self) -> dict[str, str]:
        """What was passed when this version was created, appended to or replaced; empty after other changes."""

    def count(self, where: str | Condition | None = None) -> int:
        """Number of rows that meet `where`. Raises BadFilter."""

    def scan(
        self,
        columns: list[str] | None = None,
        where: str | Condition | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        batch_rows: int = 4_096,
    ) -> pa.RecordBatchReader:
        """Matching rows in order, in batches, in bounded memory. Raises BadFilter for an unknown column."""

    def take(self, positions: list[int], columns: list[str] | None = None) -> pa.Table:
        """The rows at `positions`, in that order. Raises BadFilter when one lies outside the table."""

    def rows(self, keys: list[str] | list[int], columns: list[str] | None = None) -> pa.Table:
        """The rows with these keys, in table order; keys that do not occur are left out."""

    def fingerprint(self) -> str:
        """`xxh3:<32 hex>`, independent of the order of rows and of the storage format; reads every row."""


class DatasetStore(Protocol):
    """Tables with versions and tags.

    Every change is one commit: after kill -9 the last committed version is whole. One writer at a time works on a
    table, in this process and in others; another waits up to the store's limit and then gets TableBusy. Every
    method raises InvalidTable for a bad name, and StorageFull or StorageReadOnly when the disk refuses, which leaves
    the previous version as it was.
    """

    def tables(self, prefix: str = "") -> list[str]:
        """Names of the tables that begin with `prefix`, sorted."""

    def create(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        """The first version of a new table, keyed by the column `key`. Raises TableExists, DuplicateKey."""

    def append(self, table: str, rows: Rows, *, metadata: Mapping[str, str] | None = None) -> int:
        """The version that also has `rows`. Raises DuplicateKey when one of their keys is there already."""

    def replace(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        """The version that has only `rows`, with a schema of its own; makes the table when there is none."""

    def upsert(self, table: str, rows: Rows) -> Upserted:
        """Rows with a known key take the place of the old ones, the others are added. Raises DuplicateKey."""

    def delete(self, table: str, where: str | Condition) -> Deleted:
        """Removes matching rows from the newest version on. Raises BadFilter."""

    def versions(self, table: str) -> list[TableVersion]:
        """Versions that can still be opened, oldest first. Raises TableNotFound."""

    def tag(self, table: str, tag: str, version: int) -> None:
        """Names a version and so keeps it from clean-up; an existing tag moves. Raises VersionNotFound."""

    def untag(self, table: str, tag: str) -> None:
        """Removes a tag. Raises VersionNotFound when there is none of that name."""

    def open(self, table: str, version: int | str | None = None) -> Snapshot:
        """The version with that number or tag, or the newest. Raises TableNotFound, VersionNotFound."""

    def compact(self, table: str, limits: Limits | None = None) -> Compacted:
        """Merges small files and drops deleted rows, in bounded steps. Raises TableBusy after repeated conflicts."""

    def clean_up(
        self, table: str, older_than: timedelta = DEFAULT_RETENTION, *, named: Collection[int] | None = None
    ) -> Cleaned:
        """Removes untagged versions older than `older_than` and remains of crashed writers; never the newest.

        With `named`, those versions stay, tagged or not, old tags `kept-…` of others hold no longer, and a table of
        which nothing is named, tagged or young goes as a whole.
        """

    def drop(self, table: str) -> None:
        """Removes the table with all its versions. Raises TableNotFound."""


def open_dataset_store(
    root: str | Path,
    *,
    kind: Literal["lance", "parquet"] = "lance",
    lock_dir: Path | None = None,
    wait_seconds: float = 10.0,
    storage_options: Mapping[str, str] | None = None,
) -> DatasetStore:
    """The store under `root`, a directory or, for Lance, a URI such as `s3://bucket/prefix`.

    `wait_seconds` is how long a second writer waits. A URI needs a local `lock_dir` and takes credentials in
    `storage_options`; object storage is passed through to Lance and is not covered by our tests.
    """
    if kind == "parquet":
        return _plugin("parquet", "ParquetDatasetStore")(Path(root), wait_seconds=wait_seconds)
    return _plugin("lance", "LanceDatasetStore")(
        root, lock_dir=lock_dir, wait_seconds=wait_seconds, storage_options=storage_options
    )


def _plugin(module: str, name: str) -> Callable[..., DatasetStore]:
    """What makes a store of a plugin, loaded by name: plugins import this module, and their libraries are heavy."""
    made: Callable[..., DatasetStore] = getattr(import_module(f"volano_server.lake.plugins.{module}"), name)
    return made
