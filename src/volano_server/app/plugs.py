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
from volano_server.tracking import EndState, RunUpdate, TrackingService


class RunFollower:
    """Jobs' `Follower` on top of tracking: a run ends as its job ends, and is taken up again with it."""

    def __init__(self, tracking: TrackingService) -> None:
        self._tracking = tracking

    def job_moved(self, tx: Tx, run_id: str, state: str, message: str) -> None:
        run = self._tracking.get_run(tx, run_id)
        if state == "queued" and run.state in ("failed", "cancelled"):
            self._tracking.update_run(tx, run_id, RunUpdate(state="running"))
        elif state != "queued" and run.state == "running":
            ended: EndState = "cancelled" if state == "cancelled" else "failed"
            self._tracking.finish_run(tx, run_id, ended, error=message or None)


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
