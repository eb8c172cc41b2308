"""One training run as a process.

    python -m volano_server.tuning.plugins.torch_lora SPEC.json

Reads a specification (spec.py), writes events to standard output (events.py) and talk to standard error.

Exit codes: 0 done, 1 defect, 2 bad specification, rows or base, 3 diverged or failed the verification (nothing was
published), 4 another process works in the output folder, 75 stopped on request after a checkpoint.
"""

from __future__ import annotations

import fcntl
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from volano_server.kit.errors import AppError, Conflict
from volano_server.tuning.plugins.torch_lora.events import emit, say
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, read_spec

DONE, DEFECT, BAD_INPUT, NOT_PUBLISHED, BUSY, STOPPED = 0, 1, 2, 3, 4, 75
USAGE = "usage: python -m volano_server.tuning.plugins.torch_lora SPEC.json"


class OutputBusy(Conflict):
    """Another process works in the output folder."""

    code = "output_busy"


def main(arguments: list[str]) -> int:
    """The exit code of a run; every failure is also an `error` event."""
    if len(arguments) != 1:
        say(USAGE)
        return BAD_INPUT
    try:
        return _run(Path(arguments[0]))
    except AppError as error:
        emit("error", code=error.code, message=error.message, hint=error.hint)
        say(f"error: {error.message}\nhint: {error.hint}")
        return {BadSpec: BAD_INPUT, OutputBusy: BUSY}.get(type(error), NOT_PUBLISHED)
    except OSError as error:
        what = f"a file cannot be written or read: {error.strerror} ({error.filename or 'output folder'})"
        emit("error", code="storage_failed", message=what, hint="free disk space and start the run again: it continues")
        say(traceback.format_exc())
        return DEFECT
    except Exception as error:
        emit("error", code="internal", message=f"the trainer failed with {type(error).__name__}", hint="see its log")
        say(traceback.format_exc())
        return DEFECT


def _run(path: Path) -> int:
    try:
        spec = read_spec(path.read_bytes())
    except OSError as error:
        raise BadSpec(f"the specification `{path}` cannot be read: {error.strerror}", hint=USAGE) from None
    # libgomp reads this when it is loaded: threads that spin while they wait would starve everybody else.
    os.putenv("OMP_WAIT_POLICY", "passive")
    emit("phase", name="load")
    from volano_server.tuning.plugins.torch_lora.run import Stopped, StopSignal, run

    stop = StopSignal()
    with _hold(spec.output):
        try:
            run(spec, stop)
        except Stopped:
            say("stopped on request; start it again to continue")
            return STOPPED
    return DONE


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Keep every other process out of the folder for as long as this one lives."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
    except BlockingIOError:
        raise OutputBusy(f"another process trains in `{folder}`", hint="wait for it, or stop it") from None
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise BadSpec(f"`{folder}` cannot be the output folder: {error.strerror}", hint="check `output`") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
