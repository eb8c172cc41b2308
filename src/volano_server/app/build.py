"""The house: settings, stores, services in the order of the streets, and the HTTP application around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from volano_server import (
    access,
    catalog,
    data,
    evaluation,
    events,
    feedback,
    jobs,
    lake,
    monitoring,
    pipelines,
    prompts,
    serving,
    telemetry,
    tracking,
    tuning,
)
from volano_server.app import observe, wheel
from volano_server.app.contract import Application
from volano_server.app.intake import IntakeMiddleware
from volano_server.app.lake_upkeep import LakeChore
from volano_server.app.plugs import DatasetSink, LazyDatasetStore, RunFollower
from volano_server.app.problems import install_problem_handlers, problem_response
from volano_server.app.ui import WebUi, find_ui
from volano_server.app.upkeep import Upkeep
from volano_server.config import Settings
from volano_server.db import Database, migrate, open_database
from volano_server.kit.errors import AppError
from volano_server.kit.outbound import OutboundClient
from volano_server.kit.vault import open_vault


@dataclass
class House:
    """Everything one process holds: build once, close at the end."""

    settings: Settings
    database: Database
    services: dict[type, Any] = field(default_factory=dict)
    checks: dict[str, observe.Check] = field(default_factory=dict)
    metrics: observe.Metrics = field(default_factory=observe.Metrics)
    hourly: list[Callable[[], object]] = field(default_factory=list)

    def add(self, *services: Any) -> None:
        """Nothing; makes each service findable by its class."""
        self.services |= {type(service): service for service in services}

    def close(self) -> None:
        """Nothing, once everything in hand is on disk."""
        for service in reversed(list(self.services.values())):
            if hasattr(service, "close"):
                service.close()
        self.database.close()


HANDLERS: list[jobs.JobHandler[Any]] = [
    *events.HANDLERS,
    *tracking.HANDLERS,
    *data.HANDLERS,
    *evaluation.HANDLERS,
    *tuning.HANDLERS,
    *monitoring.HANDLERS,
    *pipelines.HANDLERS,
]

ROUTERS = [
    *observe.ROUTERS,
    *access.ROUTERS,
    *jobs.ROUTERS,
    *events.ROUTERS,
    *catalog.ROUTERS,
    *tracking.ROUTERS,
    *telemetry.ROUTERS,
    *data.ROUTERS,
    *prompts.ROUTERS,
    *feedback.ROUTERS,
    *serving.ROUTERS,
    *evaluation.ROUTERS,
    *tuning.ROUTERS,
    *monitoring.ROUTERS,
    *pipelines.ROUTERS,
    *wheel.ROUTERS,
]


def build_house(settings: Settings) -> House:
    """The stores, migrated, and every service. Raises AppError when a store cannot be used."""
    database = open_database(settings)
    migrate(database)
    house = House(settings, database)
    house.checks["database"] = lambda: "" if database.is_healthy() else "the database takes no writes"
    house.services[Settings] = settings
    house.services[Database] = database
    _furnish(house)
    return house


def _furnish(house: House) -> None:
    """Nothing; builds the services from the lowest street to the highest."""
    database, settings = house.database, house.settings
    blobs = lake.open_blob_store(settings.home / "blobs")
    tables = LazyDatasetStore(settings.home / "lake")
    house.services[lake.BlobStore] = blobs
    house.services[lake.DatasetStore] = tables

    admission = access.Admission(database)
    house.add(
        admission,
        access.KeyService(),
        access.PeopleService(database),
        access.SessionService(database, secure_cookies=settings.server.secure_cookies),
    )

    _furnish_kernel(house, admission)
    _furnish_wheel(house, blobs, tables)


def _furnish_kernel(house: House, admission: access.Admission) -> None:
    database, settings = house.database, house.settings
    queue = jobs.JobService(jobs.JobRegistry(HANDLERS))
    house.add(queue, jobs.ScheduleService(queue, admission))

    outbound, vault = OutboundClient(settings.outbound), open_vault(settings.home)
    hooks, audit = events.WebhookService(database, queue, outbound, vault), events.AuditService(database, settings.home)
    sessions = house.services[access.SessionService]
    house.hourly += [audit.checkpoint, hooks.sweep, sessions.sweep]
    feed = events.EventFeed(database, listeners=[hooks.dispatch], hourly=house.hourly)
    house.add(hooks, events.WebhookSender(queue, outbound, vault), audit, events.EventService(), feed)


def _furnish_wheel(house: House, blobs: lake.BlobStore, tables: LazyDatasetStore) -> None:
    database, settings = house.database, house.settings
    admission: access.Admission = house.services[access.Admission]
    queue: jobs.JobService = house.services[jobs.JobService]
    plugs = catalog.Plugs()
    shelves = catalog.build_catalog(admission, plugs)
    house.add(*shelves)

    runs = tracking.TrackingService(shelves.catalog, shelves.lineage)
    spans, scores = telemetry.TelemetryService(), telemetry.ScoreService()
    house.add(runs, spans, scores, telemetry.OtlpIntake(spans))
    queue.registry.following.follower = RunFollower(runs)
    traces, rows = telemetry.TraceLineage(), catalog.RowLineage(blobs, tables)
    plugs.labels |= {"run": runs, "trace": traces, "row": rows}
    plugs.sources += [traces, rows]
    house.add(
        rows,
        telemetry.ImpactService(shelves.lineage),
        tracking.ReproductionService(shelves.catalog, runs, queue, blobs, {**data.MAKERS, **tuning.MAKERS}),
    )
    plugs.checks |= {"prompt": prompts.check_content_form, "model": serving.check_model}

    upkeep = Upkeep(database, blobs, shelves.catalog, shelves.transitions, runs)
    house.hourly += [upkeep.close_overdue, upkeep.collect_blobs]

    datasets = data.DataService(shelves.catalog, runs, queue, tables)
    written = prompts.PromptService(shelves.catalog)
    house.add(datasets, written, feedback.FeedbackService(spans, scores, DatasetSink(datasets)))

    engines = serving.EngineHost(settings.home / "logs" / "engines")
    endpoints = serving.EndpointService(shelves.catalog)
    responder = serving.Responder(engines, blobs)
    limits = serving.CallLimits()
    runners: dict[str, serving.Runner] = {"model": serving.ModelRunner(written, responder)}
    house.add(engines, endpoints, responder, serving.RefusalLedger(database, limits))
    house.add(serving.GatewayService(database, endpoints, spans, runners, limits))
    embedder = serving.WordLlamaEmbedder()
    house.services[serving.Embedder] = embedder

    searcher = pipelines.Searcher(tables, embedder)
    answering = pipelines.Answering(database, shelves.catalog, written, searcher, responder)
    runners["pipeline"] = pipelines.PipelineRunner(answering)
    chains = pipelines.PipelineService(shelves.catalog, written, runs, queue)
    house.add(searcher, answering, chains)

    monitors = monitoring.MonitorService(shelves.catalog, endpoints, queue, house.services[jobs.ScheduleService])

    house.add(
        evaluation.EvaluationService(shelves.catalog, written, runs, queue, evaluation.load_scorers()),
        tuning.TuningService(shelves.catalog, written, runs, queue),
        tuning.ModelService(shelves.catalog, runs, blobs),
        monitors,
    )
    plugs.users += [endpoints, chains, monitors]
    plugs.gates |= evaluation.evaluation_gates(shelves.catalog)


def build_worker(house: House) -> jobs.Worker:
    """A worker over the services of this house."""
    services, chores = house.services, [LakeChore(house.settings).chore()]
    return jobs.Worker(
        house.database, house.settings, services[jobs.JobService], services[access.Admission], services, chores=chores
    )


def build_app(house: House) -> FastAPI:
    """The HTTP application. Raises RuntimeError when a route has no permission."""
    app = Application(
        title="Volano",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(observe.MeterMiddleware, metrics=house.metrics),
            Middleware(IntakeMiddleware, limit=house.settings.limits.body_bytes),
        ],
    )
    app.state.database = house.database
    app.state.services = house.services
    app.state.settings = house.settings
    app.state.checks = house.checks
    app.state.metrics = house.metrics
    app.state.after_write = [house.services[events.EventFeed].nudge]
    install_problem_handlers(app)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    access.refuse_unguarded(app.router.routes)
    app.router.routes.append(Mount("/", WebUi(find_ui()), name="ui"))
    return app


def with_front_door(app: FastAPI, settings: Settings) -> ASGIApp:
    """The application behind Host and Origin checks, request ids and security headers."""

    def refuse(error: AppError, request_id: str) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await problem_response(error, scope)(scope, receive, send)

        return answer

    return access.FrontDoor(app, settings.server, refuse)
