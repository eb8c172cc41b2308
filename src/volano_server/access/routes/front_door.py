"""The front door: what every request passes before anything else, and what every answer carries.

It wraps the whole application from outside, so that an error's answer has its request id and headers too.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from volano_server.access.errors import WrongHost, WrongOrigin
from volano_server.config import ServerSettings
from volano_server.kit.errors import AppError
from volano_server.kit.ids import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HEADERS = {
    # styles may be inline because the UI's chart and component libraries set them; scripts may not
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
Refuse = Callable[[AppError, str], ASGIApp]
"""The application's way to answer an expected error: `(error, request id) -> response`."""


class FrontDoor:
    """Checks Host and Origin, gives each request an id, and adds the security headers.

    A Host name that is not ours means DNS rebinding; an Origin that is not ours means another site uses the
    browser's cookie. Requests with a bearer key carry no ambient authority, so their Origin does not matter.
    """

    def __init__(self, app: ASGIApp, server: ServerSettings, refuse: Refuse) -> None:
        self.app = app
        self._refuse = refuse
        public = urlsplit(server.public_url)
        self._public = public.netloc.lower()
        self._hosts = _LOOPBACK | {server.host.lower(), *(host.lower() for host in server.allowed_hosts)}
        self._hosts |= {public.hostname} if public.hostname else set()
        self._any_address = server.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
        self._headers = dict(_HEADERS)
        if server.secure_cookies:
            self._headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        scope.setdefault("state", {})["request_id"] = request_id
        answer = self._dressed(scope, send, request_id)
        try:
            self._check_host(headers)
            self._check_origin(scope, headers)
        except AppError as error:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008, "reason": error.code})
            else:
                await self._refuse(error, request_id)(scope, receive, answer)
            return
        await self.app(scope, receive, answer)

    def _check_host(self, headers: Headers) -> None:
        given = headers.getlist("host")
        host = _host_of(given[0]) if len(given) == 1 else ""
        if host not in self._hosts and not (self._any_address and _is_address(host)):
            raise WrongHost(
                f"the Host `{', '.join(given)[:200]}` is not one of this server's names",
                hint="name it in VOLANO_SERVER__ALLOWED_HOSTS or VOLANO_SERVER__PUBLIC_URL",
            )

    def _check_origin(self, scope: Scope, headers: Headers) -> None:
        if scope["type"] == "http" and scope["method"] in _SAFE:
            return
        if headers.get("authorization", "").lower().startswith("bearer "):
            return
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin is None and site in ("same-origin", "none"):
            return
        parts = urlsplit(origin or "")
        ours = {headers.get("host", "").lower(), self._public} - {""}
        if parts.scheme not in ("http", "https") or parts.netloc.lower() not in ours:
            raise WrongOrigin(
                f"the request comes from another site (Origin `{(origin or site)[:200]}`)",
                hint="send a key in `Authorization: Bearer KEY`, or name the site in VOLANO_SERVER__PUBLIC_URL",
            )

    def _dressed(self, scope: Scope, send: Send, request_id: str) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return dressed


def _host_of(value: str) -> str:
    """The name or address in a Host header, without port, brackets and the dot of the root; empty when malformed."""
    found = _HOST.fullmatch(value.lower())
    return found[1].strip("[]").rstrip(".") if found else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
