"""How long work tells its caller how far it is, and learns that it should stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from volano_server.data.errors import Cancelled

Progress = Callable[[int, int | None, str], None]
"""Called with what is done, the total if known, and a word on what is being done."""

_PAUSE_SECONDS = 0.2


def no_progress(done: int, total: int | None, message: str) -> None:
    """Tells nobody."""


def never_stop() -> bool:
    """Goes on to the end."""
    return False


class Watch:
    """Passes progress on, at most five times a second, and asks at every tick whether to stop, which must be cheap."""

    def __init__(self, on_progress: Progress, should_stop: Callable[[], bool]) -> None:
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._next = 0.0

    def tick(self, done: int, total: int | None, message: str, *, now: bool = False) -> None:
        """Tells the caller, unless that happened just before or `now` is set. Raises Cancelled."""
        if self._should_stop():
            raise Cancelled("the work was stopped before its end; nothing was published", hint="start it again")
        moment = time.monotonic()
        if now or moment >= self._next:
            self._next = moment + _PAUSE_SECONDS
            self._on_progress(done, total, message)
