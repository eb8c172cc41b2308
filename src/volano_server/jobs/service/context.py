"""What a handler works with: its arguments, its owner, fenced transactions, steps, progress, child processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from volano_server.db import Database, Tx
from volano_server.jobs.service.child import ChildResult, run_child
from volano_server.jobs.service.control import Control
from volano_server.jobs.service.leases import Claim, Leases
from volano_server.jobs.service.plain import to_plain
from volano_server.jobs.store import JobStore
from volano_server.kit.subject import Subject

Args = TypeVar("Args", bound=BaseModel)
Result = TypeVar("Result")
Service = TypeVar("Service")
MAX_STEP_RESULT = 65_536
MAX_STEP_NAME = 200
PROGRESS_SECONDS = 0.5


class JobContext(Generic[Args]):
    """One attempt of one job.

    Every method raises JobCancelled, LeaseLost or WorkerStopping when the attempt must end; they pass through
    `except Exception`, so a handler needs no care to let them out.
    """

    def __init__(
        self,
        claim: Claim,
        args: Args,
        subject: Subject,
        memo: dict[str, Any],
        *,
        database: Database,
        leases: Leases,
        control: Control,
        services: Mapping[type, Any],
    ) -> None:
        self._claim = claim
        self._database = database
        self._leases = leases
        self._control = control
        self._services = services
        self._memo = memo
        self._used: set[str] = set()
        self._shown_at = float("-inf")
        self.args = args
        self.subject = subject
        self.latest_progress: dict[str, Any] | None = None

    @property
    def job_id(self) -> str:
        """The id of the job, the same in every attempt."""
        return self._claim.id

    @property
    def run_id(self) -> str | None:
        """The tracked run that this job was enqueued for."""
        return self._claim.run_id

    @property
    def attempt(self) -> int:
        """Which attempt this is, from 1."""
        return self._claim.attempt

    def service(self, kind: type[Service]) -> Service:
        """The one instance of `kind` that the application built."""
        return self._services[kind]  # type: ignore[no-any-return]

    def read(self, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns from one snapshot of the workspace."""
        self._control.check()
        return self._database.read(self.subject, work)

    def write(self, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns, committed only while the job is ours."""
        self._control.check()
        return self._leases.write(self._claim, self.subject, work)

    def write_step(self, name: str, work: Callable[[Tx], Any]) -> Any:
        """What `work` returned, as JSON: it takes effect exactly once per job, however often the job is resumed.

        The change and the memory of it are one transaction.
        """
        if self._is_done(name):
            return self._memo[name]
        position = len(self._used)

        def once(tx: Tx) -> Any:
            result = self._plain(name, work(tx))
            JobStore(tx).add_step(self.job_id, name, position, self.attempt, result)
            return result

        self._memo[name] = self._leases.write(self._claim, self.subject, once)
        return self._memo[name]

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """What `work` returned, as JSON: a finished step is not run again when the job is resumed.

        For work outside the control store (files, calls, long computing). A crash between its end and its memo
        repeats it, so it must be safe to repeat.
        """
        if self._is_done(name):
            return self._memo[name]
        position = len(self._used)
        result = self._plain(name, work())

        def remember(tx: Tx) -> None:
            JobStore(tx).add_step(self.job_id, name, position, self.attempt, result)

        self._leases.write(self._claim, self.subject, remember)
        self._memo[name] = result
        return result

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Nothing; shows how far the job is. Call it as often as you like: it writes twice a second at most."""
        self._control.check()
        shown = message[:500].replace("\x00", "")
        self.latest_progress = {"progress_done": done, "progress_total": total, "progress_message": shown}
        now = time.monotonic()
        if now - self._shown_at >= PROGRESS_SECONDS:
            self._shown_at = now
            self._leases.set_progress(self._claim, done, total, shown)

    def check_cancelled(self) -> None:
        """Nothing; raises Interrupted when the attempt must end. Call it inside long loops."""
        self._control.check()

    def run_child(
        self,
        argv: Sequence[str],
        *,
        on_line: Callable[[str], None] | None = None,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        memory_bytes: int | None = None,
        timeout_seconds: float | None = None,
        grace_seconds: float = 5.0,
    ) -> ChildResult:
        """The result of a child process that ended with exit code 0.

        It gets `stdin`, a minimal environment plus `env`, and its lines of standard output go to `on_line` as they
        come. It ends when the job is cancelled or lost, when this process dies, or after `timeout_seconds`: SIGTERM
        to its process group, SIGKILL after `grace_seconds`. Raises ChildDied with exit code, signal and the end of
        its standard error.
        """
        self._control.check()
        return run_child(
            argv, on_line=on_line or (lambda _: None), stdin=stdin, env=env or {}, cwd=cwd, memory_bytes=memory_bytes,
            timeout_seconds=timeout_seconds, grace_seconds=grace_seconds, interrupted=self._control.reason,
        )  # fmt: skip

    def _is_done(self, name: str) -> bool:
        if not 0 < len(name) <= MAX_STEP_NAME:
            raise ValueError(f"a step's name has 1 to {MAX_STEP_NAME} characters")
        if name in self._used:
            raise ValueError(f"the step `{name}` occurs twice in one job; number the steps of a loop")
        self._control.check_between_steps()
        self._used.add(name)
        return name in self._memo

    def _plain(self, name: str, result: Any) -> Any:
        return to_plain(result, f"the result of the step `{name}`", MAX_STEP_RESULT)
