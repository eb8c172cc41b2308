"""What a worker does by itself now and then, beside the jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from volano_server.kit.errors import AppError

_LOG = logging.getLogger("volano.jobs")
_FIRST, _LOOK = 60.0, 5.0


@dataclass(frozen=True)
class Chore:
    """`work` is done every `seconds`, for the first time within a minute. Any number of workers may do it at once."""

    name: str
    work: Callable[[], object]
    seconds: float


class Chores:
    """Keeps the time of each chore."""

    def __init__(self, chores: Sequence[Chore]) -> None:
        self._chores = chores
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
                chore.work()
            except AppError as error:
                _LOG.warning("%s was put off: %s", chore.name, error.message)
            except Exception:
                _LOG.exception("%s failed", chore.name)
