"""The feed notices what anybody commits, and what goes wrong in a listener does not stop it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.events.factories import BORIS, record, wait_until
from volano_server.config import Settings
from volano_server.db import Database, DatabaseUnreachable, Tx, open_database
from volano_server.db.database import Backend
from volano_server.events import EventFeed
from volano_server.events.errors import TooManyStreams
from volano_server.events.service.feed import MAX_STREAMS_OF_ONE
from volano_server.kit.subject import Subject


@pytest.fixture
def feed(database: Database) -> Iterator[EventFeed]:
    made = EventFeed(database, poll_seconds=0.02)
    yield made
    made.close()


def test_a_commit_of_another_process_wakes_the_readers_of_its_workspace(feed: EventFeed, settings: Settings) -> None:
    elsewhere = open_database(settings)

    async def read() -> None:
        with feed.subscribe("w1", "p1") as mine, feed.subscribe("w2", "p2") as theirs:
            await mine.wait(0.2)
            woken = asyncio.create_task(mine.wait(60))
            other = asyncio.create_task(theirs.wait(60))
            await asyncio.to_thread(record, elsewhere)
            await woken
            assert not other.done()
            other.cancel()

    try:
        asyncio.run(read())
    finally:
        elsewhere.close()


def test_closing_the_feed_wakes_every_reader(feed: EventFeed) -> None:
    async def read() -> None:
        with feed.subscribe("w1", "p1") as mine:
            woken = asyncio.create_task(mine.wait(60))
            await asyncio.sleep(0)
            await asyncio.to_thread(feed.close)
            await woken

    asyncio.run(read())
    assert feed.streams == 0


def test_listeners_hear_of_news_at_start_and_after_and_a_failing_one_is_called_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[str] = []
    failing = iter([RuntimeError("no luck"), RuntimeError("again")])

    def moody() -> None:
        calls.append("moody")
        if error := next(failing, None):
            raise error

    record(database)
    feed = EventFeed(database, listeners=[moody, lambda: calls.append("calm")], poll_seconds=0.02)
    feed.start()
    try:
        wait_until(lambda: calls.count("moody") == 3)
        assert calls.count("calm") == 3
        record(database, who=BORIS)
        wait_until(lambda: calls.count("calm") == 4)
    finally:
        feed.close()
    assert "no luck" in caplog.text


def test_chores_are_done_once_at_the_start_and_then_by_the_hour(database: Database) -> None:
    done, again = [], threading.Event()
    feed = EventFeed(database, listeners=[again.set], hourly=[lambda: done.append(1)], poll_seconds=0.02)
    feed.start()
    try:
        wait_until(lambda: done)
        record(database)
        assert again.wait(60)
    finally:
        feed.close()
    assert done == [1]


class Flaky:
    """A backend whose first reads fail, as when the database server restarts."""

    def __init__(self, backend: Backend, failures: int) -> None:
        self._backend = backend
        self.name = backend.name
        self.failures = failures

    def read(self, subject: Subject, work: Callable[[Tx], Any]) -> Any:
        if self.failures:
            self.failures -= 1
            raise DatabaseUnreachable("the database server does not answer")
        return self._backend.read(subject, work)

    def write(self, subject: Subject, work: Callable[[Tx], Any]) -> Any:
        return self._backend.write(subject, work)

    def is_writing(self) -> bool:
        return self._backend.is_writing()

    def close(self) -> None:
        self._backend.close()


def test_a_feed_outlives_a_database_that_is_away(database: Database) -> None:
    heard = threading.Event()
    flaky = Flaky(database.backend, failures=2)
    feed = EventFeed(Database(flaky, database.chain_key), listeners=[heard.set])
    record(database)
    feed.start()
    try:
        while not heard.wait(0.01):
            feed.nudge()
    finally:
        feed.close()
    assert flaky.failures == 0


def test_one_person_opens_a_bounded_number_of_streams(feed: EventFeed) -> None:
    async def read() -> None:
        from contextlib import ExitStack

        with ExitStack() as stack:
            for _ in range(MAX_STREAMS_OF_ONE):
                feed.check_room("p1")
                stack.enter_context(feed.subscribe("w1", "p1"))
            with pytest.raises(TooManyStreams):
                feed.check_room("p1")
            feed.check_room("p2")
        feed.check_room("p1")

    asyncio.run(read())
