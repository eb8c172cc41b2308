"""Where an area below meets one above: small adapters for the Protocols that the lower one defines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from volano_server.data import DataService, DatasetExtend
from volano_server.db import Tx
from volano_server.feedback import StartedWork
from volano_server.lake import DatasetStore, open_dataset_store


class DatasetSink:
    """Feedback's `RowSink` on top of data sets."""

    def __init__(self, datasets: DataService) -> None:
        self._datasets = datasets

    def add_rows(
        self, tx: Tx, dataset: str, base: str, rows: Sequence[dict[str, Any]], *, notes: str, traces: Sequence[str]
    ) -> StartedWork:
        body = DatasetExtend(base=base, rows=list(rows), traces=list(traces), notes=notes)
        return self._datasets.start_extend(tx, dataset, body)


class LazyDatasetStore:
    """The lake, opened when it is first used: a server that shows no rows never loads Lance and Arrow."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _store(self) -> DatasetStore:
        return open_dataset_store(self._root)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
