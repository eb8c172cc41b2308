"""A cast for the tests: a workspace with people, the catalog's services, and a gate that says what it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import delete, insert, update

from volano_server.access import Admission, KeyService, Role, permissions_of
from volano_server.access.store import PeopleStore
from volano_server.access.tables import api_keys, memberships, people, workspaces
from volano_server.catalog import (
    AliasOut,
    AssetOut,
    GateResult,
    Plugs,
    PolicyOut,
    PolicyRules,
    PolicyRulesIn,
    Transition,
    TransitionOut,
    VersionOut,
    build_catalog,
)
from volano_server.db import Database, Tx
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject, system_subject

Result = TypeVar("Result")
SYSTEM = system_subject("test")
ROLES: dict[str, Role] = {
    "anna": "maintainer", "bob": "maintainer", "carol": "maintainer", "ada": "admin", "ari": "admin", "ed": "editor",
}  # fmt: skip


class ToldGate:
    """A gate with evidence that the test sets."""

    def __init__(self) -> None:
        self.result: GateResult | Exception = GateResult("accuracy-gain", "missing")

    def tell(
        self, status: Any = "passed", *, name: str = "accuracy-gain", ran_at: int | None = 1, **figures: Any
    ) -> None:
        self.result = GateResult(name, status, ran_at=ran_at, **figures)

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        assert transition.to_version_id is not None
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


class Cast:
    """People of one workspace who use the catalog of one database."""

    def __init__(self, database: Database, slug: str = "w1") -> None:
        self.database = database
        self.roles = dict(ROLES)
        self.workspace_id = new_id()
        self.gate = ToldGate()
        self.plugs = Plugs()
        self.plugs.gates["accuracy-gain"] = self.gate
        made = build_catalog(Admission(database), self.plugs)
        self.catalog, self.aliases, self.cards = made.catalog, made.aliases, made.cards
        self.lineage, self.policies = made.lineage, made.policies
        self.transitions, self.recovery = made.transitions, made.recovery
        row = {"id": self.workspace_id, "slug": f"{slug}-{self.workspace_id}", "name": slug, "created_at": 1}
        self.raw(insert(workspaces).values(**row), *(line for item in ROLES.items() for line in self._joining(*item)))

    # ---- people -------------------------------------------------------------------------------------------

    def id_of(self, name: str) -> str:
        return f"{name}-{self.workspace_id[-30:]}"

    def hire(self, name: str, role: Role) -> None:
        self.roles[name] = role
        self.raw(*self._joining(name, role))

    def _joining(self, name: str, role: Role) -> list[Any]:
        person = {"id": self.id_of(name), "email": self.id_of(name), "name": name.title(), "created_at": 1}
        row = {"workspace_id": self.workspace_id, "person_id": self.id_of(name), "role": role, "created_at": 1}
        return [insert(people).values(**person), insert(memberships).values(**row)]

    def promote(self, name: str, role: Role) -> None:
        self.roles[name] = role
        mine = (memberships.c.person_id == self.id_of(name), memberships.c.workspace_id == self.workspace_id)
        self.raw(update(memberships).where(*mine).values(role=role))

    def dismiss(self, name: str) -> None:
        mine = (memberships.c.person_id == self.id_of(name), memberships.c.workspace_id == self.workspace_id)
        self.raw(delete(memberships).where(*mine))

    def return_to_work(self, name: str) -> None:
        """The person is a member again, with the role they had."""
        person_id = self.id_of(name)
        self.do("ada", lambda tx: PeopleStore(tx).add_member(person_id, self.roles[name]))

    def disable(self, name: str) -> None:
        self.raw(update(people).where(people.c.id == self.id_of(name)).values(disabled_at=1))

    def who(self, name: str) -> Subject:
        """The person, signed in with the role they hold now."""
        id_ = self.id_of(name)
        role = self.roles[name]
        return Subject(self.workspace_id, "person", id_, name.title(), id_, role, permissions_of(role), "session")

    def key_of(self, name: str, role: Role | None = None) -> Subject:
        """The person, acting through another key of theirs."""
        held = self.who(name)
        role = role or self.roles[name]
        key_id = new_id()
        row = {
            "id": key_id, "workspace_id": self.workspace_id, "name": "key", "prefix": key_id[-12:], "role": role,
            "secret_hash": "0" * 64, "scopes": [], "owner_id": self.id_of(name), "created_at": 1,
        }  # fmt: skip
        self.raw(insert(api_keys).values(**row))
        return replace(held, auth_method="key", key_id=key_id, role=role, permissions=permissions_of(role))

    def revoke(self, key: Subject) -> None:
        """The key is refused from now on."""
        keys = KeyService()
        assert key.key_id is not None
        self.do("ada", lambda tx: keys.revoke(tx, str(key.key_id)))

    def robot_of(self, name: str, robot: str = "robot") -> Subject:
        """A service account whose key belongs to the person."""
        return replace(self.key_of(name), kind="service_account", id=f"account-{robot}", name=robot)

    # ---- doing --------------------------------------------------------------------------------------------

    def do(self, who: str | Subject, work: Callable[[Tx], Result]) -> Result:
        return self.database.write(self.who(who) if isinstance(who, str) else who, work)

    def see(self, work: Callable[[Tx], Result], who: str | Subject = "anna") -> Result:
        return self.database.read(self.who(who) if isinstance(who, str) else who, work)

    def raw(self, *statements: Any) -> None:
        """Changes rows behind the catalog's back."""

        def work(tx: Tx) -> None:
            for statement in statements:
                tx.execute(statement)

        self.database.write(SYSTEM, work)

    def publish(
        self, who: str | Subject = "anna", content: dict[str, Any] | None = None, *, kind: str = "model",
        name: str = "triage", **more: Any,
    ) -> VersionOut:  # fmt: skip
        body = {"weights": new_id()} if content is None else content
        return self.do(who, lambda tx: self.catalog.publish_version(tx, kind, name, body, **more))

    def protect(self, who: str | Subject = "ada", name: str = "production-models", **changes: Any) -> PolicyOut:
        return self.do(who, lambda tx: self.policies.create(tx, name, rules(**changes)))

    def change_policy(self, who: str | Subject = "ada", name: str = "production-models", **changes: Any) -> PolicyOut:
        return self.do(who, lambda tx: self.policies.change(tx, name, rules(**changes)))

    def request(self, who: str | Subject = "anna", to: str | None = "2", alias: str = "production") -> TransitionOut:
        return self.do(who, lambda tx: self.transitions.request(tx, "model", "triage", alias, to, reason="better"))

    def approve(self, who: str | Subject, transition: TransitionOut) -> TransitionOut:
        return self.do(who, lambda tx: self.transitions.approve(tx, transition.id))

    def apply(self, who: str | Subject, transition: TransitionOut) -> TransitionOut:
        return self.do(who, lambda tx: self.transitions.apply(tx, transition.id))

    def evaluate(self, who: str | Subject, transition: TransitionOut) -> TransitionOut:
        return self.do(who, lambda tx: self.transitions.evaluate(tx, transition.id))

    def rollback(self, who: str | Subject, transition: TransitionOut) -> TransitionOut:
        return self.do(who, lambda tx: self.recovery.rollback(tx, transition.id))

    def break_glass(self, who: str | Subject, to: str = "2", *, reason: str = "production is down") -> TransitionOut:
        return self.do(
            who, lambda tx: self.recovery.break_glass(tx, "model", "triage", "production", to, reason=reason)
        )

    def confirm(self, who: str | Subject, number: int, name: str = "production-models") -> PolicyOut:
        return self.do(who, lambda tx: self.policies.confirm(tx, name, number))

    def retire(self, who: str | Subject = "ada", name: str = "production-models") -> PolicyOut:
        return self.do(who, lambda tx: self.policies.change(tx, name, None))

    def set_alias(
        self, who: str | Subject, to: str, *, alias: str = "production", name: str = "triage",
        revision: int | None = None,
    ) -> AliasOut:  # fmt: skip
        return self.do(who, lambda tx: self.aliases.set(tx, "model", name, alias, to, revision=revision))

    def remove_alias(self, who: str | Subject, alias: str = "production", *, revision: int | None = None) -> None:
        self.do(who, lambda tx: self.aliases.remove(tx, "model", "triage", alias, revision=revision))

    def delete(self, who: str | Subject, ref: str = "triage") -> None:
        """Deletes the asset, or one version of it when `ref` names a number."""
        one = self.catalog.delete_version if "@" in ref else self.catalog.delete_asset
        self.do(who, lambda tx: one(tx, "model", ref))

    def restore(self, who: str | Subject) -> AssetOut:
        return self.do(who, lambda tx: self.catalog.restore_asset(tx, "model", "triage"))

    def look(self, transition: TransitionOut) -> TransitionOut:
        return self.see(lambda tx: self.transitions.get(tx, transition.id))

    def target(self, alias: str = "production", name: str = "triage", kind: str = "model") -> int | None:
        """The version number that the alias points at."""
        found = self.see(lambda tx: self.catalog.get_asset(tx, kind, name))
        return next((item.number for item in found.aliases if item.name == alias), None)


def rules(**changes: Any) -> PolicyRules:
    """The usual policy: one approval by another maintainer for the alias `production` of models."""
    base: dict[str, Any] = {
        "kind": "model",
        "alias_pattern": "production",
        "approvals": [{"role": "maintainer", "count": 1}],
        "break_glass_role": "admin",
    }
    return PolicyRulesIn(**{**base, **changes}).to_rules()


GATED: dict[str, Any] = {"gates": [{"name": "accuracy-gain", "parameters": {"lower_bound": 0}}]}
