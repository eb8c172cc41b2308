"""The house: settings, stores, services in the order of the streets, and the HTTP application around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Mount

from volano_server import access
from volano_server.app import observe
from volano_server.app.intake import IntakeMiddleware
from volano_server.app.problems import install_problem_handlers
from volano_server.app.ui import WebUi, find_ui
from volano_server.config import Settings
from volano_server.db import Database, migrate, open_database


@dataclass
class House:
    """Everything one process holds: build once, close at the end."""

    settings: Settings
    database: Database
    services: dict[type, Any] = field(default_factory=dict)
    checks: dict[str, observe.Check] = field(default_factory=dict)
    metrics: observe.Metrics = field(default_factory=observe.Metrics)

    def add(self, *services: Any) -> None:
        """Nothing; makes each service findable by its class."""
        self.services |= {type(service): service for service in services}

    def close(self) -> None:
        """Nothing, once everything in hand is on disk."""
        for service in reversed(list(self.services.values())):
            if hasattr(service, "close"):
                service.close()
        self.database.close()


def build_house(settings: Settings) -> House:
    """The stores, migrated, and every service. Raises AppError when a store cannot be used."""
    database = open_database(settings)
    migrate(database)
    house = House(settings, database)
    house.add(
        access.Admission(database),
    )
    house.checks["database"] = lambda: "" if database.is_healthy() else "the database takes no writes"
    return house


ROUTERS = [
    *observe.ROUTERS,
]


def build_app(house: House) -> FastAPI:
    """The HTTP application. Raises RuntimeError when a route has no permission."""
    app = FastAPI(
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
    app.state.checks = house.checks
    app.state.metrics = house.metrics
    install_problem_handlers(app)
    for router in ROUTERS:
        app.router.routes.extend(router.routes)
    access.refuse_unguarded(app.router.routes)
    app.router.routes.append(Mount("/", WebUi(find_ui()), name="ui"))
    return app
