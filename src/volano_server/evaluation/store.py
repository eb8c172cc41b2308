"""All SQL of evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.evaluation.tables import evaluation_rows, evaluations


class EvaluationStore:
    """Evaluations of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, row: dict[str, Any]) -> None:
        self.tx.insert(evaluations, row)

    def find(self, run_id: str) -> Row[Any] | None:
        return self.tx.row(self.tx.select(evaluations).where(evaluations.c.run_id == run_id))

    def page(self, before: tuple[int, str] | None, model: str | None, limit: int) -> Sequence[Row[Any]]:
        table = evaluations.c
        statement = self.tx.select(evaluations).order_by(table.created_at.desc(), table.run_id.desc()).limit(limit)
        if before is not None:
            moment, run_id = before
            older = (table.created_at < moment) | ((table.created_at == moment) & (table.run_id < run_id))
            statement = statement.where(older)
        return self.tx.rows(statement if model is None else statement.where(table.model_ref == model))

    def newest_of(self, model_version_id: str, dataset_version_id: str) -> Row[Any] | None:
        """The newest finished evaluation of a model version on a data set version."""
        table = evaluations.c
        statement = self.tx.select(evaluations).where(
            table.model_version_id == model_version_id,
            table.dataset_version_id == dataset_version_id,
            table.finished_at.is_not(None),
        )
        return self.tx.row(statement.order_by(table.finished_at.desc()))

    def finish(self, run_id: str, summary: dict[str, Any]) -> None:
        values = {"summary": summary, "finished_at": self.tx.now()}
        self.tx.execute(self.tx.update(evaluations).where(evaluations.c.run_id == run_id).values(**values))

    def add_rows(self, run_id: str, rows: Sequence[dict[str, Any]]) -> None:
        self.tx.insert(evaluation_rows, [row | {"run_id": run_id} for row in rows])

    def answered(self, run_id: str) -> set[str]:
        statement = self.tx.select(evaluation_rows, evaluation_rows.c.row_id)
        return {row.row_id for row in self.tx.rows(statement.where(evaluation_rows.c.run_id == run_id))}

    def rows(
        self, run_id: str, *, after: str = "", correct: bool | None = None, limit: int | None = None
    ) -> Sequence[Row[Any]]:
        table = evaluation_rows.c
        statement = self.tx.select(evaluation_rows).where(table.run_id == run_id, table.row_id > after)
        if correct is not None:
            statement = statement.where(table.correct == correct)
        return self.tx.rows(statement.order_by(table.row_id).limit(limit))
