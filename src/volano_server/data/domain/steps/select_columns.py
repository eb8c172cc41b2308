"""Columns chosen by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.recipe import Outcome, RowStep, need_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("select_columns", version=1)
class SelectColumns(RowStep):
    """Keeps the named columns, in this order; the key column always stays."""

    columns: list[str] = Field(min_length=1, description="columns to keep")

    def apply(self, table: pa.Table) -> Outcome:
        for name in self.columns:
            need_column(table, name)
        return Outcome(table.select(list(dict.fromkeys(self.columns))))
