"""A running house for tests: the real application, a person of each role, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from volano_server.access import ROLES
from volano_server.access.domain import hash_secret, new_api_key
from volano_server.access.tables import api_keys, memberships, people, workspaces
from volano_server.app.build import House, build_app, build_house, with_front_door
from volano_server.config import Settings
from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject, system_subject

_SYSTEM = system_subject("test")


@dataclass
class Member:
    """A person with one role in one workspace, and a key of theirs."""

    id: str
    name: str
    role: str
    workspace_id: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


class TestHouse:
    """`house.client(role)` is an HTTP client that acts as that role; `stranger` belongs to another workspace."""

    __test__ = False

    def __init__(self, settings: Settings) -> None:
        self.house: House = build_house(settings)
        self.app = build_app(self.house)
        self.workspace_id = self.make_workspace("default")
        self.other_workspace_id = self.make_workspace("other")
        self.members = {role: self.make_member(role, self.workspace_id) for role in ROLES}
        self.stranger = self.make_member("admin", self.other_workspace_id, name="stranger")
        self._clients: list[TestClient] = []

    def client(self, who: str | Member | None = "admin") -> TestClient:
        """An HTTP client for a role, a member, or nobody (None)."""
        member = self.members[who] if isinstance(who, str) else who
        headers = member.headers if member else {}
        made = TestClient(
            with_front_door(self.app, self.house.settings), base_url="http://127.0.0.1:8700",
            headers=headers, raise_server_exceptions=False,
            client=("127.0.0.1", 50000),
        )  # fmt: skip
        self._clients.append(made)
        return made

    def subject(self, role: str = "admin") -> Subject:
        """The subject that a service sees when this role calls."""
        from volano_server.access import Admission, Credentials

        admission = self.house.services[Admission]
        key = self.members[role].key
        return admission.identify(Credentials(key, None, None, False, None, "127.0.0.1", new_id()))  # type: ignore[no-any-return]

    def make_workspace(self, slug: str) -> str:
        row = {"id": new_id(), "slug": slug, "name": slug.title()}
        self.house.database.write(_SYSTEM, lambda tx: tx.insert(workspaces, row | {"created_at": tx.now()}))
        return row["id"]

    def make_member(self, role: str, workspace_id: str, *, name: str = "") -> Member:
        person_id, key = new_id(), new_api_key()
        shown = name or role

        def work(tx: Tx) -> None:
            base: dict[str, Any] = {"created_at": tx.now()}
            email = f"{person_id}@example.org"
            tx.insert(people, base | {"id": person_id, "email": email, "name": shown, "password_hash": None})
            tx.insert(memberships, base | {"workspace_id": workspace_id, "person_id": person_id, "role": role})
            tx.insert(
                api_keys,
                base
                | {
                    "id": new_id(), "workspace_id": workspace_id, "name": f"key-{shown}", "prefix": key.prefix,
                    "secret_hash": hash_secret(key.secret), "role": role, "scopes": [], "owner_id": person_id,
                },
            )  # fmt: skip

        self.house.database.write(_SYSTEM, work)
        return Member(person_id, shown, role, workspace_id, key.text)

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.house.close()
