"""Heavy work runs in a supervised child process; its death is reported, never hidden.

Between this process and the child stands a small supervisor (`supervisor.py`): it owns the child's process group, so
that the whole group ends with this process, however this process dies.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from volano_server.jobs.errors import ChildDied, Interrupted, LeaseLost

_SUPERVISOR = str(Path(__file__).with_name("supervisor.py"))
INHERITED = (
    "PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "CUDA_VISIBLE_DEVICES", "HF_HOME",
    "HF_HUB_OFFLINE",
)  # fmt: skip
TAIL = 8192
LONGEST_LINE = 1_048_576
_TICK = 0.1


@dataclass(frozen=True, slots=True)
class ChildResult:
    """A child that ended well: how long it ran, and the last 8 KiB of its standard error."""

    seconds: float
    stderr_tail: str


def run_child(
    argv: Sequence[str],
    *,
    on_line: Callable[[str], None],
    stdin: bytes,
    env: Mapping[str, str],
    cwd: Path | None,
    memory_bytes: int | None,
    timeout_seconds: float | None,
    grace_seconds: float,
    interrupted: Callable[[], Interrupted | None],
) -> ChildResult:
    """The result of `argv` once it has ended with exit code 0. Raises ChildDied, or what `interrupted` returns."""
    child = _Child(argv, stdin, env, cwd, memory_bytes)
    deadline = None if timeout_seconds is None else child.begun + timeout_seconds
    stop: Interrupted | None = None
    overdue = False
    try:
        while not child.pump(on_line):
            if stop is None and (stop := interrupted()) is not None:
                child.terminate(0 if isinstance(stop, LeaseLost) else grace_seconds)
            if not overdue and deadline is not None and time.monotonic() > deadline:
                overdue = True
                child.terminate(grace_seconds)
            child.kill_if_due()
    finally:
        child.close()
    if stop is not None:
        raise stop
    if overdue:
        raise child.death(f"ran longer than {timeout_seconds:g} s and was ended")
    if child.process.returncode != 0:
        raise child.death()
    return ChildResult(time.monotonic() - child.begun, child.tail())


class _Child:
    """The supervisor process, its pipes, and the end of what it said."""

    def __init__(
        self, argv: Sequence[str], stdin: bytes, env: Mapping[str, str], cwd: Path | None, memory_bytes: int | None
    ) -> None:
        self.argv = list(argv)
        self.begun = time.monotonic()
        self._oom_kills = _count_oom_kills()
        self._kill_at: float | None = None
        self._line = bytearray()
        self._errors = bytearray()
        lifeline, self._lifeline = os.pipe()
        try:
            with tempfile.TemporaryFile() as source:
                source.write(stdin)
                source.seek(0)
                self.process = subprocess.Popen(
                    [sys.executable, "-I", "-S", _SUPERVISOR, str(lifeline), str(memory_bytes or 0), *argv],
                    stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(lifeline,),
                    start_new_session=True, cwd=cwd, env=_inherited() | dict(env),
                )  # fmt: skip
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(lifeline)
        self._selector = selectors.DefaultSelector()
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            self._selector.register(pipe, selectors.EVENT_READ)

    def pump(self, on_line: Callable[[str], None]) -> bool:
        """Whether the child has ended and all it said was delivered; waits a moment for more otherwise."""
        ended = self.process.poll() is not None
        for key, _ in self._selector.select(0 if ended else _TICK):
            pipe = key.fileobj
            assert not isinstance(pipe, int)
            self._read(pipe, on_line, everything=ended)  # type: ignore[arg-type]
        if ended and self._line:
            self._deliver(bytes(self._line), on_line)
            self._line.clear()
        if not ended and not self._selector.get_map():
            time.sleep(_TICK / 10)  # both pipes are closed, and the supervisor is about to end
        return ended

    def _read(self, pipe: IO[bytes], on_line: Callable[[str], None], *, everything: bool) -> None:
        while True:
            try:
                piece = os.read(pipe.fileno(), 65536)
            except BlockingIOError:
                return
            if not piece:
                self._selector.unregister(pipe)
                return
            if pipe is self.process.stderr:
                self._errors = (self._errors + piece)[-TAIL:]
            else:
                self._split(piece, on_line)
            if not everything:
                return

    def _split(self, piece: bytes, on_line: Callable[[str], None]) -> None:
        self._line += piece
        *lines, rest = self._line.split(b"\n")
        self._line = rest
        for line in lines:
            self._deliver(bytes(line), on_line)
        while len(self._line) >= LONGEST_LINE:
            self._deliver(bytes(self._line[:LONGEST_LINE]), on_line)
            del self._line[:LONGEST_LINE]

    @staticmethod
    def _deliver(line: bytes, on_line: Callable[[str], None]) -> None:
        on_line(line.decode("utf-8", "replace").rstrip("\r"))

    def terminate(self, grace_seconds: float) -> None:
        """Nothing; asks the whole group to end, and sets the time when it will be made to."""
        self.process.terminate()
        due = time.monotonic() + grace_seconds
        self._kill_at = due if self._kill_at is None else min(self._kill_at, due)

    def kill_if_due(self) -> None:
        """Nothing; kills the group when its grace is over."""
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            self._cut_lifeline()

    def close(self) -> None:
        """Nothing, once no process of the group is left and every pipe is closed."""
        self._cut_lifeline()
        self.process.wait()
        self._selector.close()
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def _cut_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1

    def tail(self) -> str:
        return self._errors.decode("utf-8", "replace").replace("\x00", "")

    def death(self, what: str = "") -> ChildDied:
        """The error that says how the child ended."""
        code = self.process.returncode
        name = signal.Signals(-code).name if code < 0 else None
        hint = "read the end of its standard error in `details`"
        if not what:
            what = f"was killed by {name}" if name else f"ended with exit code {code}"
            if name == "SIGKILL":
                found = _count_oom_kills() > self._oom_kills
                hint = "the system ran out of memory" if found else "most often the system ran out of memory"
                hint += ": use less, or a machine with more"
        tail = self.tail()
        last = tail.strip().rpartition("\n")[2][:300]
        return ChildDied(
            f"the child process `{Path(self.argv[0]).name}` {what}" + (f": {last}" if last else ""),
            hint=hint,
            details={"exit_code": code if code >= 0 else None, "signal": name, "stderr_tail": tail},
        )


def _inherited() -> dict[str, str]:
    """The few variables a program needs to start; settings and secrets of the server are not among them."""
    found = os.environ  # noqa: TID251 - not settings: what the system set for every program
    return {name: found[name] for name in INHERITED if name in found}


def _count_oom_kills() -> int:
    try:
        text = Path("/proc/vmstat").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("oom_kill ")), 0)
