"""Health and metrics of this process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from pydantic import BaseModel
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from volano_server.access import public

Check = Callable[[], str]
"""A health check: empty text when all is well, else what is wrong."""

router = APIRouter(tags=["observe"])


class Health(BaseModel):
    """What works in this process; `checks` maps each part to `ok` or to what is wrong with it."""

    status: str
    checks: dict[str, str]


class Metrics:
    """The numbers that /metrics shows."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "volano_http_requests", "Requests answered", ["method", "route", "status"], registry=self.registry
        )
        self.latency = Histogram(
            "volano_http_seconds", "Seconds to answer", ["route"], registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
        )  # fmt: skip

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """Nothing; shows what `read` returns at each scrape."""
        Gauge(name, text, registry=self.registry).set_function(read)


@router.get("/health", operation_id="health:get", response_model=Health)
def get_health(request: Request, response: Response, _: Annotated[None, public("probes carry no key")]) -> Health:
    """200 when every part of this process works, 503 otherwise."""
    checks: dict[str, Check] = request.app.state.checks
    found = {name: check() or "ok" for name, check in checks.items()}
    well = all(result == "ok" for result in found.values())
    response.status_code = 200 if well else 503
    return Health(status="ok" if well else "failing", checks=found)


@router.get("/metrics", operation_id="metrics:get", response_class=Response)
def get_metrics(request: Request, _: Annotated[None, public("scrapers sit on the inner network")]) -> Response:
    """Prometheus text: counts and timings only, no names of people or content."""
    metrics: Metrics = request.app.state.metrics
    return Response(generate_latest(metrics.registry), media_type="text/plain; version=0.0.4; charset=utf-8")


class MeterMiddleware:
    """Counts and times each request by its route, not by its address, so that labels stay few."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            self.metrics.latency.labels(route).observe(time.perf_counter() - begun)


ROUTERS = [router]
