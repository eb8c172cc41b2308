"""The feed: one thread of the process that notices new events and wakes whoever waits for them.

It looks at the heads of the chains, so it notices what other processes commit too, on both databases. It carries no
events: whoever is woken reads on from its own place in the log. So nothing is dropped, and nothing piles up for a
slow reader.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from anyio import CapacityLimiter

from volano_server.db import Database
from volano_server.events.errors import TooManyStreams
from volano_server.events.store import EventStore
from volano_server.kit.subject import system_subject

_LOG = logging.getLogger("volano.events")
_FEED = system_subject("feed")
MAX_STREAMS = 500
THREADS = 8
MAX_STREAMS_OF_ONE = 20


class Subscription:
    """A waiting reader of one workspace's log, in an event loop."""

    def __init__(self, workspace_id: str, reader_id: str) -> None:
        self.workspace_id = workspace_id
        self.reader_id = reader_id
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Nothing, as soon as there may be news, or after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass
        self._news.clear()

    def wake(self) -> None:
        """Nothing; may be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._news.set)
        except RuntimeError:
            pass  # the loop has ended, and the reader with it


class EventFeed:
    """Wakes subscribers, tells listeners that something happened, and does hourly chores.

    `listeners` and `hourly` run in the feed's thread; what they raise is logged and does not stop it.
    """

    def __init__(
        self,
        database: Database,
        *,
        listeners: Sequence[Callable[[], object]] = (),
        hourly: Sequence[Callable[[], object]] = (),
        poll_seconds: float = 0.25,
    ) -> None:
        self._database = database
        self._listeners = listeners
        self._hourly = hourly
        self._poll_seconds = poll_seconds
        self._subscriptions: set[Subscription] = set()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._nudged = threading.Event()
        self.limiter = CapacityLimiter(THREADS)
        """Streams read the store in threads apart from those that serve requests."""
        self.closed = False

    def start(self) -> None:
        """Nothing; the feed runs. Starting it again changes nothing."""
        with self._guard:
            if self._thread is None and not self.closed:
                self._thread = threading.Thread(target=self._run, name="volano-event-feed", daemon=True)
                self._thread.start()

    def nudge(self) -> None:
        """Nothing; the feed looks at once. Call it after a commit of this process."""
        self._nudged.set()

    def close(self) -> None:
        """Nothing; streams end and the thread has stopped."""
        self.closed = True
        self._nudged.set()
        with self._guard:
            for subscription in self._subscriptions:
                subscription.wake()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def check_room(self, reader_id: str) -> None:
        """Nothing, when one more stream may open. Raises TooManyStreams."""
        with self._guard:
            own = sum(one.reader_id == reader_id for one in self._subscriptions)
            if own >= MAX_STREAMS_OF_ONE or len(self._subscriptions) >= MAX_STREAMS:
                raise TooManyStreams(
                    f"{own} event streams of yours are open, {len(self._subscriptions)} in all",
                    hint="close one; one stream per page is enough",
                    retry_after=5,
                )

    @contextmanager
    def subscribe(self, workspace_id: str, reader_id: str) -> Iterator[Subscription]:
        """A subscription of the running event loop, for as long as the block lasts."""
        self.start()
        subscription = Subscription(workspace_id, reader_id)
        with self._guard:
            self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            with self._guard:
                self._subscriptions.discard(subscription)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._subscriptions)

    # ---- the thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        known: dict[str, int] = {}
        told, next_chores = True, time.monotonic()
        while not self.closed:
            try:
                heads = self._database.read(_FEED, lambda tx: EventStore(tx).heads())
            except Exception:
                _LOG.warning("the event feed cannot read the log", exc_info=True)
                self._nudged.wait(2.0)
                self._nudged.clear()
                continue
            if heads != known or not told:
                changed = {workspace_id for workspace_id, seq in heads.items() if known.get(workspace_id) != seq}
                known = heads
                self._wake(changed)
                told = self._call(self._listeners)
            if time.monotonic() >= next_chores:
                next_chores = time.monotonic() + 3600
                self._call(self._hourly)
            self._nudged.wait(self._poll_seconds)
            self._nudged.clear()

    def _wake(self, changed: set[str]) -> None:
        with self._guard:
            for subscription in self._subscriptions:
                if subscription.workspace_id in changed:
                    subscription.wake()

    def _call(self, works: Sequence[Callable[[], object]]) -> bool:
        """Whether all of them went well."""
        well = True
        for work in works:
            try:
                work()
            except Exception:
                well = False
                _LOG.exception("%s failed; it is called again soon", getattr(work, "__qualname__", work))
        return well
