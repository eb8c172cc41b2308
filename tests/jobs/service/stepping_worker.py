"""A real worker process for the tests that kill it: `stepping_worker.py SETTINGS_JSON FOLDER`.

Each step of its jobs leaves a line `<job> <step> <attempt>` in FOLDER/effects, outside the store. Where the file
`hold-<step>-<attempt>` lies, the step says so in `held-<step>-<attempt>`, which names the process, and never ends.
"""

import json
import os
import sys
import time
from functools import partial
from pathlib import Path

import volano_server.app.tables  # noqa: F401 - registers every table
from tests.jobs.kinds import jobs_of, kind
from volano_server.access import Admission
from volano_server.config import Settings
from volano_server.db import open_database
from volano_server.jobs import JobContext, Worker

STEPS = 5


def leave(folder: Path, context: JobContext, number: int) -> int:  # type: ignore[type-arg]
    """The step's effect: one line, appended in one write."""
    with (folder / "effects").open("a") as file:
        file.write(f"{context.args.number} {number} {context.attempt}\n")
    if (folder / f"hold-{number}-{context.attempt}").exists():
        fresh = folder / f"held-{number}-{context.attempt}.new"
        fresh.write_text(str(os.getpid()))
        fresh.rename(folder / f"held-{number}-{context.attempt}")
        while True:
            time.sleep(3600)
    return number * number


def main() -> None:
    settings, folder = Settings(**json.loads(sys.argv[1])), Path(sys.argv[2])

    def work(context: JobContext) -> int:  # type: ignore[type-arg]
        return sum(context.step(f"step {number}", partial(leave, folder, context, number)) for number in range(STEPS))

    database = open_database(settings)
    Worker(database, settings, jobs_of(kind(work, max_attempts=100)), Admission(database), {}).run()


if __name__ == "__main__":
    main()
