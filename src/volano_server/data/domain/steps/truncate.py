"""Long texts cut."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("truncate", version=1)
class Truncate(RowStep):
    """Cuts texts after a number of characters and counts how many it cut."""

    columns: list[str] = Field(["body"], min_length=1, description="text columns to cut")
    max_characters: int = Field(4_000, ge=1, le=10_000_000, description="most characters that stay")

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow.compute as pc

        counts: Counter[str] = Counter()
        for name in self.columns:
            texts = need_column(table, name, text=True).combine_chunks()
            longer = pc.sum(pc.greater(pc.utf8_length(texts), self.max_characters)).as_py() or 0
            counts[f"cut in `{name}`"] += longer
            table = put_column(table, name, pc.utf8_slice_codeunits(texts, 0, self.max_characters))
        return Outcome(table, counts=+counts)
