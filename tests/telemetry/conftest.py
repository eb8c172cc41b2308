"""Spans to record, and short ways to record and find them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from volano_server.db import Database, Tx
from volano_server.kit.clock import SECOND
from volano_server.kit.subject import Subject, system_subject
from volano_server.telemetry import NewSpan, OtlpIntake, Recorded, ScoreService, TelemetryService

Result = TypeVar("Result")
ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin", key_id="k1")
EVE = Subject("w2", "person", "p2", "Eve", "p2", "admin")


@dataclass
class Rig:
    """Anna's workspace. `base` is a moment an hour ago, by the database's clock."""

    database: Database
    telemetry: TelemetryService
    scores: ScoreService
    intake: OtlpIntake
    base: int
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def write(self, work: Callable[[Tx], Result], who: Subject = ANNA) -> Result:
        return self.database.write(who, work)

    def read(self, work: Callable[[Tx], Result], who: Subject = ANNA) -> Result:
        return self.database.read(who, work)

    def span(self, trace: str = "a", *, after: float = 0, lasts: float = 0.1, **more: Any) -> NewSpan:
        """A span of the trace named by one hex digit, `after` seconds after the base."""
        start = self.base + round(after * SECOND)
        given: dict[str, Any] = {"kind": "llm", "name": "call", "span_id": f"{next(self._numbers):016x}"} | more
        return NewSpan(trace_id=trace * 32, started_at=start, ended_at=start + round(lasts * SECOND), **given)

    def record(self, *spans: NewSpan, who: Subject = ANNA) -> Recorded:
        return self.write(lambda tx: self.telemetry.record_spans(tx, spans), who)


@pytest.fixture
def rig(database: Database) -> Rig:
    telemetry = TelemetryService()
    base = database.read(system_subject("test"), lambda tx: tx.now()) - 3600 * SECOND
    return Rig(database, telemetry, ScoreService(), OtlpIntake(telemetry), base)
