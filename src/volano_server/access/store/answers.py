"""Answers kept for repeated requests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete

from volano_server.access.tables import idempotent_answers
from volano_server.db import Tx


class AnswerStore:
    """Answers of one principal."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, key: str) -> Row[Any] | None:
        table = idempotent_answers
        mine = (table.c.principal_id == self.tx.subject.id, table.c.key == key)
        return self.tx.row(self.tx.select(table).where(*mine))

    def keep(self, key: str, request_digest: str, answer: bytes | None) -> None:
        row = {"principal_id": self.tx.subject.id, "key": key, "request_digest": request_digest, "answer": answer}
        self.tx.insert(idempotent_answers, row | {"created_at": self.tx.now()})

    def drop_before(self, moment: int) -> int:
        """How many answers of all workspaces were removed."""
        return self.tx.count_changed(delete(idempotent_answers).where(idempotent_answers.c.created_at < moment))
