"""Personal data replaced by placeholders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.personal import KIND_NAMES, KindName, scrub_texts
from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("scrub_personal", version=1)
class ScrubPersonal(RowStep):
    """Replaces e-mail addresses, telephone, card and account numbers, IP addresses and users in links by placeholders.

    Columns with the raw content would still show everything; they are dropped.
    """

    columns: list[str] = Field(["subject", "sender", "body"], min_length=1, description="text columns to scrub")
    kinds: list[KindName] = Field(
        list(KIND_NAMES), min_length=1, description=f"kinds of personal data: {', '.join(KIND_NAMES)}"
    )
    drop: list[str] = Field(["raw"], description="columns to remove, where they exist")

    def apply(self, table: pa.Table) -> Outcome:
        counts: Counter[str] = Counter()
        for name in self.columns:
            texts = need_column(table, name, text=True).combine_chunks()
            scrubbed, found = scrub_texts(texts, self.kinds)
            table = put_column(table, name, scrubbed)
            counts += found
        return Outcome(table.drop([name for name in self.drop if name in table.column_names]), counts=counts)
