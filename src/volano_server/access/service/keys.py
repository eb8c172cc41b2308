"""Keys and service accounts: nobody makes a key that can do more, or lives longer, than the one who makes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.access.domain import PERMISSIONS, Role, new_api_key, permissions_of, scoped_permissions
from volano_server.access.domain.secrets import hash_secret
from volano_server.access.errors import (
    AccountNotFound,
    EscalationRefused,
    InvalidGrant,
    KeyNotFound,
    NameTaken,
)
from volano_server.access.store import KeyStore
from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.kit.subject import Subject


class KeyService:
    """Makes, shows and revokes keys and service accounts of one workspace."""

    def create(
        self,
        tx: Tx,
        name: str,
        role: Role,
        *,
        scopes: Sequence[str] = (),
        expires_at: int | None = None,
        service_account_id: str | None = None,
    ) -> tuple[Row[Any], str]:
        """The new key's row and its text, which is kept nowhere.

        Raises EscalationRefused when it would be stronger than the caller, InvalidGrant for scopes or an expiry
        that make no sense, AccountNotFound.
        """
        check_name(name, "key name")
        _check_scopes(role, scopes)
        check_grant(tx.subject, scoped_permissions(role, scopes), f"a key with the role `{role}`")
        store = KeyStore(tx)
        expires_at = _checked_expiry(tx, store, expires_at)
        if tx.subject.kind == "service_account":
            service_account_id = service_account_id or tx.subject.id
        if service_account_id is not None:
            self._check_account(tx, service_account_id, role)
        key, key_id = new_api_key(), new_id()
        store.add(
            {
                "id": key_id,
                "name": name,
                "prefix": key.prefix,
                "secret_hash": hash_secret(key.secret),
                "role": role,
                "scopes": sorted(set(scopes)),
                "owner_id": tx.subject.owner_id,
                "service_account_id": service_account_id,
                "expires_at": expires_at,
            }
        )
        made_by = {"by_key": tx.subject.key_id} if tx.subject.key_id else {}
        tx.record("key:create", "key", key_id, name=name, data={"role": role, "prefix": key.prefix, **made_by})
        row = store.find(key_id)
        assert row is not None
        return row, key.text

    def list(self, tx: Tx, cursor: str | None, limit: int) -> tuple[Sequence[Row[Any]], str | None]:
        """A page of the caller's own keys; an admin sees those of everybody."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        owner = None if _manages_people(tx.subject) else tx.subject.owner_id
        return cut_page(KeyStore(tx).page(owner, after, limit + 1), limit, lambda row: (row.id,))

    def revoke(self, tx: Tx, key_id: str) -> None:
        """Nothing; the key is refused from now on.

        Raises KeyNotFound, also for somebody else's key unless an admin asks.
        """
        store = KeyStore(tx)
        row = store.find(key_id)
        if row is None or not (row.owner_id == tx.subject.owner_id or _manages_people(tx.subject)):
            raise KeyNotFound(f"there is no key `{key_id[:80]}`", hint="list them: `volano keys list`")
        if store.revoke(key_id):
            tx.record("key:revoke", "key", key_id, name=row.name, data={"prefix": row.prefix})

    # ---- service accounts ---------------------------------------------------------------------------------

    def create_account(self, tx: Tx, name: str, role: Role) -> Row[Any]:
        """The new service account, owned by the caller. Raises EscalationRefused or NameTaken."""
        check_name(name, "service account name")
        check_grant(tx.subject, permissions_of(role), f"a service account with the role `{role}`")
        store = KeyStore(tx)
        if store.account_named(name):
            raise NameTaken(f"there is a service account `{name}` already", hint="choose another name")
        account_id = new_id()
        store.add_account({"id": account_id, "name": name, "role": role, "owner_id": tx.subject.owner_id})
        tx.record("service_account:create", "service_account", account_id, name=name, data={"role": role})
        return self._account(tx, account_id)

    def list_accounts(self, tx: Tx, cursor: str | None, limit: int) -> tuple[Sequence[Row[Any]], str | None]:
        """A page of the workspace's service accounts."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        return cut_page(KeyStore(tx).accounts(after, limit + 1), limit, lambda row: (row.id,))

    def disable_account(self, tx: Tx, account_id: str) -> None:
        """Nothing; all keys of the account are refused from now on. Raises AccountNotFound."""
        account = self._account(tx, account_id)
        if KeyStore(tx).disable_account(account_id):
            tx.record("service_account:disable", "service_account", account_id, name=account.name)

    def _check_account(self, tx: Tx, account_id: str, role: Role) -> None:
        account = self._account(tx, account_id)
        may = account.owner_id == tx.subject.owner_id or "service_accounts:write" in tx.subject.permissions
        if tx.subject.kind == "service_account":  # it speaks for itself and for nobody else
            may = account.id == tx.subject.id
        if not may or account.disabled_at:
            raise AccountNotFound(
                f"the service account `{account.name}` is disabled or not yours", hint="ask an admin for a key of it"
            )
        if not permissions_of(role) <= permissions_of(account.role):
            raise EscalationRefused(
                f"the service account `{account.name}` has the role `{account.role}`, which is less than `{role}`",
                hint="ask for that role or a lower one",
            )

    def _account(self, tx: Tx, account_id: str) -> Row[Any]:
        row = KeyStore(tx).account(account_id)
        if row is None:
            raise AccountNotFound(
                f"there is no service account `{account_id[:80]}`", hint="list them: `volano service-accounts list`"
            )
        return row


def check_grant(subject: Subject, granted: frozenset[str], what: str) -> None:
    """Nothing; raises EscalationRefused when `granted` holds a permission that `subject` lacks."""
    if more := sorted(granted - subject.permissions):
        raise EscalationRefused(
            f"{what} could do what you cannot: {', '.join(more[:5])}{' …' if len(more) > 5 else ''}",
            hint="ask for a lower role or fewer scopes",
        )


def _check_scopes(role: Role, scopes: Sequence[str]) -> None:
    for scope in scopes:
        if scope not in PERMISSIONS:
            raise InvalidGrant(
                f"there is no permission `{scope[:80]}`", hint=f"choose from {', '.join(sorted(PERMISSIONS))}"
            )
        if scope not in permissions_of(role):
            raise InvalidGrant(f"the role `{role}` has no `{scope}`", hint="take a higher role or leave the scope out")


def _checked_expiry(tx: Tx, store: KeyStore, expires_at: int | None) -> int | None:
    """The expiry to store: a key made with a key ends no later than that one."""
    if expires_at is not None and expires_at <= tx.now():
        raise InvalidGrant("the expiry lies in the past", hint="send a time to come, or leave it out")
    parent = store.find(tx.subject.key_id) if tx.subject.key_id else None
    if parent is None or parent.expires_at is None:
        return expires_at
    if expires_at is not None and expires_at > parent.expires_at:
        raise EscalationRefused("the key would outlive the one that makes it", hint="ask for an earlier expiry")
    return expires_at or int(parent.expires_at)


def _manages_people(subject: Subject) -> bool:
    return "members:write" in subject.permissions
