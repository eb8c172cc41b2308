"""SQL of transitions and approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.domain.transitions import LIVE
from volano_server.catalog.tables import approvals, transitions
from volano_server.db import Tx


class TransitionStore:
    """Transitions of one workspace. Rows are never deleted."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(transitions, row)

    def find(self, transition_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(transitions).where(transitions.c.id == transition_id))

    def change(self, row: Row[Any], **values: Any) -> bool:
        """Whether the transition was still as `row` shows it, and now has `values`."""
        mine = (transitions.c.id == row.id, transitions.c.revision == row.revision, transitions.c.state == row.state)
        values["revision"] = row.revision + 1
        return self.tx.count_changed(self.tx.update(transitions).where(*mine).values(**values)) == 1

    def page(
        self, *, state: str | None, asset_id: str | None, alias: str | None, needs_review: bool | None,
        below: str | None, limit: int,
    ) -> Sequence[Row[Any]]:  # fmt: skip
        """Transitions from the newest to the oldest. Live ones past their time count as expired."""
        statement = self.tx.select(transitions).order_by(transitions.c.id.desc()).limit(limit)
        live, late = transitions.c.state.in_(LIVE), transitions.c.expires_at <= self.tx.now()
        if state == "expired":
            statement = statement.where((transitions.c.state == state) | (live & late))
        elif state in LIVE:
            statement = statement.where(transitions.c.state == state, ~late)
        elif state is not None:
            statement = statement.where(transitions.c.state == state)
        if asset_id is not None:
            statement = statement.where(transitions.c.asset_id == asset_id)
        if alias is not None:
            statement = statement.where(transitions.c.alias == alias)
        if needs_review is not None:
            statement = statement.where(transitions.c.needs_review.is_(needs_review))
        return self.tx.rows(statement if below is None else statement.where(transitions.c.id < below))

    def live(self, asset_id: str | None = None) -> Sequence[Row[Any]]:
        """The transitions that may still be applied, of one asset or of all."""
        statement = self.tx.select(transitions).where(transitions.c.state.in_(LIVE))
        return self.tx.rows(statement if asset_id is None else statement.where(transitions.c.asset_id == asset_id))

    def due(self, limit: int) -> Sequence[Row[Any]]:
        """Live transitions past their time, by the database clock."""
        late = transitions.c.expires_at <= self.tx.now()
        statement = self.tx.select(transitions).where(transitions.c.state.in_(LIVE), late)
        return self.tx.rows(statement.order_by(transitions.c.expires_at).limit(limit))

    def add_approval(self, row: Mapping[str, Any]) -> None:
        self.tx.insert(approvals, row)

    def approvals(self, transition_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
        """The approvals of each transition, the oldest first, voided ones too."""
        found: dict[str, list[Row[Any]]] = {id_: [] for id_ in transition_ids}
        wanted = approvals.c.transition_id.in_(transition_ids)
        for row in self.tx.rows(self.tx.select(approvals).where(wanted).order_by(approvals.c.id)) if found else []:
            found[row.transition_id].append(row)
        return found

    def void(self, transition_id: str, reason: str) -> int:
        """How many approvals stood and do so no more."""
        mine = (approvals.c.transition_id == transition_id, approvals.c.voided_at.is_(None))
        values = {"voided_at": self.tx.now(), "void_reason": reason}
        return self.tx.count_changed(self.tx.update(approvals).where(*mine).values(**values))
