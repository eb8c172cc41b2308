"""Walking every route of the application: what there is, how to ask it, and rows that a stranger must not see."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Column, Table
from sqlalchemy.types import JSON, Boolean, Float, Integer, LargeBinary, Numeric
from starlette.routing import Mount, WebSocketRoute
from starlette.types import ASGIApp, Message, Scope

from tests.harness.house import TestHouse
from volano_server.access.routes.guard import Guard, GuardedApp, Public, SignedIn, guard_of
from volano_server.app.ui import WebUi
from volano_server.db import metadata
from volano_server.kit.clock import now
from volano_server.kit.subject import system_subject

NAME = "specimen"
SECRET = "inside-secret"
NAMING = ("id", "name", "slug", "kind", "alias", "key", "prefix", "email", "hash")
KEPT = {"events", "event_heads", "idempotent_answers"}


@dataclass(frozen=True)
class Way:
    """One method of one route. `guard` is a permission, `person`, `public`, or `` for a raw one that guards itself."""

    method: str
    path: str
    guard: str
    operation: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def has_parameters(self) -> bool:
        return "{" in self.path


@dataclass(frozen=True)
class Reply:
    """What came back; `text` is empty for an endless stream."""

    status: int
    text: str

    @property
    def code(self) -> str:
        try:
            return str(json.loads(self.text).get("code", ""))
        except (ValueError, AttributeError):
            return ""


def every_way(app: FastAPI) -> list[Way]:
    """All that the router serves, over every protocol, but the files of the UI."""
    operations = app.openapi()["paths"]
    found = []
    for route in app.router.routes:
        if isinstance(route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                operation = operations.get(route.path_format, {}).get(method.lower(), {})
                found.append(Way(method, route.path_format, _guard(guard_of(route)), operation))
        elif not (isinstance(route, Mount) and isinstance(route.app, WebUi)):
            raw = getattr(route, "app", None)
            methods = (
                ["WS"] if isinstance(route, WebSocketRoute) else sorted(getattr(route, "methods", None) or ["GET"])
            )
            guard = raw.permission if isinstance(raw, GuardedApp) else ""
            found += [Way(method, str(getattr(route, "path", "/")), guard, {}) for method in methods]
    return found


def _guard(found: Guard | SignedIn | Public | None) -> str:
    if isinstance(found, Guard):
        return found.permission
    return "person" if isinstance(found, SignedIn) else "public" if isinstance(found, Public) else ""


# ---- asking ---------------------------------------------------------------------------------------------------


def ask_all(app: ASGIApp, questions: list[tuple[str, str, dict[str, str], bytes]]) -> list[Reply]:
    """The replies to (method, address, headers, body), asked one after the other in one event loop."""

    async def run() -> list[Reply]:
        return [await _ask(app, *question) for question in questions]

    return asyncio.run(run())


async def _ask(app: ASGIApp, method: str, address: str, headers: dict[str, str], body: bytes) -> Reply:
    path, _, query = address.partition("?")
    given = {"host": "127.0.0.1:8700", "content-type": "application/json", "content-length": str(len(body)), **headers}
    scope: Scope = {
        "type": "websocket" if method == "WS" else "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8700), "state": {}, "subprotocols": [],
    }  # fmt: skip
    if method != "WS":
        scope["method"] = method
    answer = _Answer(body)
    running = asyncio.ensure_future(app(scope, answer.receive, answer.send))
    done = asyncio.ensure_future(answer.done.wait())
    await asyncio.wait([running, done], return_when=asyncio.FIRST_COMPLETED)
    answer.done.set()
    if not running.done():
        running.cancel()
    await asyncio.gather(running, done, return_exceptions=True)
    return Reply(answer.status, answer.body.decode(errors="replace"))


class _Answer:
    """Collects one answer; an event stream or an opened WebSocket is left as soon as it has begun."""

    def __init__(self, body: bytes) -> None:
        self.status = 0
        self.body = b""
        self.done = asyncio.Event()
        self._request = body
        self._asked = False

    async def receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._request, "more_body": False}
        await self.done.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            self.status = message["status"]
            if any(b"text/event-stream" in value for name, value in message["headers"] if name == b"content-type"):
                self.done.set()
        elif kind == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                self.done.set()
        elif kind in ("websocket.accept", "websocket.close"):
            self.status = (
                101 if kind == "websocket.accept" else {4401: 401, 4403: 403, 4404: 404}.get(message["code"], 403)
            )
            self.done.set()


# ---- what to ask ----------------------------------------------------------------------------------------------


def address_of(way: Way, value: str = NAME) -> str:
    """The way's path with each parameter filled in: its first allowed word, 1 for a number, else `value`."""
    path = way.path
    schemas = {one["name"]: one["schema"] for one in way.operation.get("parameters", []) if one["in"] == "path"}
    for name in _parameters(way.path):
        schema = schemas.get(name, {})
        allowed = schema.get("enum") or [schema.get("const")]
        filled = allowed[0] or ("1" if schema.get("type") == "integer" else value)
        path = path.replace(f"{{{name}}}", str(filled))
    needed = [one for one in way.operation.get("parameters", []) if one["in"] == "query" and one.get("required")]
    return path + ("?" + "&".join(f"{one['name']}={value}" for one in needed) if needed else "")


def _parameters(path: str) -> Iterator[str]:
    for part in path.split("{")[1:]:
        yield part.partition("}")[0]


def body_of(way: Way, components: Mapping[str, Any]) -> bytes:
    """The smallest body that the way's schema asks for; empty when it takes none."""
    content = way.operation.get("requestBody", {}).get("content", {}).get("application/json")
    return json.dumps(sample(content["schema"], components)).encode() if content else b""


def sample(schema: Mapping[str, Any], components: Mapping[str, Any], depth: int = 0) -> Any:
    """A small value that fits a JSON schema as pydantic writes them."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    for choice in schema.get("anyOf", schema.get("oneOf", [])):
        return sample(choice, components, depth + 1)
    kind = schema.get("type", "object")
    if kind == "object":
        inner = schema.get("properties", {})
        return {name: sample(inner[name], components, depth + 1) for name in schema.get("required", []) if depth < 8}
    if kind == "array":
        return [sample(schema["items"], components, depth + 1)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if kind == "boolean":
        return False
    return _word(schema) if kind == "string" else None


def _word(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date-time":
        return "2099-01-01T00:00:00Z"
    return "x" * int(schema.get("minLength", 1))


# ---- rows that a stranger must not see ------------------------------------------------------------------------


def plant(house: TestHouse) -> list[str]:
    """The tables that now have a row of our workspace called `specimen`, with `inside-secret` in the rest of it."""
    planted: dict[tuple[str, str], Any] = {
        ("people", "id"): house.members["admin"].id,
        ("workspaces", "id"): house.workspace_id,
    }
    for table in metadata.sorted_tables:
        if "workspace_id" not in table.c or table.name in KEPT | {"memberships"}:
            continue
        row = {column.name: _planted(table, column, planted) for column in table.c} | {
            "workspace_id": house.workspace_id
        }
        house.house.database.write(system_subject("test"), lambda tx, t=table, r=row: tx.insert(t, r))  # type: ignore[misc]
        planted |= {(table.name, name): value for name, value in row.items()}
    return sorted({table for table, _ in planted} - {"people", "workspaces"})


def _planted(table: Table, column: Column[Any], planted: Mapping[tuple[str, str], Any]) -> Any:
    for key in column.foreign_keys:
        if (target := (key.column.table.name, key.column.name)) in planted:
            return planted[target]
    kind = column.type
    if isinstance(kind, JSON) or hasattr(kind, "astext_type"):
        return {SECRET: SECRET}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | Numeric | Float):
        return now() if column.name in ("at", "ts") or column.name.endswith("_at") else 1
    if isinstance(kind, LargeBinary):
        return SECRET.encode()
    names = column.primary_key or column.name in NAMING or column.name.endswith(("_id", "_name", "_kind"))
    return (NAME if names else SECRET)[: getattr(kind, "length", None) or 100]


def snapshot(house: TestHouse) -> dict[str, list[str]]:
    """Every row of our workspace, by table; when a key was last used does not count."""

    def work(tx: Any) -> dict[str, list[str]]:
        found = {}
        for table in metadata.sorted_tables:
            if "workspace_id" in table.c:
                columns = [column for column in table.c if column.name != "last_used_at"]
                mine = tx.rows(tx.select(table, *columns).where(table.c.workspace_id == house.workspace_id))
                found[table.name] = sorted(repr(tuple(row)) for row in mine)
        return found

    return house.house.database.read(system_subject("test"), work)
