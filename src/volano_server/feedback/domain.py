"""What feedback asks of the data area, which it may not see: somewhere to put reviewed rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from volano_server.db import Tx


class StartedWork(Protocol):
    """Work under way."""

    @property
    def run_id(self) -> str: ...

    @property
    def job_id(self) -> str: ...


class RowSink(Protocol):
    """Adds rows to a data set."""

    def add_rows(
        self, tx: Tx, dataset: str, base: str, rows: Sequence[dict[str, Any]], *, notes: str, traces: Sequence[str]
    ) -> StartedWork:
        """The work that makes a version of `dataset` from `base` and `rows`; `traces` is where they came from."""
        ...
