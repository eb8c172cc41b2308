"""All SQL of endpoints and restrictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.serving.endpoints.tables import endpoints, restrictions


class EndpointStore:
    """Endpoints of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(endpoints).where(endpoints.c.name == name))

    def page(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(endpoints).order_by(endpoints.c.name).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(endpoints.c.name > after))

    def all(self) -> Sequence[Row[Any]]:
        return self.tx.rows(self.tx.select(endpoints).order_by(endpoints.c.name))

    def names(self) -> list[str]:
        statement = self.tx.select(endpoints, endpoints.c.name).order_by(endpoints.c.name).limit(50)
        return [row.name for row in self.tx.rows(statement)]

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(endpoints, row)

    def change(self, name: str, revision: int, values: dict[str, Any]) -> bool:
        """Whether the row still had `revision` and was changed."""
        same = (endpoints.c.name == name, endpoints.c.revision == revision)
        fresh = values | {"revision": revision + 1, "updated_at": self.tx.now()}
        return self.tx.count_changed(self.tx.update(endpoints).where(*same).values(**fresh)) == 1


class RestrictionStore:
    """Callers who are held back."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, principal_id: str) -> Row[Any] | None:
        mine = (restrictions.c.principal_id == principal_id, restrictions.c.until > self.tx.now())
        return self.tx.row(self.tx.select(restrictions).where(*mine))

    def all(self) -> Sequence[Row[Any]]:
        current = restrictions.c.until > self.tx.now()
        return self.tx.rows(self.tx.select(restrictions).where(current).order_by(restrictions.c.principal_id))

    def set(self, principal_id: str, level: str, reason: str, until: int) -> None:
        self.remove(principal_id)
        row = {"principal_id": principal_id, "level": level, "reason": reason, "until": until}
        self.tx.insert(restrictions, row | {"created_at": self.tx.now()})

    def remove(self, principal_id: str) -> bool:
        mine = restrictions.c.principal_id == principal_id
        return self.tx.count_changed(self.tx.delete(restrictions).where(mine)) > 0
