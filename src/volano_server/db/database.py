"""The door to the control store: `write` and `read` run a function in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from volano_server.config import Settings
from volano_server.db.tx import Tx
from volano_server.kit.secret_key import secret_key
from volano_server.kit.subject import Subject

Result = TypeVar("Result")


class Backend(Protocol):
    """What a database must do for us."""

    name: str

    def write(self, subject: Subject, work: Callable[[Tx], Result]) -> Result: ...
    def read(self, subject: Subject, work: Callable[[Tx], Result]) -> Result: ...
    def is_writing(self) -> bool: ...
    def close(self) -> None: ...


class Database:
    """The control store of one process. Thread-safe; open one, close it at the end."""

    def __init__(self, backend: Backend, chain_key: bytes) -> None:
        self.backend = backend
        self.chain_key = chain_key

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.backend.name

    def write(self, subject: Subject, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns, once its changes and events are on disk.

        `work` may run more than once (PostgreSQL conflicts) and shares its commit with others (SQLite), so it
        touches nothing but its transaction. An exception undoes all of it.
        """
        return self.backend.write(subject, work)

    def read(self, subject: Subject, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns from one consistent snapshot; it cannot write."""
        return self.backend.read(subject, work)

    def is_healthy(self) -> bool:
        """Whether a write would be accepted now."""
        return self.backend.is_writing()

    def close(self) -> None:
        """Nothing, after the writes in hand are committed."""
        self.backend.close()


def open_database(settings: Settings) -> Database:
    """An open control store, migrated or not. Raises UnsupportedDatabase or DatabaseUnreachable."""
    key = secret_key(settings.home / "secrets" / "audit.key")
    url = settings.database_url
    if url.startswith("sqlite:///"):
        from volano_server.db.sqlite import SqliteBackend

        path = Path(url.removeprefix("sqlite:///"))
        backend: Backend = SqliteBackend(
            path,
            key,
            pool_size=settings.database.pool_size,
            busy_seconds=settings.database.busy_timeout_seconds,
        )
    else:
        from volano_server.db.postgres import PostgresBackend

        backend = PostgresBackend(url, key, pool_size=settings.database.pool_size)
    return Database(backend, key)
