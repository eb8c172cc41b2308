"""Rules of feedback: a judgement becomes a score; a label that contradicts the answer waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.feedback.domain import RowSink
from volano_server.feedback.errors import InvalidFeedback, NothingDecided, ReviewDecided, ReviewNotFound
from volano_server.feedback.schemas import (
    Collected,
    FeedbackCreated,
    FeedbackIn,
    ReviewDecide,
    ReviewOut,
    ReviewsCollect,
)
from volano_server.feedback.store import ReviewStore
from volano_server.kit.ids import new_id
from volano_server.kit.paging import Page, cut_page, decode_cursor
from volano_server.telemetry import ScoreIn, ScoreService, ScoreTarget, SpanOut, TelemetryService

LONGEST_INPUT = 100_000


class FeedbackService:
    """Takes feedback in, keeps the review queues, and hands decisions on to data sets."""

    def __init__(self, telemetry: TelemetryService, scores: ScoreService, sink: RowSink) -> None:
        self._telemetry = telemetry
        self._scores = scores
        self._sink = sink

    def record(self, tx: Tx, given: Sequence[FeedbackIn]) -> FeedbackCreated:
        """What became of it. Raises TraceNotFound or InvalidFeedback; then nothing was kept."""
        author = tx.subject.name
        scores, items, agreed = [], [], 0
        for one in given:
            if one.label is None and one.value is None:
                raise InvalidFeedback("feedback needs a label or a value", hint="send `label`, `value`, or both")
            root = self._telemetry.get_trace(tx, one.trace_id).spans[0]
            answer = answer_of(root)
            if one.label is not None and one.label.strip() == answer.strip():
                agreed += 1
            elif one.label is not None:
                items.append(self._item(root, one, answer, author))
            scores.append(
                ScoreIn(
                    target=ScoreTarget(trace_id=one.trace_id), name="feedback", value=one.value, label=one.label,
                    source=one.source, author=one.author or author, comment=one.comment,
                    key=f"feedback:{one.trace_id}:{one.source}:{one.author or author}"[:200],
                )
            )  # fmt: skip
        created = self._scores.create_scores(tx, scores)
        self._enqueue(tx, items)
        return FeedbackCreated(
            accepted=created.accepted, repeated=created.repeated, agreed=agreed, disagreed=len(items)
        )

    def list(self, tx: Tx, queue: str | None, state: str | None, cursor: str | None, limit: int) -> Page[ReviewOut]:
        """Reviews, oldest first."""
        after = decode_cursor(cursor, str)[0] if cursor else ""
        rows, following = cut_page(ReviewStore(tx).page(queue, state, after, limit + 1), limit, lambda row: (row.id,))
        return Page(items=[shown(row) for row in rows], next_cursor=following)

    def get(self, tx: Tx, review_id: str) -> ReviewOut:
        """One review. Raises ReviewNotFound."""
        return shown(self._find(tx, review_id))

    def decide(self, tx: Tx, review_id: str, body: ReviewDecide) -> ReviewOut:
        """The decided or skipped review; a decision is a person's score as well. Raises ReviewDecided."""
        row = self._find(tx, review_id)
        who = tx.subject
        values: dict[str, Any] = {
            "state": "decided" if body.label else "skipped", "decision": body.label, "comment": body.comment,
            "decided_by": who.id, "decided_by_name": who.name, "decided_at": tx.now(),
        }  # fmt: skip
        if not ReviewStore(tx).change(review_id, values):
            raise ReviewDecided(
                f"`{row.decided_by_name}` has decided this one already: {row.decision or 'skipped'}",
                hint="take the next open review",
            )
        if body.label:
            score = ScoreIn(
                target=ScoreTarget(trace_id=row.trace_id), name="review", label=body.label, source="human",
                author=who.name, comment=body.comment, key=f"review:{review_id}",
            )  # fmt: skip
            self._scores.create_scores(tx, [score])
        tx.record("review:decide", "review", review_id, name=row.queue, data={"state": values["state"]})
        return self.get(tx, review_id)

    def collect(self, tx: Tx, body: ReviewsCollect) -> Collected:
        """The job that makes a dataset version of every decided review not yet taken. Raises NothingDecided."""
        store = ReviewStore(tx)
        decided = store.uncollected(body.queue)
        if not decided:
            raise NothingDecided(
                f"queue `{body.queue}` has no new decisions", hint="decide some first: `volano reviews list`"
            )
        rows = [
            body.constants
            | {body.text_column: row.input, body.label_column: row.decision, "row_id": f"review-{row.trace_id}"}
            for row in decided
        ]
        started = self._sink.add_rows(
            tx, body.dataset, body.base or body.dataset, rows, notes=f"{len(rows)} reviewed answers of {body.queue}",
            traces=[row.trace_id for row in decided],
        )  # fmt: skip
        store.mark_collected([row.id for row in decided], started.run_id)
        tx.record("review:collect", "review_queue", body.queue, data={"rows": len(rows), "dataset": body.dataset})
        return Collected(run_id=started.run_id, job_id=started.job_id, rows=len(rows))

    def counts(self, tx: Tx) -> dict[str, int]:
        """How many reviews are in each state."""
        return ReviewStore(tx).counts()

    def _enqueue(self, tx: Tx, items: Sequence[dict[str, Any]]) -> None:
        store = ReviewStore(tx)
        for queue in sorted({item["queue"] for item in items}):
            mine = {item["trace_id"]: item for item in items if item["queue"] == queue}
            for known in store.known(queue, list(mine)):
                mine.pop(known)
            if mine:
                store.add([item | {"created_at": tx.now()} for item in mine.values()])
                tx.record("review:enqueue", "review_queue", queue, data={"count": len(mine)})

    def _item(self, root: SpanOut, one: FeedbackIn, answer: str, author: str) -> dict[str, Any]:
        return {
            "id": new_id(), "queue": root.endpoint or "other", "trace_id": one.trace_id,
            "version_ref": root.version_ref, "input": input_of(root)[:LONGEST_INPUT], "answer": answer[:LONGEST_INPUT],
            "proposed": one.label, "proposed_by": one.author or author, "source": one.source, "state": "open",
            "decision": None, "comment": "", "decided_by": None, "decided_by_name": None, "decided_at": None,
            "collected_in": None,
        }  # fmt: skip

    def _find(self, tx: Tx, review_id: str) -> Row[Any]:
        row = ReviewStore(tx).find(review_id)
        if row is None:
            raise ReviewNotFound(f"there is no review `{review_id[:60]}`", hint="volano reviews list")
        return row


def shown(row: Row[Any]) -> ReviewOut:
    """The wire form of a review."""
    return ReviewOut.model_validate(row._asdict())


def input_of(span: SpanOut) -> str:
    """The last user message of a span's input, or the input as text."""
    messages = span.input if isinstance(span.input, list) else []
    said = [one.get("content") for one in messages if isinstance(one, dict) and one.get("role") == "user"]
    return str(said[-1]) if said else str(span.input or "")


def answer_of(span: SpanOut) -> str:
    """The text that a span answered."""
    messages = span.output if isinstance(span.output, list) else []
    said = [one.get("content") for one in messages if isinstance(one, dict)]
    return str(said[-1]) if said else str(span.output or "")
