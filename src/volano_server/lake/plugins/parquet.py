"""`DatasetStore` on Parquet files and JSON manifests: the fallback, readable by every tool without Lance.

    <root>/<table>.parquet/manifests/00000007.json   what version 7 consists of; its appearance is the commit
    <root>/<table>.parquet/data/<id>.parquet         immutable files, shared by versions
    <root>/<table>.parquet/tags.json

Deletes and upserts rewrite the files they touch.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from volano_server.kit.clock import SECOND, now
from volano_server.lake.domain.conditions import Condition
from volano_server.lake.domain.filters import to_expression
from volano_server.lake.domain.keys import KeyCheck, duplicate, key_of, with_key
from volano_server.lake.domain.names import check_table_name, check_tag_name
from volano_server.lake.domain.retention import KEPT, settle
from volano_server.lake.errors import TableExists, TableNotFound, VersionNotFound
from volano_server.lake.plugins.batches import batches_of, fit, read_condition
from volano_server.lake.plugins.parquet_snapshot import (
    DataFile,
    Manifest,
    ParquetSnapshot,
    open_data_file,
    stored_schema,
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
from volano_server.lake.store.disk import disk_errors, empty_trash, flush_files, move_to_trash, write_whole
from volano_server.lake.store.locks import WriterLocks

if TYPE_CHECKING:
    from volano_server.lake.store.datasets import Rows

_SUFFIX = ".parquet"
_LIMITS = Limits()


class ParquetDatasetStore:
    """Tables as `<root>/<table>.parquet/`."""

    def __init__(self, root: Path, *, wait_seconds: float = 10.0) -> None:
        self._root = root
        self._locks = WriterLocks(root / ".locks", wait_seconds)

    def tables(self, prefix: str = "") -> list[str]:
        found = (path for path in self._root.rglob("*" + _SUFFIX) if _versions(path))
        names = (path.relative_to(self._root).as_posix().removesuffix(_SUFFIX) for path in found)
        return sorted(name for name in names if name.startswith(prefix) and "/." not in f"/{name}")

    def create(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "create") as base:
            if _versions(base):
                raise TableExists(f"the table `{table}` is there already", hint="append to it, or replace it")
            return self._publish(table, rows, with_key(rows.schema, key), (), metadata)

    def append(self, table: str, rows: Rows, *, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "append to"):
            current = self._manifest(table)
            return self._publish(table, rows, current.arrow_schema(), current.files, metadata)

    def replace(self, table: str, rows: Rows, *, key: str, metadata: Mapping[str, str] | None = None) -> int:
        with self._writing(table, "replace"):
            return self._publish(table, rows, with_key(rows.schema, key), (), metadata)

    def upsert(self, table: str, rows: Rows) -> Upserted:
        with self._writing(table, "upsert into") as base:
            current = self._manifest(table)
            schema = current.arrow_schema()
            check = KeyCheck(table, key_of(schema))
            fresh = check.passed(fit(batch, schema, table) for batch in batches_of(rows))
            files = self._write(base, fresh, schema)
            keys = pa.array(list(check.seen), type=schema.field(key_of(schema)).type)
            kept = self._without(base, current, pc.field(key_of(schema)).isin(keys))
            updated = current.rows - sum(file.rows for file in kept)
            version = self._commit(base, replace(current, files=(*kept, *files), metadata={}))
            return Upserted(version, len(check.seen) - updated, updated)

    def delete(self, table: str, where: str | Condition) -> Deleted:
        with self._writing(table, "delete from") as base:
            current = self._manifest(table)
            condition = read_condition(where, current.arrow_schema())
            assert condition is not None
            kept = self._without(base, current, to_expression(condition, current.arrow_schema()))
            removed = current.rows - sum(file.rows for file in kept)
            if not removed:
                return Deleted(current.version, 0)
            return Deleted(self._commit(base, replace(current, files=kept, metadata={})), removed)

    def versions(self, table: str) -> list[TableVersion]:
        base = self._base(table)
        tags = self._tags(base)
        found = [self._manifest(table, number) for number in _versions(base)] or [self._manifest(table)]
        return [
            TableVersion(
                version=one.version,
                created_at=one.created_at,
                rows=one.rows,
                tags=tuple(sorted(tag for tag, version in tags.items() if version == one.version)),
            )
            for one in found
        ]

    def tag(self, table: str, tag: str, version: int) -> None:
        check_tag_name(tag)
        with self._writing(table, "tag") as base:
            self._manifest(table, version)
            self._write_tags(base, self._tags(base) | {tag: version})

    def untag(self, table: str, tag: str) -> None:
        check_tag_name(tag)
        with self._writing(table, "untag") as base:
            self._manifest(table, tag)
            self._write_tags(base, {name: version for name, version in self._tags(base).items() if name != tag})

    def open(self, table: str, version: int | str | None = None) -> Snapshot:
        with disk_errors(f"read the table `{table}`"):
            return ParquetSnapshot(table, self._base(table), self._manifest(table, version))

    def compact(self, table: str, limits: Limits | None = None) -> Compacted:
        bounds = limits or Limits()
        with self._writing(table, "compact") as base:
            current = self._manifest(table)
            if len(current.files) < bounds.least_files:
                return Compacted(current.version, len(current.files), len(current.files))
            files: list[DataFile] = []
            for group in _groups(current.files, bounds):
                files += group if len(group) == 1 else self._merged(base, table, current, group, bounds)
            version = current.version
            if len(files) < len(current.files):
                version = self._commit(base, replace(current, files=tuple(files), metadata={}))
            return Compacted(version, len(current.files), len(files))

    def clean_up(
        self, table: str, older_than: timedelta = DEFAULT_RETENTION, *, named: Collection[int] | None = None
    ) -> Cleaned:
        with self._writing(table, "clean up") as base:
            empty_trash(base.parent)
            newest = self._manifest(table).version
            horizon = now() - int(older_than.total_seconds() * SECOND)
            manifests = [self._manifest(table, number) for number in _versions(base)]
            if named is not None:
                change = settle({m.version: m.created_at for m in manifests}, self._tags(base), named, horizon)
                if change.drop:
                    move_to_trash(base)
                    return Cleaned(0, 0)
                held = {tag: version for tag, version in self._tags(base).items() if tag not in change.untag}
                self._write_tags(base, held | {f"{KEPT}{version}": version for version in change.tag})
            kept_by_tag = set(self._tags(base).values())
            old = [m for m in manifests if m.created_at < horizon and m.version not in kept_by_tag | {newest}]
            freed = _remove([_manifest_path(base, manifest.version) for manifest in old])
            files = {file.name for m in manifests if m not in old for file in m.files}
            others = [path for path in (base / "data").glob("*") if path.name not in files]
            remains = [*(base / "manifests").glob(".*.tmp"), *base.glob(".*.tmp")]
            return Cleaned(len(old), freed + _remove([*others, *remains]))

    def drop(self, table: str) -> None:
        with self._writing(table, "drop") as base:
            self._manifest(table)
            move_to_trash(base)

    @contextmanager
    def _writing(self, table: str, verb: str) -> Iterator[Path]:
        base = self._base(table)
        with self._locks.hold(table), disk_errors(f"{verb} the table `{table}`"):
            yield base

    def _base(self, table: str) -> Path:
        return self._root / (check_table_name(table) + _SUFFIX)

    def _tags(self, base: Path) -> dict[str, int]:
        path = base / "tags.json"
        return dict(json.loads(path.read_bytes())) if path.exists() else {}

    def _write_tags(self, base: Path, tags: dict[str, int]) -> None:
        write_whole(base / "tags.json", json.dumps(tags, sort_keys=True).encode())

    def _manifest(self, table: str, version: int | str | None = None) -> Manifest:
        base = self._base(table)
        known = _versions(base)
        if not known:
            raise TableNotFound(f"there is no table `{table}`", hint="list the tables, or create it")
        number = known[-1] if version is None else version
        if isinstance(number, str):
            number = self._tags(base).get(number, -1)
        if number not in known:
            raise VersionNotFound(
                f"the table `{table}` has no version `{str(version)[:80]}`",
                hint="list its versions; untagged ones are cleaned up after some days",
            )
        found = json.loads(_manifest_path(base, number).read_bytes())
        files = tuple(DataFile(**file) for file in found.pop("files"))
        return Manifest(files=files, **found)

    def _publish(
        self,
        table: str,
        rows: Rows,
        schema: pa.Schema,
        before: tuple[DataFile, ...],
        metadata: Mapping[str, str] | None,
    ) -> int:
        base = self._base(table)
        check = KeyCheck(table, key_of(schema))
        fresh = check.passed(fit(batch, schema, table) for batch in batches_of(rows))
        files = self._write(base, fresh, schema)
        draft = Manifest(0, 0, _encoded(schema), (*before, *files), dict(metadata or {}))
        if before:
            _refuse_known_keys(check, ParquetSnapshot(table, base, replace(draft, files=before)))
        return self._commit(base, draft)

    def _write(self, base: Path, batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> list[DataFile]:
        """New durable data files with these rows. A failure removes them; after kill -9 no manifest names them."""
        data = base / "data"
        data.mkdir(parents=True, exist_ok=True)
        written: list[Path] = []
        files: list[DataFile] = []
        try:
            while (first := next(batches, None)) is not None:
                written.append(data / f"{uuid.uuid4().hex}{_SUFFIX}")
                rows = _write_file(written[-1], first, batches, schema)
                files.append(DataFile(written[-1].name, rows, written[-1].stat().st_size))
            flush_files(written)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        return files

    def _without(self, base: Path, current: Manifest, matching: Any) -> tuple[DataFile, ...]:
        """The files of `current` less the rows for which `matching` is true; untouched files stay the same."""
        schema = current.arrow_schema()
        kept: list[DataFile] = []
        for file in current.files:
            dataset = open_data_file(base / "data" / file.name, schema)
            if not dataset.count_rows(filter=matching):
                kept.append(file)
                continue
            rest = dataset.scanner(filter=~pc.coalesce(matching, pa.scalar(False)), use_threads=False).to_batches()
            kept += self._write(base, (batch.cast(schema) for batch in rest if batch.num_rows), schema)
        return tuple(kept)

    def _merged(
        self, base: Path, table: str, current: Manifest, group: list[DataFile], bounds: Limits
    ) -> list[DataFile]:
        snapshot = ParquetSnapshot(table, base, replace(current, files=tuple(group)))
        return self._write(base, iter(snapshot.scan(batch_rows=bounds.batch_rows)), snapshot.schema)

    def _commit(self, base: Path, draft: Manifest) -> int:
        """The number of the new version, which exists from the moment its manifest appears, whole."""
        number = max(_versions(base), default=0) + 1
        (base / "manifests").mkdir(parents=True, exist_ok=True)
        content = asdict(replace(draft, version=number, created_at=now()))
        write_whole(_manifest_path(base, number), json.dumps(content).encode())
        return number


def _write_file(path: Path, first: pa.RecordBatch, rest: Iterator[pa.RecordBatch], schema: pa.Schema) -> int:
    """Number of rows written: `first` and as many of `rest` as fit one file."""
    rows = 0
    stored = stored_schema(schema)
    with pq.ParquetWriter(path, stored, compression="zstd") as writer:
        batch: pa.RecordBatch | None = first
        while batch is not None:
            writer.write_batch(batch.cast(stored))
            rows += batch.num_rows
            if rows >= _LIMITS.rows_per_file or path.stat().st_size >= _LIMITS.bytes_per_file:
                break
            batch = next(rest, None)
    return rows


def _refuse_known_keys(check: KeyCheck, current: ParquetSnapshot) -> None:
    for batch in current.scan([current.key], batch_rows=65_536):
        for value in batch.column(0).to_pylist():
            if value in check.seen:
                raise duplicate(current.table, current.key, value)


def _versions(base: Path) -> list[int]:
    return sorted(int(path.stem) for path in (base / "manifests").glob("[0-9]*.json"))


def _manifest_path(base: Path, version: int) -> Path:
    return base / "manifests" / f"{version:08d}.json"


def _encoded(schema: pa.Schema) -> str:
    return base64.b64encode(schema.serialize().to_pybytes()).decode()


def _groups(files: tuple[DataFile, ...], bounds: Limits) -> list[list[DataFile]]:
    """Neighbours that fit into one file together, until the bound on rewritten rows and bytes is reached."""
    groups: list[list[DataFile]] = []
    rows = size = spent_rows = spent_bytes = 0
    for file in files:
        fits = groups and rows + file.rows <= bounds.rows_per_file and size + file.bytes <= bounds.bytes_per_file
        spent_rows, spent_bytes = spent_rows + file.rows, spent_bytes + file.bytes
        if fits and spent_rows <= bounds.source_rows and spent_bytes <= bounds.source_bytes:
            groups[-1].append(file)
            rows, size = rows + file.rows, size + file.bytes
        else:
            groups.append([file])
            rows, size = file.rows, file.bytes
    return groups


def _remove(paths: list[Path]) -> int:
    """Bytes of the removed files."""
    freed = 0
    for path in paths:
        freed += path.stat().st_size
        path.unlink()
    return freed
