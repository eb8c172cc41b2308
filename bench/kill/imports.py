"""Imports and recipes: workers read real files into data sets and prepare them, and are killed in the middle.

In the end every acknowledged job has succeeded (those that died with two workers are retried, as a person would), its
version's rows have the fingerprint of an undisturbed run, no version is there that no job made, and every
acknowledged upload is there, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from bench.kill.harness import Judgement, Life
from bench.kill.verdicts import chain_faults, store_faults
from sqlalchemy import Row, Table, select

import volano_server.app.build  # noqa: F401 - loaded once, before the lives are forked
from volano_server.app.build import House, build_house, build_worker
from volano_server.catalog.tables import asset_versions, assets
from volano_server.config import Settings, load_settings
from volano_server.data import DataService
from volano_server.data.schemas import DatasetImport, DatasetPrepare
from volano_server.db import Database, Tx
from volano_server.jobs import JobService, Worker
from volano_server.jobs.tables import jobs
from volano_server.kit.errors import AppError
from volano_server.kit.subject import Subject, system_subject
from volano_server.lake import BlobStore, DatasetStore
from volano_server.tracking.tables import runs

SPACES = ("w0", "w1")
NAMES = ("one", "two")
BACKLOG = 2
ROWS = 2_000
FIXTURES = Path(__file__).parents[2] / "tests" / "data" / "fixtures" / "mails"
RECIPE: list[dict[str, Any]] = [
    {"step": "exact_duplicates", "params": {"columns": ["body"]}},
    {"step": "scrub_personal", "params": {"columns": ["body"]}},
    {"step": "truncate", "params": {"columns": ["body"], "max_characters": 200}},
    {"step": "split", "params": {"by": "row_id", "parts": {"train": 0.8, "test": 0.2}}},
]
SYSTEM = system_subject("judge")


class Imports:
    """The workload."""

    name = "imports"
    modes = ("before", "inside", "after", "moment", "file")
    reach = 40
    values: ClassVar[dict[str, Any]] = {"jobs": {"lease_seconds": 10, "poll_seconds": 0.02, "worker_threads": 2}}

    def prepare(self, settings: Settings, database: Database) -> None:
        """The files, and what undisturbed jobs make of them."""
        write_sources(settings.home / "sources")
        quiet = build_house(load_settings(home=settings.home / "undisturbed", **self.values))
        subject = system_subject("feeder", SPACES[0])
        for source in sources(settings):
            start_import(quiet, subject, source, source.stem)
        work_off(quiet)
        for source in sources(settings):
            start_prepare(quiet, subject, f"{source.stem}@1", source.name, f"{source.stem}-clean")
        work_off(quiet)
        expected = {row.notes: table_of(row)["fingerprint"] for row in rows_of(quiet.database, asset_versions)}
        (settings.home / "expected.json").write_text(json.dumps(expected))
        quiet.close()

    def live(self, life: Life) -> None:
        house = build_house(life.settings)
        life.doomed(house.database)
        if life.last:
            work_off(house)
            house.close()
            return
        threading.Thread(target=feed, args=(life, house), daemon=True).start()
        build_worker(house).run()

    def judge(self, settings: Settings, database: Database, lines: list[list[str]]) -> Judgement:
        house = build_house(settings)
        expected = json.loads((settings.home / "expected.json").read_text())
        done = {row.id: row for row in rows_of(database, jobs)}
        queued = {line[1] for line in lines if line[0] == "ack"}
        uploads = {line[1]: int(line[2]) for line in lines if line[0] == "upload"}
        lost = [f"job {one} is lost" for one in queued - done.keys()]
        lost += [fault for digest, size in uploads.items() if (fault := fault_of_upload(house, digest, size))]
        faults = lost + judge_jobs(house, done, {row.id: row for row in rows_of(database, runs)}, expected)
        chained, broken = chain_faults(database, SPACES)
        repeated = sum(row.attempt > 1 for row in done.values())
        notes = {
            "jobs": dict(Counter(f"{row.kind} {row.state}" for row in done.values())),
            "attempts": dict(Counter(row.attempt for row in done.values())),
            "uploads": len(uploads),
        }
        faults += broken + store_faults(database)
        house.close()
        return Judgement(len(queued) + len(uploads), len(lost), repeated, chained, faults, notes)


# ---- files ----------------------------------------------------------------------------------------------------


def write_sources(folder: Path) -> None:
    """The files: mails as an archive and a mailbox, and rows as JSONL, CSV and Parquet."""
    import zipfile

    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    folder.mkdir(parents=True)
    mails = sorted(FIXTURES.rglob("*.eml"))
    with zipfile.ZipFile(folder / "mails.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for mail in mails:
            archive.write(mail, mail.relative_to(FIXTURES).as_posix())
    box = b"".join(b"From a@example.org Tue Feb  3 10:12:00 2026\n" + mail.read_bytes() + b"\n\n" for mail in mails)
    (folder / "box.mbox").write_bytes(box)
    rows = [
        {"id": f"m{number}", "body": f"offer {number % 1_500} for anna{number % 70}@example.org", "label": "spam"}
        for number in range(ROWS)
    ]
    (folder / "lines.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = pa.Table.from_pylist(rows)
    pa.parquet.write_table(made, folder / "columns.parquet")
    pa.csv.write_csv(made, folder / "table.csv")


def sources(settings: Settings) -> list[Path]:
    return sorted((settings.home / "sources").iterdir())


# ---- working --------------------------------------------------------------------------------------------------


def upload(house: House, subject: Subject, source: Path) -> tuple[str, int]:
    """Digest and size of a stored file, as the upload's route leaves it."""
    blob = house.services[BlobStore].put(source.read_bytes())

    def work(tx: Tx) -> None:
        tx.record("upload:put", "blob", blob.digest, name=source.name, after=blob.digest, data={"size": blob.size})

    house.database.write(subject, work)
    return blob.digest, blob.size


def start_import(house: House, subject: Subject, source: Path, name: str) -> str:
    """The job that imports an uploaded file; the version's notes will name the file."""
    digest, _ = upload(house, subject, source)
    options = {} if source.suffix in (".zip", ".mbox") else {"key": "id"}
    files = [{"digest": digest, "name": source.name}]
    body = DatasetImport.model_validate({"files": files, "options": options, "notes": source.name})
    service: DataService = house.services[DataService]
    return house.database.write(subject, lambda tx: service.start_import(tx, name, body)).job_id


def start_prepare(house: House, subject: Subject, ref: str, source: str, name: str) -> str:
    """The job that applies the recipe to a version made of `source`."""
    body = DatasetPrepare(source=ref, recipe=RECIPE, notes=f"{source}/clean")
    service: DataService = house.services[DataService]
    return house.database.write(subject, lambda tx: service.start_prepare(tx, name, body)).job_id


def feed(life: Life, house: House) -> None:
    """Keeps jobs waiting. Uploads and jobs are acknowledged after their commit, never before."""
    queue: JobService = house.services[JobService]
    while True:
        with suppress(AppError):
            counts = house.database.read(system_subject("feeder"), queue.counts)
            if sum(number for (_, state), number in counts.items() if state == "queued") >= BACKLOG:
                time.sleep(0.02)
                continue
            _feed_one(life, house, system_subject("feeder", life.chance.choice(SPACES)))


def _feed_one(life: Life, house: House, subject: Subject) -> None:
    name, source = life.chance.choice(NAMES), life.chance.choice(sources(life.settings))
    made = [one for one in versions_of(house.database, str(subject.workspace_id)) if "/" not in one[1]]
    if made and life.chance.random() < 0.4:
        ref, notes = life.chance.choice(made)
        life.log.write("ack", start_prepare(house, subject, ref, notes, f"{name}-clean"))
        return
    life.log.write("upload", *upload(house, subject, source))
    life.log.write("ack", start_import(house, subject, source, name))


def work_off(house: House) -> None:
    """Nothing, when every job has ended; those that died with their workers are retried."""
    worker = build_worker(house)
    threading.Thread(target=partial(stop_when_done, house, worker), daemon=True).start()
    worker.run()


def stop_when_done(house: House, worker: Worker) -> None:
    queue: JobService = house.services[JobService]
    while True:
        rows = rows_of(house.database, jobs)
        for row in rows:
            if row.state == "dead":
                with suppress(AppError):
                    house.database.write(
                        system_subject("person", row.workspace_id),
                        lambda tx, at=row.id: queue.retry(tx, at),  # type: ignore[misc]
                    )
        if all(row.state in ("succeeded", "failed", "cancelled") for row in rows):
            break
        time.sleep(0.05)
    worker.stop()


# ---- the verdict ----------------------------------------------------------------------------------------------


def rows_of(database: Database, table: Table) -> list[Row[Any]]:
    return list(database.read(SYSTEM, lambda tx: tx.rows(select(table))))


def versions_of(database: Database, workspace: str) -> list[tuple[str, str]]:
    """Reference and notes of every data set version of a workspace."""
    joined = select(assets.c.name, asset_versions.c.number, asset_versions.c.notes).join(
        asset_versions, asset_versions.c.asset_id == assets.c.id
    )
    rows = database.read(SYSTEM, lambda tx: tx.rows(joined.where(assets.c.workspace_id == workspace)))
    return [(f"{row.name}@{row.number}", row.notes) for row in rows]


def table_of(version: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(version.content)["table"]
    return found


def fault_of_upload(house: House, digest: str, size: int) -> str:
    try:
        with house.services[BlobStore].open(digest) as file:
            content = file.read()
    except AppError as error:
        return f"upload {digest}: {error.message}"
    same = len(content) == size and "sha256:" + hashlib.sha256(content).hexdigest() == digest
    return "" if same else f"upload {digest} has other bytes"


def judge_jobs(house: House, done: dict[str, Any], tracked: dict[str, Any], expected: dict[str, str]) -> list[str]:
    """Every job has succeeded and made one version, whose rows are those of an undisturbed run."""
    faults = [
        f"{row.kind} {row.id} is {row.state}, its run {tracked[row.run_id].state}: {row.error}"
        for row in done.values()
        if (row.state, tracked[row.run_id].state) != ("succeeded", "succeeded")
    ]
    made = Counter((row.workspace_id, row.result["dataset"]) for row in done.values() if row.state == "succeeded")
    faults += [f"{count} jobs say they made {ref}" for ref, count in made.items() if count > 1]
    names = {row.id: row.name for row in rows_of(house.database, assets)}
    seen: dict[tuple[str, int], str] = {}
    for version in rows_of(house.database, asset_versions):
        ref, table = f"{names[version.asset_id]}@{version.number}", table_of(version)
        if (version.workspace_id, ref) not in made:
            faults.append(f"{ref} is there, and no job made it")
        place = (table["uri"], table["version"])
        if place not in seen:
            seen[place] = house.services[DatasetStore].open(*place).fingerprint()
        if not seen[place] == table["fingerprint"] == expected[version.notes]:
            faults.append(f"{ref} of {version.notes} has {seen[place]}, undisturbed {expected[version.notes]}")
    if sum(made.values()) != len(rows_of(house.database, asset_versions)):
        faults.append("not every job has a version of its own")
    return faults
