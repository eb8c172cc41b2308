"""Gates: the plugin point for checks that a candidate must pass, two gates of the catalog's own, and their runner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from volano_server.catalog.domain.gates import Evaluated, GateResult, judge
from volano_server.catalog.domain.policies import GateRule, Policy
from volano_server.catalog.domain.transitions import Transition
from volano_server.catalog.domain.versions import RECORDED
from volano_server.catalog.store import CardStore, VersionStore
from volano_server.db import Tx
from volano_server.kit.errors import AppError


class Gate(Protocol):
    """A named check. The areas above implement it; `app` plugs it in under the name that policies use."""

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        """What the stored evidence says about `transition.to_version_id` (never None here). Reads only.

        The result's `name` is the gate's. Equal evidence gives an equal result: `ran_at` is when the evidence was
        made. Evidence made with another dataset or evaluator than the present one is `stale`; none is `missing`.
        An AppError counts as `error`; only `passed` lets anything through.
        """
        ...


class CardApprovedGate:
    """`card-approved`: the asset's newest card has the status `approved`."""

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        card = CardStore(tx).newest(transition.asset_id)
        if card is None:
            return GateResult("card-approved", "missing", note="the asset has no card")
        return GateResult(
            "card-approved", "passed" if card.status == "approved" else "failed", ran_at=card.created_at,
            evidence_ref=f"card:{transition.asset_id}@{card.revision}", note=f"the card is `{card.status}`",
        )  # fmt: skip


class ReproducibleGate:
    """`reproducible`: the version says which run, recipe, code, environment and seeds made it.

    Only the platform's own runs record these: nobody can state them for a version that is pushed by hand.
    """

    def evaluate(self, tx: Tx, transition: Transition, parameters: Mapping[str, Any]) -> GateResult:
        version = VersionStore(tx).by_ids([str(transition.to_version_id)]).get(str(transition.to_version_id))
        if version is None:
            return GateResult("reproducible", "missing", note="the version is gone")
        absent = [name for name in RECORDED if name not in version.metadata]
        absent += [] if version.run_id else ["run"]
        wanted = len(RECORDED) + 1
        pushed = "" if version.run_id else "; no run made it: it was pushed by hand"
        return GateResult(
            "reproducible", "failed" if absent else "passed", observed=wanted - len(absent), threshold=wanted,
            evidence_ref=f"version:{version.id}", ran_at=version.created_at,
            note=f"missing: {', '.join(absent)}{pushed}" if absent else "",
        )  # fmt: skip


def own_gates() -> dict[str, Gate]:
    """The catalog's own gates by name."""
    return {"card-approved": CardApprovedGate(), "reproducible": ReproducibleGate()}


class GateRunner:
    """Evaluates the gates that policies ask for."""

    def __init__(self, gates: Mapping[str, Gate]) -> None:
        self._gates = gates

    @property
    def names(self) -> list[str]:
        """The installed gates."""
        return sorted(self._gates)

    def run(self, tx: Tx, transition: Transition, policies: Sequence[Policy]) -> list[Evaluated]:
        """Each rule once with its judged result; none when the alias is to be taken away."""
        if transition.to_version_id is None:
            return []
        found: list[Evaluated] = []
        for rule in (rule for policy in policies for rule in policy.rules.gates):
            if all(rule != other.rule for other in found):
                found.append(Evaluated(rule, self._judged(tx, transition, rule)))
        return found

    def _judged(self, tx: Tx, transition: Transition, rule: GateRule) -> GateResult:
        gate = self._gates.get(rule.name)
        try:
            result = None if gate is None else gate.evaluate(tx, transition, rule.parameters)
        except AppError as error:
            return GateResult(rule.name, "error", note=error.message)
        return judge(rule, result, tx.now())
