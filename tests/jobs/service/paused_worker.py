"""A real worker process for the test that pauses it: `paused_worker.py SETTINGS_JSON FOLDER`.

Its job writes its process id to `begun-<attempt>`, waits for the file `go`, and then changes the store.
"""

import json
import os
import sys
import time
from pathlib import Path

import volano_server.app.tables  # noqa: F401 - registers every table
from tests.jobs.kinds import jobs_of, kind
from volano_server.access import Admission
from volano_server.config import Settings
from volano_server.db import open_database
from volano_server.jobs import JobContext, LeaseLost, Worker

FOLDER = Path(sys.argv[2])


def hold(context: JobContext) -> str:  # type: ignore[type-arg]
    fresh = FOLDER / f"begun-{context.attempt}.new"
    fresh.write_text(str(os.getpid()))
    fresh.rename(FOLDER / f"begun-{context.attempt}")
    while not (FOLDER / "go").exists():
        time.sleep(0.01)
    try:
        context.write(lambda tx: tx.record("note:add", "note", f"attempt {context.attempt}"))
    except LeaseLost:
        (FOLDER / "lost").touch()
        raise
    return f"attempt {context.attempt}"


def main() -> None:
    settings = Settings(**json.loads(sys.argv[1]))
    database = open_database(settings)
    Worker(database, settings, jobs_of(kind(hold)), Admission(database), {}).run()


if __name__ == "__main__":
    main()
