"""One open stream: reads on from its own place in the log whenever the feed wakes it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

from anyio import to_thread

from volano_server.access import Caller
from volano_server.events.schemas import show_event
from volano_server.events.service import Event, EventFeed, EventService
from volano_server.kit.errors import AppError
from volano_server.kit.subject import Subject

Result = TypeVar("Result")
BATCH = 200
HEARTBEAT_SECONDS = 15.0
RECHECK_SECONDS = 3.0
_ACCESS = {"key", "member", "service_account", "workspace"}


class EventStream:
    """The frames of one reader. It ends when the reader's right to read ends, at the latest three seconds after."""

    def __init__(
        self,
        caller: Caller,
        events: EventService,
        feed: EventFeed,
        object_kinds: Collection[str] | None,
        readmit: Callable[[], Subject],
    ) -> None:
        """`readmit` is the caller's subject as it is now; it raises AppError once they are out."""
        self._caller = caller
        self._events = events
        self._feed = feed
        self._kinds = object_kinds
        self._readmit = readmit

    async def frames(self, after: int | None) -> AsyncIterator[bytes]:
        """Frames from event `after` on, or from now on."""
        subject = self._caller.subject
        with self._feed.subscribe(subject.workspace_id or "", subject.owner_id) as subscription:
            head = await self._run(lambda: self._caller.read(self._events.head))
            position = head if after is None else min(after, head)
            # a frame without data sets the place to resume from before anything has happened
            yield f"retry: 2000\nid: {position}\n\n".encode()
            if after is not None and after > head:
                yield b"event: reset\ndata: {}\n\n"
            checked = spoken = time.monotonic()
            while not self._feed.closed:
                batch = await self._run(partial(self._next, position))
                if time.monotonic() - checked >= RECHECK_SECONDS or any(one["object_kind"] in _ACCESS for one in batch):
                    if code := await self._run(self._refusal):
                        yield f'event: end\ndata: {{"code": "{code}"}}\n\n'.encode()
                        return
                    checked = time.monotonic()
                if text := b"".join(_frame(one) for one in batch if self._is_wanted(one)):
                    yield text
                    spoken = time.monotonic()
                elif time.monotonic() - spoken >= HEARTBEAT_SECONDS:
                    yield b": beat\n\n"
                    spoken = time.monotonic()
                if batch:
                    position = batch[-1]["seq"]
                if len(batch) < BATCH:
                    await subscription.wait(RECHECK_SECONDS)

    def _next(self, position: int) -> Sequence[Event]:
        return self._caller.read(lambda tx: self._events.after(tx, position, BATCH))

    def _refusal(self) -> str:
        """The code of the error that shuts the reader out; empty while they may read on."""
        try:
            now = self._readmit()
        except AppError as error:
            return error.code
        return "" if now.workspace_id == self._caller.subject.workspace_id else "workspace_not_found"

    async def _run(self, work: Callable[[], Result]) -> Result:
        return await to_thread.run_sync(work, limiter=self._feed.limiter)

    def _is_wanted(self, event: Event) -> bool:
        return not self._kinds or event["object_kind"] in self._kinds


def _frame(event: Event) -> bytes:
    return f"id: {event['seq']}\ndata: {show_event(event).model_dump_json()}\n\n".encode()
