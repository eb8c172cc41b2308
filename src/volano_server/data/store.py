"""All SQL of the data area: reports on versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.data.tables import dataset_reports
from volano_server.db import Tx


class ReportStore:
    """Reports by version and kind."""

    def __init__(self, tx: Tx) -> None:
        self.tx = tx

    def find(self, version_id: str, kind: str) -> Row[Any] | None:
        table = dataset_reports.c
        return self.tx.row(self.tx.select(dataset_reports).where(table.version_id == version_id, table.kind == kind))

    def all(self, version_id: str) -> Sequence[Row[Any]]:
        mine = dataset_reports.c.version_id == version_id
        return self.tx.rows(self.tx.select(dataset_reports).where(mine).order_by(dataset_reports.c.kind))

    def put(self, version_id: str, kind: str, body: dict[str, Any]) -> None:
        table = dataset_reports.c
        same = (table.version_id == version_id, table.kind == kind)
        self.tx.execute(self.tx.delete(dataset_reports).where(*same))
        row = {"version_id": version_id, "kind": kind, "body": body}
        self.tx.insert(dataset_reports, row | {"created_at": self.tx.now()})
