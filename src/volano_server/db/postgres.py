"""PostgreSQL: a workspace has one writer at a time, by advisory lock, so that rules proven on SQLite hold here too."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from volano_server.db.errors import DatabaseFull, DatabaseUnreachable, closed_database
from volano_server.db.integrity import refusal_of
from volano_server.db.tx import Tx, lock_workspace
from volano_server.kit.errors import Unavailable
from volano_server.kit.subject import Subject

ATTEMPTS = 8
_RETRYABLE = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
Work = Callable[[Tx], Any]


class PostgresBackend:
    """Runs reads and writes on PostgreSQL; a write that lost a conflict runs again."""

    name = "postgresql"

    def __init__(self, url: str, chain_key: bytes, *, pool_size: int) -> None:
        self._chain_key = chain_key
        self.write_engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "options": "-c lock_timeout=30s -c timezone=UTC"},
        )
        self.read_engine = self.write_engine
        self._closed = False

    def write(self, subject: Subject, work: Work) -> Any:
        if self._closed:
            raise closed_database()
        for attempt in range(ATTEMPTS):
            try:
                return self._write_once(subject, work)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _RETRYABLE or attempt == ATTEMPTS - 1:
                    raise _translated(error) from error
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
        raise AssertionError("unreachable")

    def _write_once(self, subject: Subject, work: Work) -> Any:
        with self.write_engine.connect() as connection, connection.begin():
            if subject.workspace_id is not None:
                lock_workspace(connection, subject.workspace_id)
            tx = Tx(connection, subject, chain_key=self._chain_key, writable=True)
            result = work(tx)
            tx.flush_events()
        tx.finish()
        return result

    def read(self, subject: Subject, work: Work) -> Any:
        if self._closed:
            raise closed_database()
        try:
            with self.read_engine.connect() as plain:
                connection = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                with connection.begin():
                    return work(Tx(connection, subject, chain_key=b"", writable=False))
        except DBAPIError as error:
            raise _translated(error) from error

    def is_writing(self) -> bool:
        """Whether the server answers."""
        if self._closed:
            return False
        try:
            with self.write_engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except DBAPIError:
            return False
        return True

    def close(self) -> None:
        self._closed = True
        self.write_engine.dispose()


def _translated(error: DBAPIError) -> Exception:
    if refusal := refusal_of(error):
        return refusal
    state = getattr(error.orig, "sqlstate", None) or ""
    fault: Unavailable
    if state in ("53100", "53200"):
        fault = DatabaseFull("the database server has no room left", hint="free space on it, then try again")
    elif state[:2] in ("08", "57") or error.connection_invalidated or (not state and "connect" in str(error.orig)):
        fault = DatabaseUnreachable("the database server does not answer", hint="check VOLANO_DATABASE__URL and it")
    else:
        return error
    return fault
