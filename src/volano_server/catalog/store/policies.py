"""SQL of policies and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select

from volano_server.catalog.tables import policies, policy_versions
from volano_server.db import Tx


class PolicyStore:
    """Policies of one workspace; a version is added once and only its state changes."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(policies).where(policies.c.name == name))

    def add(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(policies, row)

    def add_version(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(policy_versions, row)

    def set_current(self, policy_id: str, **values: Any) -> None:
        """Nothing; sets `in_force` or `newest`."""
        self.tx.execute(self.tx.update(policies).where(policies.c.id == policy_id).values(**values))

    def set_state(self, policy_id: str, number: int, state: str, *, decided: bool = False) -> None:
        values: dict[str, Any] = {"state": state}
        if decided:
            values |= {"decided_by_name": self.tx.subject.name, "decided_at": self.tx.now()}
        mine = (policy_versions.c.policy_id == policy_id, policy_versions.c.number == number)
        self.tx.execute(self.tx.update(policy_versions).where(*mine).values(**values))

    def version(self, policy_id: str, number: int) -> Row[Any] | None:
        return self.tx.row(self._joined().where(policies.c.id == policy_id, policy_versions.c.number == number))

    def versions(self, policy_id: str) -> Sequence[Row[Any]]:
        """Versions from the newest to the oldest."""
        return self.tx.rows(self._joined().where(policies.c.id == policy_id).order_by(policy_versions.c.number.desc()))

    def in_force(self) -> Sequence[Row[Any]]:
        """The version in force of each policy that has one, by name."""
        current = policy_versions.c.number == policies.c.in_force
        return self.tx.rows(self._joined().where(current).order_by(policies.c.name))

    def page(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        """The newest version of each policy, by name."""
        statement = self._joined().where(policy_versions.c.number == policies.c.newest)
        statement = statement.order_by(policies.c.name).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(policies.c.name > after))

    def _joined(self) -> Select[Any]:
        policy = (policies.c.id == policy_versions.c.policy_id) & (
            policies.c.workspace_id == policy_versions.c.workspace_id
        )
        columns = (policy_versions, policies.c.name, policies.c.in_force, policies.c.newest)
        return self.tx.select(policy_versions, *columns).join(policies, policy)
