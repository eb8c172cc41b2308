"""The event log: chained with the change, and any tampering is found."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from sqlalchemy import text

from volano_server.config import Settings
from volano_server.db import Database, append_checkpoint, verify_chain
from volano_server.db.tx import Tx
from volano_server.kit.subject import Subject, system_subject

SYSTEM = system_subject("test")
ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin")


def record(database: Database, count: int) -> None:
    def work(tx: Tx, number: int) -> None:
        tx.record("note:add", "note", str(number), data={"x": 1.0, "t": "é\u2028"})

    for number in range(count):
        database.write(ANNA, partial(work, number=number))


def raw(database: Database, *statements: str) -> None:
    """Changes the log behind Volano's back, as somebody with the database's password could."""
    if database.dialect == "sqlite":
        off = ["DROP TRIGGER events_refuse_update", "DROP TRIGGER events_refuse_delete"]
    else:
        off = ["DROP TRIGGER events_refuse ON events"]

    def work(tx: Tx) -> None:
        for statement in [*off, *statements]:
            tx.execute(text(statement))

    database.write(SYSTEM, work)


def test_a_whole_chain_verifies(database: Database) -> None:
    record(database, 5)
    report = verify_chain(database, "w1")
    assert (report.events, report.fault) == (5, "")


def test_concurrent_writers_leave_one_unbroken_chain(database: Database) -> None:
    threads = [threading.Thread(target=record, args=(database, 10)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = verify_chain(database, "w1")
    assert (report.events, report.fault) == (40, "")


def test_a_failed_change_leaves_no_event(database: Database) -> None:
    def work(tx: Tx) -> None:
        tx.record("note:add", "note", "1")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.write(ANNA, work)
    assert verify_chain(database, "w1").events == 0


@pytest.mark.parametrize("verb", ["UPDATE events SET reason = 'x'", "DELETE FROM events"])
def test_the_database_refuses_to_change_events(database: Database, verb: str) -> None:
    record(database, 1)
    with pytest.raises(Exception, match="append-only"):
        database.write(SYSTEM, lambda tx: tx.execute(text(verb)))
    assert verify_chain(database, "w1").fault == ""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE events SET reason = 'other' WHERE seq = 3", "event 3 was changed"),
        ("UPDATE events SET ts = ts + 1 WHERE seq = 5", "event 5 was changed"),
        ("DELETE FROM events WHERE seq = 2", "event 2 is missing"),
        ("DELETE FROM events WHERE seq = 1", "event 1 is missing"),
        ("DELETE FROM events WHERE seq = 5", "ends at event 4"),
        ("UPDATE events SET seq = 9 WHERE seq = 5", "event 5 is missing"),
        ("DELETE FROM events", "ends at event 0"),
        ("DELETE FROM event_heads", "head of the chain is missing"),
        ("UPDATE event_heads SET seq = 4", "not written by Volano"),
    ],
)
def test_tampering_is_found_and_named(database: Database, statement: str, fault: str) -> None:
    record(database, 5)
    raw(database, statement)
    assert fault in verify_chain(database, "w1").fault


def test_swapped_events_are_found(database: Database) -> None:
    record(database, 4)
    raw(
        database,
        "UPDATE events SET seq = 99 WHERE seq = 2",
        "UPDATE events SET seq = 2 WHERE seq = 3",
        "UPDATE events SET seq = 3 WHERE seq = 99",
    )
    assert "event 2" in verify_chain(database, "w1").fault


def test_a_restored_older_log_is_found_by_the_checkpoint(database: Database, settings: Settings) -> None:
    record(database, 3)
    heads = database.read(SYSTEM, lambda tx: tx.row(text("SELECT seq, hash, mac FROM event_heads")))
    assert heads is not None
    record(database, 2)
    checkpoints = settings.home / "audit" / "checkpoints.jsonl"
    append_checkpoint(database, checkpoints)
    raw(
        database,
        "DELETE FROM events WHERE seq > 3",
        f"UPDATE event_heads SET seq = {heads.seq}, hash = '{heads.hash}', mac = '{heads.mac}'",
    )
    assert verify_chain(database, "w1").fault == ""
    assert "checkpoint saw event 5" in verify_chain(database, "w1", checkpoints).fault
