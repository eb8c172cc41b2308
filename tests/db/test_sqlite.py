"""Opening the SQLite store: many at once, beside others, and what is no store at all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import text

from volano_server.db import Database, Tx
from volano_server.db.errors import DatabaseBusy, DatabaseUnreachable
from volano_server.db.sqlite import SqliteBackend
from volano_server.kit.subject import system_subject

_SYSTEM = system_subject("test")


def opened(path: Path, busy_seconds: float = 30.0) -> SqliteBackend:
    return SqliteBackend(path, b"key", pool_size=2, busy_seconds=busy_seconds)


def test_many_open_a_fresh_file_at_the_same_moment(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def open_and_read(_: int) -> str:
        together.wait()
        backend = opened(tmp_path / "volano.db")
        try:
            return str(backend.read(_SYSTEM, lambda tx: tx.value(text("PRAGMA journal_mode"))))
        finally:
            backend.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(open_and_read, range(8))) == {"wal"}


def test_opening_waits_for_somebody_who_holds_the_whole_file(tmp_path: Path) -> None:
    holder = dbapi2.connect(str(tmp_path / "volano.db"), check_same_thread=False, isolation_level=None)
    holder.execute("CREATE TABLE one (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy):
        opened(tmp_path / "volano.db", busy_seconds=0.05)
    timer = threading.Timer(0.2, lambda: holder.execute("COMMIT"))
    timer.start()
    opened(tmp_path / "volano.db").close()
    timer.join()
    holder.close()


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "volano.db"
    path.write_bytes(b"my thesis" * 1000)
    with pytest.raises(DatabaseUnreachable, match="not a database"):
        opened(path)
    assert path.read_bytes() == b"my thesis" * 1000


def test_a_hook_that_fails_after_the_commit_harms_nobody(database: Database) -> None:
    def work(tx: Tx) -> str:
        tx.after_commit.append(lambda: 1 // 0)
        return "committed"

    assert database.write(_SYSTEM, work) == "committed"
    assert database.write(_SYSTEM, lambda tx: "the next") == "the next"


def test_writes_that_race_a_close_are_done_or_refused_and_never_left_waiting(tmp_path: Path) -> None:
    backend = opened(tmp_path / "volano.db")
    together = threading.Barrier(9)

    def write(_: int) -> str:
        together.wait()
        try:
            return str(backend.write(_SYSTEM, lambda tx: "done"))
        except DatabaseUnreachable:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(write, number) for number in range(8)]
        together.wait()
        backend.close()
        assert {answer.result(timeout=30) for answer in answers} <= {"done", "refused"}
