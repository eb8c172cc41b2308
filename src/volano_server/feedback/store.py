"""All SQL of reviews."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func

from volano_server.db import Tx
from volano_server.feedback.tables import reviews


class ReviewStore:
    """Reviews of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, review_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(reviews).where(reviews.c.id == review_id))

    def known(self, queue: str, trace_ids: Sequence[str]) -> set[str]:
        here = (reviews.c.queue == queue, reviews.c.trace_id.in_(trace_ids))
        return {row.trace_id for row in self.tx.rows(self.tx.select(reviews, reviews.c.trace_id).where(*here))}

    def page(self, queue: str | None, state: str | None, after: str, limit: int) -> Sequence[Row[Any]]:
        statement = self.tx.select(reviews).where(reviews.c.id > after).order_by(reviews.c.id).limit(limit)
        if queue is not None:
            statement = statement.where(reviews.c.queue == queue)
        return self.tx.rows(statement if state is None else statement.where(reviews.c.state == state))

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        self.tx.insert(reviews, rows)

    def change(self, review_id: str, values: dict[str, Any]) -> bool:
        """Whether the review was still open and was changed."""
        still = (reviews.c.id == review_id, reviews.c.state == "open")
        return self.tx.count_changed(self.tx.update(reviews).where(*still).values(**values)) == 1

    def uncollected(self, queue: str) -> Sequence[Row[Any]]:
        ready = (reviews.c.queue == queue, reviews.c.state == "decided", reviews.c.collected_in.is_(None))
        return self.tx.rows(self.tx.select(reviews).where(*ready).order_by(reviews.c.id).limit(10_000))

    def mark_collected(self, review_ids: Sequence[str], run_id: str) -> None:
        mine = reviews.c.id.in_(review_ids)
        self.tx.execute(self.tx.update(reviews).where(mine).values(collected_in=run_id))

    def counts(self) -> dict[str, int]:
        statement = self.tx.select(reviews, reviews.c.state, func.count().label("n")).group_by(reviews.c.state)
        return {row.state: row.n for row in self.tx.rows(statement)}
