"""Rows chosen by a condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from volano_server.data.domain.recipe import Outcome, RowStep, step
from volano_server.data.errors import BadRecipe
from volano_server.kit.errors import AppError
from volano_server.lake import check_condition, parse_condition, to_expression

if TYPE_CHECKING:
    import pyarrow as pa


@step("filter_rows", version=1)
class FilterRows(RowStep):
    """Keeps the rows that meet a condition such as `label = 'spam' and language in ('en', 'it')`."""

    where: str = Field(description="a condition such as label = 'spam' and language in ('en', 'it')")

    @field_validator("where")
    @classmethod
    def _readable(cls, where: str) -> str:
        try:
            parse_condition(where)
        except AppError as error:
            raise ValueError(error.message) from None
        return where

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa
        import pyarrow.compute as pc

        condition = parse_condition(self.where)
        try:
            check_condition(condition, table.schema)
        except AppError as error:
            raise BadRecipe(error.message, hint=error.hint) from None
        place = "volano filter place"
        numbered = table.append_column(place, pa.array(range(table.num_rows), pa.int64()))
        kept = numbered.filter(to_expression(condition, table.schema)).column(place)
        stays = pc.is_in(numbered.column(place), value_set=kept.combine_chunks()).combine_chunks()
        gone = pa.scalar(f"not {self.where}"[:200])
        return Outcome(table, pc.if_else(stays, pa.scalar(None, pa.string()), gone))
