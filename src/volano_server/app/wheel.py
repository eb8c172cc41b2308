"""The wheel at a glance: what each stage holds, what runs in it now, and what waits for somebody."""

from __future__ import annotations

from typing import Annotated, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel

from volano_server.access import Caller, needs
from volano_server.catalog import CatalogService, TransitionService
from volano_server.db import Tx
from volano_server.feedback import FeedbackService
from volano_server.kit.clock import DAY
from volano_server.monitoring import MonitorService
from volano_server.serving import EndpointService
from volano_server.telemetry import SpanFilter, TelemetryService
from volano_server.tracking import RunOut, TrackingService

router = APIRouter(prefix="/api/v1", tags=["wheel"])
ROUTERS = [router]
Service = TypeVar("Service")
KINDS = {"data": "dataset", "prompts": "prompt", "tuning": "model", "pipelines": "pipeline"}
RUN_STAGES = {
    "data": "data",
    "tuning": "tuning",
    "trial": "tuning",
    "evaluation": "evaluation",
    "pipeline": "pipelines",
}


class Item(BaseModel):
    """Something to look at; `kind` and `id` say where."""

    kind: str
    id: str
    text: str


class Stage(BaseModel):
    stage: str
    headline: str
    counts: dict[str, int]
    running: list[Item]
    attention: list[Item]


class Wheel(BaseModel):
    stages: list[Stage]


@router.get("/wheel", operation_id="wheel:get")
def get_wheel(request: Request, caller: Annotated[Caller, needs("self:read")]) -> Wheel:
    """What is happening in each stage of the wheel now."""
    services = request.app.state.services
    return caller.read(lambda tx: Wheel(stages=_stages(tx, services)))


def _stages(tx: Tx, services: dict[type, object]) -> list[Stage]:
    def of(kind: type[Service]) -> Service:
        return services[kind]  # type: ignore[return-value]

    running = of(TrackingService).list_runs(tx, states=["running"], limit=50).items
    return [
        *(_asset_stage(tx, of(CatalogService), stage, kind, running) for stage, kind in KINDS.items()),
        _runs_stage("evaluation", running),
        _catalog_stage(tx, of(TransitionService)),
        _serving_stage(tx, of(EndpointService)),
        _telemetry_stage(tx, of(TelemetryService)),
        _monitoring_stage(tx, of(MonitorService)),
        _feedback_stage(tx, of(FeedbackService)),
    ]


def _asset_stage(tx: Tx, catalog: CatalogService, stage: str, kind: str, running: list[RunOut]) -> Stage:
    found = catalog.list_assets(tx, kind=kind, limit=200).items
    versions = sum(one.latest.number if one.latest else 0 for one in found)
    headline = f"{_count(len(found), kind)}, {_count(versions, 'version')}"
    counts = {f"{kind}s": len(found), "versions": versions}
    return Stage(stage=stage, headline=headline, counts=counts, running=_items(stage, running), attention=[])


def _runs_stage(stage: str, running: list[RunOut]) -> Stage:
    items = _items(stage, running)
    headline = f"{len(items)} running" if items else "nothing runs"
    return Stage(stage=stage, headline=headline, counts={"running": len(items)}, running=items, attention=[])


def _catalog_stage(tx: Tx, transitions: TransitionService) -> Stage:
    waiting = transitions.list_transitions(tx, state="open", limit=50).items
    items = [Item(kind="transition", id=one.id, text=f"{one.asset_name}@{one.alias} waits") for one in waiting]
    headline = f"{_count(len(items), 'transition')} open" if items else "nothing waits"
    return Stage(stage="catalog", headline=headline, counts={"open": len(items)}, running=[], attention=items)


def _serving_stage(tx: Tx, endpoints: EndpointService) -> Stage:
    found, _ = endpoints.list(tx, None, 200)
    live = [one for one in found if one.enabled]
    held = endpoints.restrictions(tx)
    attention = [Item(kind="principal", id=one.principal_id, text=f"{one.level}: {one.reason}") for one in held]
    headline = f"{_count(len(live), 'endpoint')} live"
    return Stage(
        stage="serving", headline=headline, counts={"endpoints": len(live), "restricted": len(held)}, running=[],
        attention=attention,
    )  # fmt: skip


def _telemetry_stage(tx: Tx, telemetry: TelemetryService) -> Stage:
    wanted = SpanFilter(since=tx.now() - DAY, until=tx.now() + 1)
    series = telemetry.get_stats(tx, wanted, bucket="hour").series
    requests = sum(one.total.requests for one in series)
    errors = sum(one.total.errors for one in series)
    counts = {"calls_24h": requests, "errors_24h": errors}
    return Stage(
        stage="telemetry", headline=f"{_count(requests, 'call')} in 24 h", counts=counts, running=[], attention=[]
    )


def _monitoring_stage(tx: Tx, monitors: MonitorService) -> Stage:
    found = monitors.list(tx)
    firing = [one for one in found if one.status == "firing"]
    attention = [Item(kind="monitor", id=one.name, text=f"{one.name} fires on {one.endpoint}") for one in firing]
    headline = f"{len(firing)} firing" if firing else f"{len(found)} watching"
    counts = {"monitors": len(found), "firing": len(firing)}
    return Stage(stage="monitoring", headline=headline, counts=counts, running=[], attention=attention)


def _feedback_stage(tx: Tx, feedback: FeedbackService) -> Stage:
    counts = feedback.counts(tx)
    waiting = counts.get("open", 0)
    attention = [Item(kind="reviews", id="open", text=f"{_count(waiting, 'answer')} to review")] if waiting else []
    headline = f"{waiting} to review" if waiting else f"{counts.get('decided', 0)} reviewed"
    return Stage(stage="feedback", headline=headline, counts=counts, running=[], attention=attention)


def _items(stage: str, running: list[RunOut]) -> list[Item]:
    mine = [run for run in running if RUN_STAGES.get(run.kind) == stage]
    return [Item(kind="run", id=run.id, text=run.name) for run in mine]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
