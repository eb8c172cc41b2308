"""What a worker does by itself now and then, beside the jobs, in child processes that keep the worker small."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from volano_server.jobs.errors import Interrupted, WorkerStopping
from volano_server.jobs.service.child import run_child
from volano_server.kit.errors import AppError

_LOG = logging.getLogger("volano.jobs")
_FIRST, _LOOK = 60.0, 5.0


@dataclass(frozen=True)
class Chore:
    """`argv` is run every `seconds`, for the first time within a minute. Any number of workers may do it at once.

    `stdin` says what the child is given, or None when there is nothing to do now; `on_line` gets what it prints.
    """

    name: str
    argv: Sequence[str]
    stdin: Callable[[], bytes | None]
    on_line: Callable[[str], None]
    seconds: float


class Chores:
    """Keeps the time of each chore. `interrupted` says why one must end now, or None."""

    def __init__(self, chores: Sequence[Chore], interrupted: Callable[[], Interrupted | None]) -> None:
        self._chores = chores
        self._interrupted = interrupted
        self._next: dict[str, float] = {}
        self.pause = min([_LOOK, *(chore.seconds for chore in chores)])
        """Seconds between two looks at the clock."""

    def do_due(self, now: float) -> None:
        """Nothing, once each chore that is due at `now` (seconds) was tried; a failing one holds no other up."""
        for chore in self._chores:
            if now < self._next.setdefault(chore.name, now + min(chore.seconds, _FIRST)):
                continue
            self._next[chore.name] = now + chore.seconds
            try:
                self._do(chore)
            except WorkerStopping:
                return
            except AppError as error:
                _LOG.warning("%s was put off: %s", chore.name, error.message)
            except Exception:
                _LOG.exception("%s failed", chore.name)

    def _do(self, chore: Chore) -> None:
        given = chore.stdin()
        if given is not None and self._interrupted() is None:
            run_child(
                chore.argv, on_line=chore.on_line, stdin=given, env={}, cwd=None, memory_bytes=None,
                timeout_seconds=None, grace_seconds=1.0, interrupted=self._interrupted,
            )  # fmt: skip
