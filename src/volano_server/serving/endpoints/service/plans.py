"""Rules of endpoints: a stable name whose plan is a versioned spec, resolved to exact versions at each call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.names import check_name
from volano_server.kit.paging import cut_page, decode_cursor
from volano_server.serving.endpoints.errors import (
    CallerBlocked,
    EndpointChanged,
    EndpointDisabled,
    EndpointExists,
    EndpointNotFound,
    RestrictionOver,
)
from volano_server.serving.endpoints.schemas import EndpointOut, EndpointUpdate, Plan, RestrictionOut, Target
from volano_server.serving.endpoints.store import EndpointStore, RestrictionStore


@dataclass(frozen=True, slots=True)
class ResolvedTarget:
    """A target with the exact versions that its references name now."""

    target: Target
    model: VersionOut | None
    prompt: VersionOut | None
    pipeline: VersionOut | None

    @property
    def version(self) -> str:
        """`triage-model@3`: the version that answers, as spans and headers show it."""
        found = self.model or self.pipeline
        assert found is not None
        return found.ref


@dataclass(frozen=True, slots=True)
class ResolvedEndpoint:
    """What the gateway needs to answer one call."""

    name: str
    plan: Plan
    revision: int
    targets: tuple[ResolvedTarget, ...]
    throttled: str
    """The reason why this caller is throttled; empty for the others."""


class EndpointService:
    """Endpoints and restrictions of a workspace."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    def create(self, tx: Tx, name: str, plan: Plan) -> EndpointOut:
        """The new endpoint. Raises EndpointExists, or NotFound for a version that is not there."""
        check_name(name, "endpoint name")
        store = EndpointStore(tx)
        if store.find(name) is not None:
            raise EndpointExists(f"there is an endpoint `{name}` already", hint=f"volano endpoints update {name}")
        number = self._publish(tx, name, plan)
        moment = tx.now()
        store.add(
            {
                "id": new_id(), "name": name, "spec_number": number, "plan": plan.model_dump(), "enabled": True,
                "revision": 1, "created_at": moment, "updated_at": moment,
            }
        )  # fmt: skip
        tx.record("endpoint:create", "endpoint", name, data={"spec": f"{name}@{number}"})
        return self.get(tx, name)

    def get(self, tx: Tx, name: str) -> EndpointOut:
        """The endpoint. Raises EndpointNotFound, which lists those that exist."""
        return shown(self._find(tx, name))

    def list(self, tx: Tx, cursor: str | None, limit: int) -> tuple[list[EndpointOut], str | None]:
        """One page by name and the cursor of the next."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        rows, following = cut_page(EndpointStore(tx).page(after, limit + 1), limit, lambda row: (row.name,))
        return [shown(row) for row in rows], following

    def update(self, tx: Tx, name: str, change: EndpointUpdate, expected: int | None) -> EndpointOut:
        """The changed endpoint. Raises EndpointChanged when its revision is no longer the `expected` one."""
        row = self._find(tx, name)
        revision = row.revision if expected is None else expected
        values: dict[str, Any] = {}
        if change.plan is not None:
            values |= {"plan": change.plan.model_dump(), "spec_number": self._publish(tx, name, change.plan)}
        if change.enabled is not None:
            values["enabled"] = change.enabled
        if not EndpointStore(tx).change(name, revision, values):
            raise EndpointChanged(
                f"endpoint `{name}` is at revision {row.revision}, not {revision}",
                hint="look at it again, then change it",
            )
        number = values.get("spec_number", row.spec_number)
        shares = {target.name: target.weight for target in (change.plan or Plan(**row.plan)).targets}
        tx.record(
            "endpoint:update", "endpoint", name, reason=change.reason,
            data={"spec": f"{name}@{number}", "enabled": values.get("enabled", row.enabled), "weights": shares},
        )  # fmt: skip
        return self.get(tx, name)

    def resolve(self, tx: Tx, name: str) -> ResolvedEndpoint:
        """The endpoint with exact versions for the subject of `tx`.

        Raises EndpointNotFound, EndpointDisabled, CallerBlocked, or NotFound for a version that is gone.
        """
        held = RestrictionStore(tx).find(tx.subject.id)
        if held is not None and held.level == "block":
            raise CallerBlocked(
                f"`{tx.subject.name}` is blocked: {held.reason}", hint="ask a maintainer of the workspace to lift it"
            )
        row = self._find(tx, name)
        if not row.enabled:
            raise EndpointDisabled(
                f"endpoint `{name}` is switched off", hint=f"volano endpoints update {name} --enabled"
            )
        plan = Plan(**row.plan)
        targets = tuple(self._resolve_target(tx, target) for target in plan.targets if target.weight > 0)
        return ResolvedEndpoint(name, plan, row.revision, targets, held.reason if held else "")

    def uses(self, tx: Tx, version_ids: Sequence[str]) -> Sequence[str]:
        """The endpoints whose plan in force names one of these versions, in words; switched off ones too."""
        wanted = set(version_ids)
        return [
            f"endpoint `{row.name}`"
            for row in EndpointStore(tx).all()
            if wanted & self._catalog.living_ids(tx, _named(row))
        ]

    # ---- restrictions -------------------------------------------------------------------------------------

    def restrict(self, tx: Tx, principal_id: str, level: str, reason: str, until: int) -> RestrictionOut:
        """The restriction, from now until `until` (microseconds). Raises RestrictionOver."""
        if until <= tx.now():
            raise RestrictionOver("the restriction would be over already", hint="give a moment in the future")
        store = RestrictionStore(tx)
        store.set(principal_id, level, reason, until)
        tx.record("caller:restrict", "principal", principal_id, reason=reason, data={"level": level})
        row = store.find(principal_id)
        assert row is not None
        return RestrictionOut.model_validate(row._asdict())

    def release(self, tx: Tx, principal_id: str) -> None:
        """Nothing; lifts the restriction. Raises NotFound when there is none."""
        if not RestrictionStore(tx).remove(principal_id):
            raise EndpointNotFound(f"`{principal_id}` is not restricted", hint="volano restrictions list")
        tx.record("caller:release", "principal", principal_id)

    def restrictions(self, tx: Tx) -> Sequence[RestrictionOut]:
        """Every restriction in force."""
        return [RestrictionOut.model_validate(row._asdict()) for row in RestrictionStore(tx).all()]

    # ---- inside -------------------------------------------------------------------------------------------

    def _find(self, tx: Tx, name: str) -> Row[Any]:
        store = EndpointStore(tx)
        row = store.find(name)
        if row is None:
            there = ", ".join(f"`{one}`" for one in store.names()) or "none"
            raise EndpointNotFound(
                f"there is no endpoint `{name[:120]}` (there are: {there})", hint="volano endpoints list"
            )
        return row

    def _publish(self, tx: Tx, name: str, plan: Plan) -> int:
        inputs = [
            (f"{target.name}.{kind}", kind, self._catalog.resolve(tx, kind, ref).ref)
            for target in plan.targets
            for kind, ref in target.parts()
        ]
        spec = self._catalog.publish_version(tx, "endpoint_spec", name, plan.model_dump(), inputs=inputs)
        return spec.number

    def _resolve_target(self, tx: Tx, target: Target) -> ResolvedTarget:
        return ResolvedTarget(
            target,
            self._catalog.resolve(tx, "model", target.model) if target.model else None,
            self._catalog.resolve(tx, "prompt", target.prompt) if target.prompt else None,
            self._catalog.resolve(tx, "pipeline", target.pipeline) if target.pipeline else None,
        )


def _named(row: Row[Any]) -> Iterator[tuple[str, str]]:
    """Kind and reference of all that an endpoint's plan names, and of the plan itself."""
    yield "endpoint_spec", f"{row.name}@{row.spec_number}"
    for target in Plan(**row.plan).targets:
        yield from target.parts()


def shown(row: Row[Any]) -> EndpointOut:
    """The wire form of an endpoint."""
    return EndpointOut.model_validate(row._asdict() | {"spec": f"{row.name}@{row.spec_number}"})
