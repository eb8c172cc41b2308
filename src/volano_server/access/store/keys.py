"""API keys and service accounts of one workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select

from volano_server.access.tables import api_keys, people, service_accounts
from volano_server.db import Tx


class KeyStore:
    """Keys without their secrets' hashes, and service accounts."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def page(self, owner_id: str | None, after: str | None, limit: int) -> Sequence[Row[Any]]:
        """The keys of `owner_id`, or of everybody."""
        statement = self._keys().order_by(api_keys.c.id).limit(limit)
        if owner_id is not None:
            statement = statement.where(api_keys.c.owner_id == owner_id)
        return self.tx.rows(statement if after is None else statement.where(api_keys.c.id > after))

    def find(self, key_id: str) -> Row[Any] | None:
        return self.tx.row(self._keys().where(api_keys.c.id == key_id))

    def add(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(api_keys, {**row, "created_at": self.tx.now()})

    def revoke(self, key_id: str) -> bool:
        """Whether a live key was ended."""
        live = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        return bool(self.tx.count_changed(self.tx.update(api_keys).where(*live).values(revoked_at=self.tx.now())))

    def accounts(self, after: str | None, limit: int) -> Sequence[Row[Any]]:
        statement = self._accounts().order_by(service_accounts.c.id).limit(limit)
        return self.tx.rows(statement if after is None else statement.where(service_accounts.c.id > after))

    def account(self, account_id: str) -> Row[Any] | None:
        return self.tx.row(self._accounts().where(service_accounts.c.id == account_id))

    def account_named(self, name: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(service_accounts).where(service_accounts.c.name == name))

    def add_account(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(service_accounts, {**row, "created_at": self.tx.now()})

    def disable_account(self, account_id: str) -> bool:
        """Whether an enabled account was disabled."""
        table = service_accounts
        live = (table.c.id == account_id, table.c.disabled_at.is_(None))
        return bool(self.tx.count_changed(self.tx.update(table).where(*live).values(disabled_at=self.tx.now())))

    def _keys(self) -> Select[Any]:
        columns = [column for column in api_keys.c if column.name != "secret_hash"]
        accounts = (service_accounts.c.id == api_keys.c.service_account_id) & (
            service_accounts.c.workspace_id == api_keys.c.workspace_id
        )
        return (
            self.tx.select(
                api_keys,
                *columns,
                people.c.name.label("owner_name"),
                service_accounts.c.name.label("account_name"),
            )
            .join(people, people.c.id == api_keys.c.owner_id)
            .outerjoin(service_accounts, accounts)
        )

    def _accounts(self) -> Select[Any]:
        table = service_accounts
        return self.tx.select(table, *table.c, people.c.name.label("owner_name")).join(
            people, people.c.id == table.c.owner_id
        )
