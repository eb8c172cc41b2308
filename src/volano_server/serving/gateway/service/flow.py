"""An answer under way: made in one thread, handed on in another, given up when nobody listens any more."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

from volano_server.serving.gateway.service.runners import Abandoned, Answered

WAITING_PIECES = 256
_LISTENER_SECONDS = 60.0


class Flow:
    """Runs `make` with a callback for pieces; `pieces` yields them, then `answered` has the whole.

    Exists once there is a first piece: what fails before is raised here, while the client can still be given a
    status. The queue is bounded: a client that does not read for a minute is given up.
    """

    def __init__(self, make: Callable[[Callable[[str], None]], Answered]) -> None:
        self._make = make
        self._queue: queue.Queue[str | None] = queue.Queue(WAITING_PIECES)
        self._gone = threading.Event()
        self._result: Answered | BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="volano-gateway-flow", daemon=True)
        self._thread.start()
        self._first = self._queue.get()
        if self._first is None and isinstance(self._result, BaseException):
            raise self._result

    def pieces(self) -> Iterator[str]:
        """The pieces as they are made. Raises what the making raised."""
        piece = self._first
        while piece is not None:
            yield piece
            piece = self._queue.get()
        if isinstance(self._result, BaseException):
            raise self._result

    def answered(self) -> Answered:
        """The whole answer, after the last piece."""
        assert isinstance(self._result, Answered)
        return self._result

    def abandon(self) -> None:
        """Nothing; tells the making thread that nobody listens any more, and wakes it where it waits for room."""
        self._gone.set()
        with suppress(queue.Empty):
            self._queue.get_nowait()

    def _run(self) -> None:
        try:
            self._result = self._make(self._put)
        except BaseException as error:
            self._result = error
        if not self._gone.is_set():
            self._queue.put(None)

    def _put(self, piece: str) -> None:
        try:
            self._queue.put(piece, timeout=_LISTENER_SECONDS)
        except queue.Full:
            raise Abandoned from None
        if self._gone.is_set():
            raise Abandoned
