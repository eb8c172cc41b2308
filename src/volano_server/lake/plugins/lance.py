"""`DatasetStore` on Lance: the default. Data files reach the disk before the commit names them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import lance
import pyarrow as pa
from lance.fragment import write_fragments

from volano_server.kit.clock import SECOND, now
from volano_server.lake.domain.conditions import Condition, OneOf
from volano_server.lake.domain.filters import to_sql
from volano_server.lake.domain.fingerprint import fingerprint_of
from volano_server.lake.domain.keys import KeyCheck, duplicate, key_of, with_key
from volano_server.lake.domain.names import check_table_name, check_tag_name
from volano_server.lake.domain.retention import KEPT, settle
from volano_server.lake.errors import InvalidTable, TableBusy, TableExists, TableNotFound, VersionNotFound
from volano_server.lake.plugins.batches import (
    Relay,
    batches_of,
    check_positions,
    check_projection,
    fit,
    read_condition,
)
from volano_server.lake.store.datasets import (
    DEFAULT_RETENTION,
    Cleaned,
    Compacted,
    Deleted,
    Limits,
    Snapshot,
    TableVersion,
    Upserted,
)
from volano_server.lake.store.disk import disk_errors, empty_trash, flush_files, flush_newer, move_to_trash
from volano_server.lake.store.locks import WriterLocks

if TYPE_CHECKING:
    from volano_server.lake.store.datasets import Rows

_SUFFIX = ".lance"
_LIMITS = Limits()
_FORMAT = "2.1"
_BATCH_BYTES = 32 * 2**20  # about; rows of megabytes then come in small batches
_COMPACTION_TRIES = 3
_KEYS_PER_FILTER = 2_000


class LanceSnapshot:
    """One version of a Lance table."""

    def __init__(self, table: str, dataset: lance.LanceDataset) -> None:
        self.table = table
        self._dataset = dataset
        self.version = int(dataset.version)
        self.schema: pa.Schema = dataset.schema

    @property
    def key(self) -> str:
        return key_of(self.schema)

    @property
    def metadata(self) -> dict[str, str]:
        transaction = self._dataset.read_transaction(self.version)
        found = transaction.transaction_properties if transaction else None
        return {name: value for name, value in (found or {}).items() if not name.startswith("__lance")}

    def count(self, where: str | Condition | None = None) -> int:
        return int(self._dataset.count_rows(self._sql(where)))

    def scan(
        self,
        columns: list[str] | None = None,
        where: str | Condition | None = None,
        *,
        limit: int | None = None,
        offset: int = 0,
        batch_rows: int = 4_096,
    ) -> pa.RecordBatchReader:
        scanner = self._dataset.scanner(
            columns=check_projection(columns, self.schema),
            filter=self._sql(where),
            limit=limit,
            offset=offset or None,
            batch_size=batch_rows,
            batch_size_bytes=_BATCH_BYTES,
            scan_in_order=True,
        )
        return scanner.to_reader()

    def take(self, positions: list[int], columns: list[str] | None = None) -> pa.Table:
        wanted = check_projection(columns, self.schema)
        check_positions(positions, self.count())
        return self._dataset.take(positions, columns=wanted)

    def rows(self, keys: list[str] | list[int], columns: list[str] | None = None) -> pa.Table:
        chunks = [keys[start : start + _KEYS_PER_FILTER] for start in range(0, len(keys), _KEYS_PER_FILTER)]
        found = [self.scan(columns, OneOf(self.key, tuple(chunk))).read_all() for chunk in chunks]
        return pa.concat_tables(found) if found else self.scan(columns, limit=0).read_all()

    def fingerprint(self) -> str:
        return fingerprint_of(self.scan())

    def _sql(self, where: str | Condition | None) -> str | None:
        condition = read_condition(where, self.schema)
        return None if condition is None else to_sql(condition, self.schema)


class LanceDatasetStore:
    """Tables as `<root>/<table>.lance`."""

    def __init__(
        self,
        root: str | Path,
        *,
        lock_dir: Path | None = None,
        wait_seconds: float = 10.0,
        storage_options: Mapping[str, str] | None = None,
    ) -> None:
        self._local = None if "://" in str(root) else Path(root)
        if self._local is None and lock_dir is None:
            raise InvalidTable(f"the store at `{root}` has no lock directory", hint="name a local `lock_dir`")
        self._root = str(root).rstrip("/")
        self._options = dict(storage_options) if storage_options else None
        self._locks = WriterLocks(lock_dir or Path(root) / ".locks", wait_seconds)

    def tables(self, prefix: str = "") -> list[str]:
        if self._local is None:
            raise InvalidTable("tables on object storage are not listed here", hint="ask the catalog for its datasets")
        found = (path for path in self._local.rglob("*" + _SUFFIX) if any((path / "_versions").glob("*.manifest")))
        names = (path.relative_to(self._local).as_posix().removesuffix(_SUFFIX) for path in found)
        return sorted(name for name in names if name.startswith(prefix) and "/." not in f"/{name}")

    def create(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "create"):
            if self._exists(table):
                raise TableExists(f"the table `{table}` is there already", hint="append to it, or replace it")
            return self._publish(table, rows, with_key(rows.schema, key), "create", metadata)

    def append(self, table: str, rows: Rows, *, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "append to"):
            current = self._open(table)
            return self._publish(table, rows, current.schema, "append", metadata, LanceSnapshot(table, current))

    def replace(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "replace"):
            mode: Literal["create", "overwrite"] = "overwrite" if self._exists(table) else "create"
            return self._publish(table, rows, with_key(rows.schema, key), mode, metadata)

    def upsert(self, table: str, rows: Rows) -> Upserted:
        with self._writing(table, "upsert into"):
            dataset = self._open(table)
            schema, key = dataset.schema, key_of(dataset.schema)
            check = KeyCheck(table, key)
            relay = Relay(schema, check.passed(fit(batch, schema, table) for batch in batches_of(rows)))
            merge = dataset.merge_insert(key).when_matched_update_all().when_not_matched_insert_all()
            done = _relayed(relay, lambda: merge.execute(relay.reader))
            version = int(dataset.latest_version)
            return Upserted(version, int(done["num_inserted_rows"]), int(done["num_updated_rows"]))

    def delete(self, table: str, where: str | Condition) -> Deleted:
        with self._writing(table, "delete from"):
            dataset = self._open(table)
            snapshot = LanceSnapshot(table, dataset)
            matching = snapshot.count(where)
            if not matching:  # Lance would commit a version that changes nothing
                return Deleted(snapshot.version, 0)
            condition = read_condition(where, dataset.schema)
            assert condition is not None
            dataset.delete(to_sql(condition, dataset.schema))
            return Deleted(int(dataset.latest_version), matching)

    def versions(self, table: str) -> list[TableVersion]:
        dataset = self._open(table)
        tags: dict[int, list[str]] = {}
        for name, tag in dataset.tags.list().items():
            tags.setdefault(int(tag["version"]), []).append(name)
        return [
            TableVersion(
                version=int(found["version"]),
                created_at=int(found["timestamp"].timestamp() * 1_000_000),
                rows=int(found["metadata"].get("total_rows", 0)),
                tags=tuple(sorted(tags.get(int(found["version"]), []))),
            )
            for found in dataset.versions()
        ]

    def tag(self, table: str, tag: str, version: int) -> None:
        check_tag_name(tag)
        with self._writing(table, "tag"):
            dataset = self._open(table, version)
            if tag in dataset.tags.list():
                dataset.tags.update(tag, version)
            else:
                dataset.tags.create(tag, version)

    def untag(self, table: str, tag: str) -> None:
        check_tag_name(tag)
        with self._writing(table, "untag"):
            dataset = self._open(table)
            if tag not in dataset.tags.list():
                raise _no_version(table, tag)
            dataset.tags.delete(tag)

    def open(self, table: str, version: int | str | None = None) -> Snapshot:
        with disk_errors(f"read the table `{table}`"):
            return LanceSnapshot(table, self._open(table, version))

    def compact(self, table: str, limits: Limits | None = None) -> Compacted:
        bounds = limits or Limits()
        with self._writing(table, "compact"):
            for attempt in range(_COMPACTION_TRIES):
                dataset = self._open(table)
                before = len(dataset.get_fragments())
                if before < bounds.least_files and not _has_deletions(dataset):
                    return Compacted(int(dataset.version), before, before)
                try:
                    _compact_once(dataset, bounds)
                except OSError as error:
                    if "conflict" not in str(error).lower():
                        raise
                    if attempt + 1 == _COMPACTION_TRIES:
                        raise TableBusy(
                            f"the table `{table}` changed {attempt + 1} times while it was compacted",
                            hint="compact again when less is written",
                        ) from error
                else:
                    fresh = self._open(table)
                    return Compacted(int(fresh.version), before, len(fresh.get_fragments()))
        raise AssertionError("unreachable")

    def clean_up(
        self, table: str, older_than: timedelta = DEFAULT_RETENTION, *, named: Collection[int] | None = None
    ) -> Cleaned:
        with self._writing(table, "clean up"):
            if self._local is not None:
                empty_trash(self._local / Path(table).parent)
            self._exists(table)
            if named is not None and self._settle(table, older_than, named):
                return Cleaned(0, 0)
            # We hold the only writer's right, so that files no version names are remains and not work in progress.
            stats = self._open(table).cleanup_old_versions(
                older_than=older_than, delete_unverified=True, error_if_tagged_old_versions=False
            )
            return Cleaned(int(stats.old_versions), int(stats.bytes_removed))

    def _settle(self, table: str, older_than: timedelta, named: Collection[int]) -> bool:
        """Whether the table is gone, since nobody names it; otherwise its tags hold what is named."""
        dataset = self._open(table)
        created = {one.version: one.created_at for one in self.versions(table)}
        tags = {name: int(tag["version"]) for name, tag in dataset.tags.list().items()}
        change = settle(created, tags, named, now() - int(older_than.total_seconds() * SECOND))
        if change.drop:
            self._remove(table)
            return True
        for version in change.tag:
            dataset.tags.create(f"{KEPT}{version}", version)
        for tag in change.untag:
            dataset.tags.delete(tag)
        return False

    def drop(self, table: str) -> None:
        with self._writing(table, "drop"):
            self._open(table)
            self._remove(table)

    def _remove(self, table: str) -> None:
        if self._local is None:
            lance.LanceDataset.drop(self._uri(table), self._options)
        else:
            move_to_trash(Path(self._uri(table)))

    @contextmanager
    def _writing(self, table: str, verb: str) -> Iterator[None]:
        """The writer's right for the block; what it wrote is on the disk when the block has ended well."""
        base = None if self._local is None else Path(self._uri(check_table_name(table)))
        with self._locks.hold(check_table_name(table)), disk_errors(f"{verb} the table `{table}`"):
            started = time.time()
            yield
            if base is not None and base.exists():
                flush_newer(base, started)

    def _uri(self, table: str) -> str:
        return f"{self._root}/{check_table_name(table)}{_SUFFIX}"

    def _exists(self, table: str) -> bool:
        """Also clears what a writer left that died before its first commit."""
        try:
            self._open(table)
            return True
        except TableNotFound:
            base = Path(self._uri(table))
            if self._local is not None and not any((base / "_versions").glob("*.manifest")):
                shutil.rmtree(base, ignore_errors=True)
            return False

    def _open(self, table: str, version: int | str | None = None) -> lance.LanceDataset:
        """The Lance dataset at a version. Lance says `not found` in the text of a ValueError only."""
        uri = self._uri(table)
        try:
            newest = lance.dataset(uri, storage_options=self._options)
        except (ValueError, OSError) as error:
            if "not found" not in str(error).lower():
                raise
            raise TableNotFound(f"there is no table `{table}`", hint="list the tables, or create it") from None
        if version is None:
            return newest
        try:
            return newest.checkout_version(version)
        except (ValueError, OSError) as error:
            if not any(text in str(error).lower() for text in ("not found", "does not exist")):
                raise
            raise _no_version(table, version) from None

    def _publish(
        self,
        table: str,
        rows: Rows,
        schema: pa.Schema,
        mode: Literal["create", "append", "overwrite"],
        metadata: Mapping[str, str] | None,
        current: LanceSnapshot | None = None,
    ) -> int:
        """Writes the data files, makes them durable, and only then commits the version that names them."""
        check = KeyCheck(table, key_of(schema))
        fitted = check.passed(fit(batch, schema, table) for batch in batches_of(rows))
        relay = Relay(schema, fitted)
        uri = self._uri(table)
        if self._local is not None:
            Path(uri).mkdir(parents=True, exist_ok=True)
        transaction = _relayed(
            relay,
            lambda: write_fragments(
                relay.reader,
                uri,
                schema=schema,
                mode=mode,
                return_transaction=True,
                max_rows_per_file=_LIMITS.rows_per_file,
                max_bytes_per_file=_LIMITS.bytes_per_file,
                data_storage_version=_FORMAT,
                storage_options=self._options,
            ),
        )
        if current is not None:
            _refuse_known_keys(check, current)
        transaction.transaction_properties = dict(metadata or {})
        if self._local is not None:
            fragments = transaction.operation.fragments
            flush_files(Path(uri) / "data" / file.path for fragment in fragments for file in fragment.files)
        return int(lance.LanceDataset.commit(uri, transaction, storage_options=self._options).version)


def _compact_once(dataset: lance.LanceDataset, bounds: Limits) -> None:
    dataset.optimize.compact_files(
        target_rows_per_fragment=bounds.rows_per_file,
        max_bytes_per_file=bounds.bytes_per_file,
        max_source_rows=bounds.source_rows,
        max_source_bytes=bounds.source_bytes,
        materialize_deletions_threshold=0.0,
        batch_size=bounds.batch_rows,
        num_threads=1,
    )


def _has_deletions(dataset: lance.LanceDataset) -> bool:
    """Whether rows were deleted from files that still hold them, which makes reading single rows slow."""
    return any(fragment.deletion_file() for fragment in dataset.get_fragments())


def _refuse_known_keys(check: KeyCheck, current: LanceSnapshot) -> None:
    """Nothing, when no new key is in the table already; raises DuplicateKey otherwise."""
    for batch in current.scan([current.key], batch_rows=65_536):
        for value in batch.column(0).to_pylist():
            if value in check.seen:
                raise duplicate(current.table, current.key, value)


def _relayed(relay: Relay, write: Callable[[], Any]) -> Any:
    """The result of `write`; the error that the rows themselves raised comes before what Lance made of it."""
    try:
        return write()
    except Exception as error:
        if relay.error is not None:
            raise relay.error from error
        raise


def _no_version(table: str, version: int | str) -> VersionNotFound:
    return VersionNotFound(
        f"the table `{table}` has no version `{str(version)[:80]}`",
        hint="list its versions; untagged ones are cleaned up after some days",
    )
