"""The intake: bounds and checks every JSON body and path before any route sees it."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from volano_server.app.problems import problem_response
from volano_server.kit.errors import AppError, BadInput, TooLarge
from volano_server.kit.strict_json import read_json

OWN_INTAKE = {"/v1/traces"}
"""Addresses whose protocol bounds and checks bodies itself, compressed ones included."""


class IntakeMiddleware:
    """Refuses NUL in the address, JSON bodies over the limit, and JSON that the stores could not hold."""

    def __init__(self, app: ASGIApp, *, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            _check_address(scope)
            if _has_json(scope):
                receive = await self._checked(receive)
        except AppError as error:
            await problem_response(error, scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _checked(self, receive: Receive) -> Receive:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += message.get("body", b"")
            if len(body) > self.limit:
                raise TooLarge(
                    f"the body is over {self.limit} bytes",
                    hint="send less, or upload a file: `volano datasets import`",
                )
            if not message.get("more_body"):
                break
        if body:
            read_json(bytes(body))
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return await receive()
            sent = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        return replay


def _check_address(scope: Scope) -> None:
    raw = scope.get("raw_path") or b""
    if b"%00" in raw or b"%00" in scope.get("query_string", b"") or "\x00" in scope["path"]:
        raise BadInput("the address holds a NUL character", hint="remove `%00`")
    try:
        scope["path"].encode()
    except UnicodeEncodeError:
        raise BadInput("the address is not UTF-8", hint="percent-encode it as UTF-8") from None


def _has_json(scope: Scope) -> bool:
    if scope["method"] not in ("POST", "PUT", "PATCH") or scope["path"] in OWN_INTAKE:
        return False
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    return kind.partition(b";")[0].strip().lower().endswith(b"json")
