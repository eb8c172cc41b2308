"""Rows of log lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.db import Tx
from volano_server.tracking.tables import run_log_lines


class LogStore:
    """Log lines of runs of one workspace."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def add(self, run_id: str, first_line: int, stream: str, lines: Sequence[tuple[int, str]]) -> None:
        rows = [
            {"run_id": run_id, "line": first_line + number, "stream": stream, "ts": ts, "text": text}
            for number, (ts, text) in enumerate(lines)
        ]
        self.tx.insert(run_log_lines, rows)

    def page(self, run_id: str, stream: str | None, after: int, limit: int) -> Sequence[Row[Any]]:
        """Lines after number `after`; `limit + 1` rows tell whether there are more."""
        statement = self._lines(run_id, stream).where(run_log_lines.c.line > after)
        return self.tx.rows(statement.order_by(run_log_lines.c.line).limit(limit + 1))

    def tail(self, run_id: str, stream: str | None, limit: int) -> Sequence[Row[Any]]:
        """The last lines, oldest first."""
        rows = self.tx.rows(self._lines(run_id, stream).order_by(run_log_lines.c.line.desc()).limit(limit))
        return list(reversed(rows))

    def _lines(self, run_id: str, stream: str | None) -> Any:
        statement = self.tx.select(run_log_lines).where(run_log_lines.c.run_id == run_id)
        return statement if stream is None else statement.where(run_log_lines.c.stream == stream)
