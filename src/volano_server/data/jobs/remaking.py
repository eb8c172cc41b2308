"""Data sets made again from their recorded recipes, in a lake of their own, and compared by fingerprint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from volano_server.catalog import CatalogService, LakeTable, VersionOut
from volano_server.data.jobs.work import apply_steps, put_rows, read_files
from volano_server.data.service.datasets import table_of
from volano_server.jobs import JobContext
from volano_server.lake import DatasetStore, open_dataset_store
from volano_server.tracking import Maker, Remade

TABLE = "remade"


class ImportMaker:
    """Reads the recorded files again."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        return [file["digest"] for file in recipe["files"]]

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        made = read_files(context, scratch(folder), TABLE, version.metadata["recipe"], folder)
        return compared(version, made.fingerprint, made.rows)


class PrepareMaker:
    """Applies the recorded steps again to the recorded source."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        return []

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        source = table_of(input_of(context, version, "source"))
        made = apply_steps(context, source, version.metadata["recipe"], scratch(folder), TABLE, folder)
        return compared(version, made.fingerprint, made.rows)


class ExtendMaker:
    """Adds the recorded rows again to the recorded base."""

    def blobs(self, recipe: dict[str, Any]) -> list[str]:
        return [recipe["rows"]]

    def remake(self, context: JobContext[Any], version: VersionOut, folder: Path) -> Remade:
        base = table_of(input_of(context, version, "base"))
        made = put_rows(context, base, version.metadata["recipe"], scratch(folder), TABLE)
        return compared(version, made.fingerprint, made.rows)


def scratch(folder: Path) -> DatasetStore:
    """A lake in the job's own folder: nothing that is made there is seen by anybody."""
    return open_dataset_store(folder / "lake")


def input_of(context: JobContext[Any], version: VersionOut, role: str) -> VersionOut:
    """The recorded input in that role, exactly as it was. Raises VersionNotFound."""
    item = next(one for one in version.inputs if one.role == role)
    return context.read(lambda tx: context.service(CatalogService).resolve(tx, item.kind, item.ref))


def compared(version: VersionOut, fingerprint: str, rows: int) -> Remade:
    """Whether the rows are those of the version."""
    recorded: LakeTable = table_of(version)
    note = "" if rows == recorded.rows else f"{recorded.rows} rows then, {rows} now"
    return Remade(fingerprint == recorded.fingerprint, "fingerprint", recorded.fingerprint, fingerprint, note)


MAKERS: dict[str, Maker] = {"import": ImportMaker(), "prepare": PrepareMaker(), "extend": ExtendMaker()}
