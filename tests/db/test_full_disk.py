"""A store without room: what was acknowledged stays, what was not leaves no trace, and with room again it works."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.harness.disk import small_disk
from tests.harness.stores import SqliteStores
from volano_server.db import Database, DatabaseFull, Tx, events, open_database, verify_chain
from volano_server.kit.errors import Unavailable
from volano_server.kit.subject import system_subject

WHO = system_subject("filler", "w1")


def leave(database: Database, number: int, size: int = 4_000) -> str:
    """The name of an event, once it is acknowledged."""
    name = f"note-{number}"
    database.write(WHO, lambda tx: tx.record("note:add", "note", name, data={"text": "x" * size}))
    return name


def fill(database: Database, kept: set[str]) -> None:
    """Never ends well: adds to `kept` what was acknowledged, and raises what the store says when it is full."""
    for number in range(1, 2_000):
        kept.add(leave(database, number))


def found(database: Database) -> set[str]:
    return {row.object_id for row in database.read(WHO, lambda tx: tx.rows(tx.select(events)))}


def limit_pages(database: Database, spare: int | None) -> None:
    """Lets the file grow by `spare` pages, or for ever."""

    def work(tx: Tx) -> None:
        pages = int(tx.value(text("SELECT page_count FROM pragma_page_count()")))
        tx._connection.exec_driver_sql(f"PRAGMA max_page_count={2**31 if spare is None else pages + spare}")

    database.write(system_subject("filler"), work)


def assert_intact(database: Database, acknowledged: set[str]) -> None:
    assert found(database) == acknowledged
    assert verify_chain(database, "w1").fault == ""
    assert database.read(system_subject("judge"), lambda tx: tx.value(text("PRAGMA integrity_check"))) == "ok"
    if orphans := database.read(system_subject("judge"), lambda tx: tx.rows(text("PRAGMA foreign_key_check"))):
        raise AssertionError(orphans)


@pytest.fixture(scope="module")
def sqlite() -> Any:
    made = SqliteStores()
    yield made
    made.stop()


def test_a_full_store_refuses_with_a_hint_and_goes_on_when_there_is_room(sqlite: SqliteStores, tmp_path: Path) -> None:
    database = open_database(sqlite.settings(tmp_path))
    kept = {leave(database, 0)}
    limit_pages(database, spare=20)
    with pytest.raises(DatabaseFull, match="the disk that holds the database is full") as caught:
        fill(database, kept)
    assert (caught.value.status, bool(caught.value.hint)) == (503, True)
    assert_intact(database, kept)
    limit_pages(database, spare=None)
    kept.add(leave(database, 1000))
    assert_intact(database, kept)
    database.close()


def test_of_many_writers_at_once_only_those_without_room_are_refused(sqlite: SqliteStores, tmp_path: Path) -> None:
    database = open_database(sqlite.settings(tmp_path))
    limit_pages(database, spare=60)
    kept: list[str] = []
    refused: list[Exception] = []

    def work(base: int) -> None:
        for number in range(base, base + 40):
            try:
                kept.append(leave(database, number, size=40_000 if number % 7 == 0 else 200))
            except Exception as error:
                refused.append(error)

    threads = [threading.Thread(target=work, args=(base,)) for base in range(0, 800, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused
    assert {type(error) for error in refused} == {DatabaseFull}
    assert_intact(database, set(kept))
    limit_pages(database, spare=None)
    kept.append(leave(database, 5000))
    assert_intact(database, set(kept))
    database.close()


def test_a_statement_that_fails_takes_no_neighbour_along(database: Database) -> None:
    """Writes share a commit on SQLite; one that SQLite itself refuses must not undo the others."""
    refused: list[Exception] = []
    kept: list[str] = []
    gate = threading.Event()

    def bad() -> None:
        try:
            database.write(system_subject("bad"), lambda tx: tx.execute(text("SELECT nothing_of_the_kind(1)")))
        except Exception as error:
            refused.append(error)

    threads = [threading.Thread(target=lambda: database.write(system_subject("first"), lambda tx: gate.wait(20)))]
    for number in range(3):
        threads.append(threading.Thread(target=bad))
        threads.append(threading.Thread(target=lambda n=number: kept.append(leave(database, n))))  # type: ignore[misc]
    for thread in threads:
        thread.start()
    pause = threading.Event()
    while database.dialect == "sqlite" and database.backend._waiting.qsize() < 6:  # type: ignore[attr-defined]
        pause.wait(0.01)
    gate.set()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert not any(isinstance(error, Unavailable) for error in refused)
    assert found(database) == set(kept) == {"note-0", "note-1", "note-2"}


def test_a_number_beyond_64_bits_is_refused_and_not_a_crash(database: Database) -> None:
    from volano_server.db import ValueTooLarge

    with pytest.raises(ValueTooLarge, match="larger than the store can hold"):
        database.write(WHO, lambda tx: tx.rows(tx.select(events).where(events.c.seq == 10**30)))
    with pytest.raises(ValueTooLarge):
        database.read(WHO, lambda tx: tx.rows(tx.select(events).where(events.c.seq == 10**200)))
    leave(database, 1)


def test_on_a_file_system_that_is_full_the_store_stays_whole(sqlite: SqliteStores) -> None:
    """A real small disk where mounting is allowed; elsewhere the limit of pages above shows the same."""
    with small_disk(6) as folder:
        if folder is None:
            pytest.skip("no right to mount a small file system; the limit of pages is tested above")
        database = open_database(sqlite.settings(folder / "home"))
        kept: set[str] = set()
        ballast = folder / "ballast"
        ballast.write_bytes(bytes(3 * 2**20))
        with pytest.raises(Unavailable) as caught:
            fill(database, kept)
        assert caught.value.hint
        assert_intact(database, kept)
        ballast.unlink()
        kept.add(leave(database, 5_000))
        assert_intact(database, kept)
        database.close()
