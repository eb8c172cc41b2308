"""Rows without text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.recipe import Outcome, RowStep, need_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("drop_empty", version=1)
class DropEmpty(RowStep):
    """Removes rows whose text is missing, blank or shorter than a minimum."""

    column: str = Field("body", description="column with the text")
    min_characters: int = Field(1, ge=1, le=1_000_000, description="fewest characters, blanks at the ends not counted")

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = need_column(table, self.column, text=True).combine_chunks()
        length = pc.utf8_length(pc.utf8_trim_whitespace(pc.fill_null(texts, "")))
        reasons = pc.case_when(
            pc.make_struct(pc.equal(length, 0), pc.less(length, self.min_characters)),
            pa.scalar("empty"),
            pa.scalar(f"shorter than {self.min_characters} characters"),
        )
        return Outcome(table, reasons)
