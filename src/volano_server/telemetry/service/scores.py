"""The service of scores."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from volano_server.db import Tx
from volano_server.kit.ids import new_id
from volano_server.kit.paging import Page, cut_page, decode_cursor
from volano_server.telemetry.domain.values import clean_text
from volano_server.telemetry.errors import InvalidScore
from volano_server.telemetry.schemas import ScoreIn, ScoreOut, ScoresCreated, ScoreTarget
from volano_server.telemetry.service.shapes import score_of
from volano_server.telemetry.store import ScoreStore


class ScoreService:
    """Judgements on traces, spans, runs, rows and sessions. What is judged may arrive later."""

    def create_scores(self, tx: Tx, scores: Sequence[ScoreIn]) -> ScoresCreated:
        """What became of the batch: all of it is stored, or none. Raises InvalidScore naming the place."""
        rows: dict[str, dict[str, Any]] = {}
        for number, score in enumerate(scores):
            row = self._row(tx, score, number)
            rows.setdefault(row["idempotency_key"], row)
        store = ScoreStore(tx)
        for key in store.known([score.key for score in scores if score.key is not None]):
            rows.pop(key, None)
        store.add(list(rows.values()))
        if rows:
            tx.record("scores:create", "scores", tx.workspace_id, data=_told(list(rows.values())))
        return ScoresCreated(accepted=len(rows), repeated=len(scores) - len(rows))

    def list_scores(
        self, tx: Tx, *, name: str | None = None, source: str | None = None, trace_id: str | None = None,
        span_id: str | None = None, run_id: str | None = None, row_ref: str | None = None,
        session_id: str | None = None, cursor: str | None = None, limit: int = 50,
    ) -> Page[ScoreOut]:  # fmt: skip
        """Scores, newest first. Raises InvalidCursor."""
        after = decode_cursor(cursor, str)[0] if cursor else None
        equal = {
            "name": name, "source": source, "trace_id": trace_id, "span_id": span_id, "run_id": run_id,
            "row_ref": row_ref, "session_id": session_id,
        }  # fmt: skip
        rows = ScoreStore(tx).page(equal, after, limit)
        shown, following = cut_page(rows, limit, lambda row: (row.id,))
        return Page(items=[score_of(row) for row in shown], next_cursor=following)

    def _row(self, tx: Tx, score: ScoreIn, number: int) -> dict[str, Any]:
        if score.value is None and score.label is None:
            raise InvalidScore(
                f"score {number} (`{score.name}`) says nothing", hint="give a `value`, a `label`, or both"
            )
        if score.value is not None and not math.isfinite(score.value):
            raise InvalidScore(f"score {number} (`{score.name}`) is not a finite number", hint="leave such scores out")
        made = new_id()
        return {
            "id": made,
            "target_kind": _target_kind(score.target, number),
            **score.target.model_dump(),
            "name": clean_text(score.name),
            "value": score.value,
            "label": score.label and clean_text(score.label),
            "source": score.source,
            "author": clean_text(score.author) or tx.subject.name[:200],
            "comment": clean_text(score.comment),
            "idempotency_key": score.key or made,
            "created_by_id": tx.subject.id,
            "created_by": tx.subject.name,
            "created_at": tx.now(),
        }


def _target_kind(target: ScoreTarget, number: int) -> str:
    given = {name for name, value in target.model_dump().items() if value is not None}
    kinds = {
        frozenset({"trace_id"}): "trace",
        frozenset({"trace_id", "span_id"}): "span",
        frozenset({"run_id"}): "run",
        frozenset({"row_ref"}): "row",
        frozenset({"run_id", "row_ref"}): "row",
        frozenset({"session_id"}): "session",
    }
    kind = kinds.get(frozenset(given))
    if kind is None:
        raise InvalidScore(
            f"score {number} has the target {sorted(given) or 'nothing'}",
            hint="name a trace_id (and span_id), a run_id, a row_ref (and the run_id of it), or a session_id",
        )
    return kind


def _told(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first = {name: rows[0][name] for name in ("name", "source", "target_kind", "trace_id", "run_id")}
    return {"count": len(rows), "first": first}
