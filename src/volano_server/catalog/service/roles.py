"""Which roles people hold now, and whether what they said before still binds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from volano_server.access import ROLES, Admission
from volano_server.catalog.domain.people import Actor, Ladder
from volano_server.db import Tx
from volano_server.kit.errors import Unauthenticated
from volano_server.kit.subject import Subject

LADDER = Ladder(ROLES)


class CurrentRoles(Protocol):
    """Tells the role that each person holds in the workspace of `tx` at this moment."""

    def roles_of(self, tx: Tx, owner_ids: Iterable[str]) -> dict[str, str | None]:
        """A role for each id; None for who is no member (any more) or disabled."""
        ...

    def why_void(self, tx: Tx, owner_id: str, key_id: str | None, given_at: int) -> str:
        """Why an approval given then, with that key, binds no longer; empty when it does."""
        ...


class MemberRoles:
    """The roles that access knows."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    def roles_of(self, tx: Tx, owner_ids: Iterable[str]) -> dict[str, str | None]:
        return {owner_id: self._role_of(tx, owner_id) for owner_id in sorted(set(owner_ids))}

    def why_void(self, tx: Tx, owner_id: str, key_id: str | None, given_at: int) -> str:
        return self._admission.why_void(tx, owner_id, key_id, given_at)

    def _role_of(self, tx: Tx, owner_id: str) -> str | None:
        carried = {"kind": "person", "id": owner_id, "name": "", "owner_id": owner_id, "permissions": []}
        try:
            return self._admission.restore(tx, tx.workspace_id, carried).role
        except Unauthenticated:
            return None


def actor_of(subject: Subject) -> Actor:
    """The one who acts in this transaction."""
    return Actor(subject.owner_id, subject.id, subject.name)
