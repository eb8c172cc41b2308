"""A house whose files may not grow beyond a limit, in a process of its own: the limit is the process's."""

from __future__ import annotations

import json
import random
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import text

import volano_server.app.tables  # noqa: F401 - registers every table
from tests.harness.house import TestHouse
from tests.wheel.workshop import Workshop
from volano_server.config import Settings
from volano_server.db import verify_chain
from volano_server.kit.subject import system_subject

CHANCE = random.Random(1)
MANY = [{"id": f"m{number}", "body": CHANCE.randbytes(400).hex()} for number in range(8_000)]


@contextmanager
def no_room(limit: int) -> Iterator[None]:
    """No file of this process grows beyond `limit` bytes meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refuse_upload(shop: Workshop, home: Path) -> dict[str, Any]:
    with no_room(1_000_000):
        answer = shop.http.put("/api/v1/uploads?name=big", content=bytes(3_000_000))
    left = [path.name for path in (home / "blobs").rglob("*") if path.is_file()]
    again = shop.http.put("/api/v1/uploads?name=big", content=bytes(3_000_000))
    return {"status": answer.status_code, "problem": answer.json(), "left": left, "again": again.status_code}


def largest(home: Path) -> int:
    """Bytes of the largest file of the control store."""
    return max(path.stat().st_size for path in [home, *home.glob("volano.db*")])


def refuse_import(shop: Workshop, home: Path) -> dict[str, Any]:
    shop.import_rows("mails", MANY[:10], key="id")
    content = "".join(json.dumps(row) + "\n" for row in MANY).encode()
    body = {"files": [shop.upload("many.jsonl", content)], "options": {"key": "id"}}
    started = shop.post("/datasets/mails/import", body)
    with no_room(largest(home) + 1_500_000):
        job = shop.wait(started)
    shown = [shop.get(f"/datasets/mails@{number}")["rows"] for number in (1,)]
    missing = shop.http.get("/api/v1/datasets/mails@2").status_code
    shop.post(f"/jobs/{started['job_id']}/retry", {})
    return {"job": job, "rows": shown, "missing": missing, "retried": shop.finish(started)}


def refuse_writes(shop: Workshop, home: Path) -> dict[str, Any]:
    """Runs are made until there is no room: those that were answered with 201 are there, and no other."""
    kept, refused, run = [], None, {"kind": "other", "name": "n", "parameters": {"a": "x" * 30_000}}
    with no_room(largest(home) + 200_000):
        for _ in range(400):
            answer = shop.http.post("/api/v1/runs", json=run)
            if answer.status_code != 201:
                refused = {"status": answer.status_code, "problem": answer.json()}
                break
            kept.append(answer.json()["id"])
        readable = shop.house.client("viewer").get("/api/v1/runs?limit=1").status_code
    kept.append(shop.post("/runs", run)["id"])
    kept.append(shop.post("/runs", run)["id"])
    database = shop.house.house.database
    found = database.read(system_subject("t"), lambda tx: tx.rows(text("SELECT id FROM runs WHERE kind = 'other'")))
    return {
        "refused": refused, "readable": readable, "same": sorted(row.id for row in found) == sorted(kept),
        "chain": verify_chain(database, shop.house.workspace_id).fault,
        "integrity": database.read(system_subject("t"), lambda tx: tx.value(text("PRAGMA integrity_check"))),
    }  # fmt: skip


def main() -> None:
    settings = Settings.model_validate_json(sys.stdin.read())
    house = TestHouse(settings)
    shop = Workshop(house, "admin")
    what = {
        "upload": lambda: refuse_upload(shop, settings.home),
        "import": lambda: refuse_import(shop, settings.home),
        "writes": lambda: refuse_writes(shop, settings.home),
    }[sys.argv[1]]
    print(json.dumps(what()))
    house.close()


if __name__ == "__main__":
    main()
