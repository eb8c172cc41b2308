"""The guard: `caller: Annotated[Caller, needs("prompts:write")]` authenticates, authorises, and opens transactions.

A route without a guard cannot be served: `unguarded_routes` finds it when the application starts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from volano_server.access.domain import PERMISSIONS
from volano_server.access.service import Admission, Credentials, answer_once
from volano_server.db import Database, Tx
from volano_server.kit.errors import AppError, BadInput, PreconditionFailed
from volano_server.kit.subject import Subject

Result = TypeVar("Result")
Service = TypeVar("Service")
_ETAG = re.compile(r'"?([0-9]{1,9})"?')
SESSION_COOKIE = "volano_session"


class Caller:
    """The authenticated caller of one request: who, with which right, and the way to the database."""

    def __init__(self, subject: Subject, database: Database, request: Request, body_digest: str) -> None:
        self.subject = subject
        self._database = database
        self._request = request
        self._body_digest = body_digest

    def read(self, work: Callable[[Tx], Result]) -> Result:
        """What `work` returns from one snapshot of the caller's workspace."""
        return self._database.read(self.subject, work)

    def write(self, work: Callable[[Tx], Result], *, replayable: bool = True) -> Result:
        """What `work` returns, committed.

        With an Idempotency-Key the answer is stored in the same transaction, and a repeated request gets it
        again instead of a second effect. An answer that holds a secret is not `replayable`: repeating says so.
        Afterwards the functions in `app.state.after_write` are told, if there are any.
        """
        result = self._database.write(self.subject, self._once(work, replayable))
        for told in getattr(self._request.app.state, "after_write", ()):
            told()
        return result

    def _once(self, work: Callable[[Tx], Result], replayable: bool) -> Callable[[Tx], Result]:
        key = self._request.headers.get("idempotency-key")
        if not key or self._request.method not in ("POST", "PATCH", "PUT") or not _is_json(self._request):
            return work  # a file is kept under its digest: sending it again changes nothing
        if len(key) > 255 or not key.isprintable():
            raise BadInput("the Idempotency-Key is too long or not printable", hint="use a UUID")
        url = self._request.url
        fingerprint = f"{self._request.method} {url.path}?{url.query} {self._body_digest}"
        return lambda tx: answer_once(tx, key, fingerprint, work, replayable)

    @property
    def if_match(self) -> int | None:
        """The revision that the caller last saw (`If-Match: "7"`), or None when it did not say."""
        value = self._request.headers.get("if-match")
        if value is None or value == "*":
            return None
        found = _ETAG.fullmatch(value)
        if found is None:
            raise PreconditionFailed(f"If-Match `{value[:40]}` is no ETag of ours", hint='send it as `"7"`')
        return int(found[1])


class Guard:
    """A dependency that admits a request only with `permission`."""

    def __init__(self, permission: str) -> None:
        if permission not in PERMISSIONS:
            raise RuntimeError(f"the permission `{permission}` is not in the table of access/domain/permissions.py")
        self.permission = permission

    async def __call__(self, request: Request) -> Caller:
        subject = await admit(request, self.permission)
        return Caller(subject, request.app.state.database, request, await _digest_body(request))


class GuardedApp:
    """A raw ASGI application (HTTP or WebSocket) behind a permission; `scope["state"]["subject"]` is who calls.

    Put it where Starlette takes an endpoint: `Route(path, GuardedApp("traces:write", app), methods=["POST"])`,
    `WebSocketRoute(path, GuardedApp("prompts:write", app))`, `Mount(path, GuardedApp(…))`.
    """

    def __init__(self, permission: str, app: ASGIApp) -> None:
        self.permission = needs(permission).dependency.permission
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await admit(HTTPConnection(scope), self.permission)
        except AppError as error:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 4000 + error.status, "reason": error.code})
                return
            raise
        await self._app(scope, receive, send)


class SignedIn:
    """A dependency that admits a signed-in person, whatever workspaces they belong to, and no key."""

    async def __call__(self, request: Request) -> Subject:
        admission: Admission = request.app.state.services[Admission]
        return await to_thread.run_sync(admission.person_alone, read_credentials(request))


class Public:
    """A dependency that marks a route as open to all, with the reason why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __call__(self) -> None:
        return None


def needs(permission: str) -> Any:
    """The marker for a route's signature: `caller: Annotated[Caller, needs("runs:read")]`."""
    return Depends(Guard(permission))


def signed_in() -> Any:
    """The marker for what concerns only the caller themself: `me: Annotated[Subject, signed_in()]`."""
    return Depends(SignedIn())


def public(reason: str) -> Any:
    """The marker for a route that answers without credentials: `_: Annotated[None, public("…why…")]`."""
    return Depends(Public(reason))


def provided(service: type[Service]) -> Any:
    """The marker that hands a route the one instance of `service` that the application built."""

    async def find(request: Request) -> Service:
        return request.app.state.services[service]  # type: ignore[no-any-return]

    return Depends(find)


async def admit(connection: HTTPConnection, permission: str) -> Subject:
    """Who calls, with `permission`; also left in `connection.state.subject`. Raises as `Admission.admit`."""
    admission: Admission = connection.app.state.services[Admission]
    subject = await to_thread.run_sync(admission.admit, read_credentials(connection), permission)
    connection.state.subject = subject
    return subject


def read_credentials(request: HTTPConnection) -> Credentials:
    """What the request brings along to say who it is. A WebSocket cannot send a CSRF token: its Origin is checked."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    unsafe = request.scope.get("method", "GET") not in ("GET", "HEAD", "OPTIONS")
    return Credentials(
        api_key=key.strip() if scheme.lower() == "bearer" else None,
        session=request.cookies.get(SESSION_COOKIE),
        csrf_token=request.headers.get("x-csrf-token") if unsafe else None,
        check_csrf=unsafe,
        workspace=request.headers.get("volano-workspace") or request.query_params.get("workspace"),
        ip=request.client.host if request.client else "",
        request_id=request.state.request_id,
    )


def guard_of(route: APIRoute) -> Guard | SignedIn | Public | None:
    """The guard that `route` wears, or None."""
    for dependency in _flatten(route.dependant):
        if isinstance(dependency.call, Guard | SignedIn | Public):
            return dependency.call
    return None


def unguarded_routes(routes: list[BaseRoute]) -> list[str]:
    """The paths that could be reached without a guard; the application refuses to start when there is one."""
    found = []
    for route in routes:
        if isinstance(route, APIRoute):
            if guard_of(route) is None:
                found.append(f"{sorted(route.methods or ())} {route.path}")
        elif not (isinstance(getattr(route, "app", None), GuardedApp) or getattr(route, "guarded", False)):
            found.append(f"{type(route).__name__} {getattr(route, 'path', '?')}")
    return found


def refuse_unguarded(routes: list[BaseRoute]) -> None:
    """Nothing; raises RuntimeError when a route has no guard."""
    if found := unguarded_routes(routes):
        raise RuntimeError("routes without a permission: " + ", ".join(found))


def _flatten(dependant: Any) -> list[Any]:
    return [found for child in dependant.dependencies for found in [child, *_flatten(child)]]


async def _digest_body(request: Request) -> str:
    """What an Idempotency-Key is bound to; a body is read only for a request that carries one."""
    if "idempotency-key" not in request.headers or not _is_json(request):
        return ""
    return hashlib.sha256(await request.body()).hexdigest()


def _is_json(request: Request) -> bool:
    """Whether the body is JSON, or there is none."""
    headers = request.headers
    kind = headers.get("content-type")
    if kind is None:
        return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    return kind.partition(";")[0].strip().endswith("json")
