"""A tracking service over the real catalog, and short ways to use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from volano_server.access import Admission
from volano_server.catalog import CatalogServices, Plugs, build_catalog
from volano_server.db import Database, Tx
from volano_server.kit.subject import Subject
from volano_server.tracking import NewPoint, RunOut, TrackingService

Result = TypeVar("Result")
ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin")
EVE = Subject("w2", "person", "p2", "Eve", "p2", "admin")


@dataclass
class Rig:
    """Anna's workspace."""

    database: Database
    catalog: CatalogServices
    tracking: TrackingService

    def write(self, work: Callable[[Tx], Result], who: Subject = ANNA) -> Result:
        return self.database.write(who, work)

    def read(self, work: Callable[[Tx], Result], who: Subject = ANNA) -> Result:
        return self.database.read(who, work)

    def start(self, name: str = "tune", **more: Any) -> str:
        return self.write(lambda tx: self.tracking.start_run(tx, more.pop("kind", "tuning"), name, **more)).id

    def finish(self, run_id: str, *given: Any, **more: Any) -> RunOut:
        return self.write(lambda tx: self.tracking.finish_run(tx, run_id, *given, **more))

    def log(self, run_id: str, *points: NewPoint) -> None:
        self.write(lambda tx: self.tracking.log_metrics(tx, run_id, points))

    def get(self, run_id: str) -> RunOut:
        return self.read(lambda tx: self.tracking.get_run(tx, run_id))

    def actions(self) -> Sequence[str]:
        statement = text("SELECT action FROM events WHERE workspace_id = 'w1' ORDER BY seq")
        return [row.action for row in self.read(lambda tx: tx.rows(statement))]


@pytest.fixture
def rig(database: Database) -> Rig:
    plugs = Plugs()
    catalog = build_catalog(Admission(database), plugs)
    tracking = TrackingService(catalog.catalog, catalog.lineage)
    plugs.labels["run"] = tracking
    return Rig(database, catalog, tracking)
