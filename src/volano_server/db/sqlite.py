"""SQLite: one writer thread with group commit, readers that cannot write.

Every write is a function handed to the writer thread. The thread takes all functions that wait, runs each inside a
savepoint of one transaction, and answers all of them after one commit: one fsync serves the whole group.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

from volano_server.db.errors import (
    DatabaseBusy,
    DatabaseFull,
    DatabaseUnreachable,
    UnsupportedDatabase,
    closed_database,
)
from volano_server.db.integrity import refusal_of
from volano_server.db.tx import Tx
from volano_server.kit.errors import AppError, Unavailable
from volano_server.kit.subject import Subject

MINIMUM = (3, 51, 3)
GROUP = 256
WAITING = 10_000
Work = Callable[[Tx], Any]


class SqliteBackend:
    """Runs reads and writes on one SQLite file in WAL mode with synchronous=FULL."""

    name = "sqlite"

    def __init__(self, path: Path, chain_key: bytes, *, pool_size: int, busy_seconds: float) -> None:
        _check_library()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._chain_key = chain_key
        self.write_engine = _engine(path, busy_seconds, poolclass=StaticPool)
        self.read_engine = _engine(path, busy_seconds, read_only=True, pool_size=pool_size, max_overflow=pool_size)
        self._waiting: queue.Queue[tuple[Subject, Work, Future[Any]] | None] = queue.Queue(WAITING)
        self._writer = _open_in_wal_mode(self.write_engine, busy_seconds)
        self._thread = threading.Thread(target=self._serve, name="volano-db-writer", daemon=True)
        self._door = threading.Lock()
        self._closed = False
        self.groups = 0
        self.writes = 0
        self._thread.start()

    def write(self, subject: Subject, work: Work) -> Any:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a write was begun inside a write; pass the transaction on instead")
        future: Future[Any] = Future()
        with self._door:  # nothing gets in behind the last one, where nobody would answer it
            if self._closed:
                raise closed_database()
            try:
                self._waiting.put_nowait((subject, work, future))
            except queue.Full:
                raise DatabaseBusy(f"{WAITING} writes are waiting already", hint="try again in a moment") from None
        return future.result()

    def read(self, subject: Subject, work: Work) -> Any:
        if self._closed:
            raise closed_database()
        try:
            with self.read_engine.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                try:
                    return work(Tx(connection, subject, chain_key=b"", writable=False))
                finally:
                    connection.exec_driver_sql("ROLLBACK")
        except (DBAPIError, OverflowError) as error:
            raise _translated(error) from error

    def is_writing(self) -> bool:
        """Whether the writer thread is alive."""
        return self._thread.is_alive() and not self._closed

    def close(self) -> None:
        with self._door:
            if self._closed:
                return
            self._closed = True
            self._waiting.put(None)
        self._thread.join(timeout=30)
        self.read_engine.dispose()
        self.write_engine.dispose()

    # ---- the writer thread --------------------------------------------------------------------------------

    def _serve(self) -> None:
        with self._writer as connection:
            while (first := self._waiting.get()) is not None:
                group = [first]
                while len(group) < GROUP:
                    try:
                        following = self._waiting.get_nowait()
                    except queue.Empty:
                        break
                    if following is None:
                        self._waiting.put(None)
                        break
                    group.append(following)
                self._commit_group(connection, group)

    def _commit_group(self, connection: Connection, group: list[tuple[Subject, Work, Future[Any]]]) -> None:
        done: list[tuple[Future[Any], Any, Tx]] = []
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for subject, work, future in group:
                try:
                    result, tx = self._run_one(connection, subject, work)
                    done.append((future, result, tx))
                except BaseException as error:
                    if _is_fatal(connection, error):
                        raise
                    future.set_exception(_translated(error))
            connection.exec_driver_sql("COMMIT")
        except BaseException as error:
            self._fail_group(connection, group, error)
            return
        self.groups += 1
        self.writes += len(done)
        for future, result, tx in done:
            future.set_result(result)
            tx.finish()

    def _run_one(self, connection: Connection, subject: Subject, work: Work) -> tuple[Any, Tx]:
        tx = Tx(connection, subject, chain_key=self._chain_key, writable=True)
        connection.exec_driver_sql("SAVEPOINT one")
        try:
            result = work(tx)
            tx.flush_events()
        except BaseException:
            if _in_transaction(connection):
                connection.exec_driver_sql("ROLLBACK TO one")
                connection.exec_driver_sql("RELEASE one")
            raise
        connection.exec_driver_sql("RELEASE one")
        return result, tx

    def _fail_group(
        self, connection: Connection, group: list[tuple[Subject, Work, Future[Any]]], error: BaseException
    ) -> None:
        try:
            connection.exec_driver_sql("ROLLBACK")
        except DBAPIError:
            pass  # SQLite had rolled back by itself
        shown = _translated(error)
        for _, _, future in group:
            if not future.done():
                future.set_exception(shown)


def _check_library() -> None:
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        raise UnsupportedDatabase(
            "the package `pysqlite3` is not installed, and Python's own SQLite may corrupt WAL files",
            hint="install the locked dependencies: `make install`",
        ) from None
    if dbapi2.sqlite_version_info < MINIMUM:
        raise UnsupportedDatabase(
            f"SQLite {dbapi2.sqlite_version} may corrupt WAL files (fixed in {'.'.join(map(str, MINIMUM))})",
            hint="install pysqlite3 0.6.1 or newer, or set VOLANO_DATABASE__URL to a PostgreSQL",
        )


def _engine(path: Path, busy_seconds: float, *, read_only: bool = False, **options: Any) -> Engine:
    from pysqlite3 import dbapi2

    options.setdefault("poolclass", QueuePool)
    engine = create_engine(
        f"sqlite:///{path}",
        module=dbapi2,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": busy_seconds, "cached_statements": 512},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA trusted_schema=OFF")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return engine


def _open_in_wal_mode(engine: Engine, busy_seconds: float) -> Connection:
    """A connection to the file, which is in WAL mode from now on. Raises DatabaseBusy, DatabaseUnreachable."""
    give_up = time.monotonic() + busy_seconds
    while True:
        try:
            connection = engine.connect()
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            return connection
        except DBAPIError as error:  # SQLite's own patience does not cover a change of the mode
            if "locked" not in str(error.orig) or time.monotonic() > give_up:
                raise _translated(error) from error
            time.sleep(0.01)


def _is_fatal(connection: Connection, error: BaseException) -> bool:
    """Whether the whole group is lost with this error, and not only the one write that met it."""
    if isinstance(error, DBAPIError) and isinstance(_translated(error), Unavailable):
        return True
    return not _in_transaction(connection)


def _in_transaction(connection: Connection) -> bool:
    """Whether the transaction is still open: SQLite gives all of it up by itself when the disk is full."""
    driver: Any = connection.connection.dbapi_connection
    return bool(driver.in_transaction)


def _translated(error: BaseException) -> BaseException:
    """The error a caller may see for a driver's error; a defect stays what it is."""
    refusal = refusal_of(error)
    if refusal or not isinstance(error, DBAPIError):
        return refusal or error
    text = str(error.orig)
    fault: AppError
    if "full" in text:
        fault = DatabaseFull("the disk that holds the database is full", hint="free space, then try again")
    elif "locked" in text or "busy" in text:
        fault = DatabaseBusy("another process holds the database", hint="stop a second server or a long backup")
    elif (
        "readonly" in text
        or "disk I/O" in text
        or "unable to open" in text
        or "malformed" in text
        or "not a database" in text
    ):
        fault = DatabaseUnreachable(f"the database file cannot be used: {text}", hint="check the disk and its rights")
    else:
        return error
    return fault


@contextmanager
def exclusive(path: Path) -> Iterator[Connection]:
    """A connection of its own that holds SQLite's write lock, for migrations."""
    engine = _engine(path, busy_seconds=60, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
