"""Several columns put together into one text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pydantic import Field

from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa

_NAME = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")


@step("compose", version=1)
class Compose(RowStep):
    """Sets a text column from a template such as `Subject: {{subject}}`, whose names are columns."""

    column: str = Field("text", min_length=1, max_length=200, description="column to set")
    template: str = Field(min_length=1, max_length=10_000, description="text with column names in double braces")

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa

        names = list(dict.fromkeys(_NAME.findall(self.template)))
        columns = {name: need_column(table, name).to_pylist() for name in names}
        texts = [
            _NAME.sub(lambda found, row=row: _shown(columns[found[1]][row]), self.template)  # type: ignore[misc]
            for row in range(table.num_rows)
        ]
        return Outcome(put_column(table, self.column, pa.array(texts, pa.large_string())))


def _shown(value: object) -> str:
    return "" if value is None else str(value)
