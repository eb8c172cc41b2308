"""One HTTP call: retried where that is safe, and every failure as a VolanoError."""

from __future__ import annotations

import json
import random
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from volano.errors import BadInput, NotReached, VolanoError, error_from
from volano.home import Connection

if TYPE_CHECKING:
    import httpx2

ATTEMPTS = 5
_RETRIED = {429, 502, 503, 504}


class Transport:
    """A pooled connection to one server. Thread-safe.

    Every POST carries an Idempotency-Key, so that a repeated call has one effect.
    """

    def __init__(self, connection: Connection, *, timeout: float = 60) -> None:
        import httpx2

        self.connection = connection
        headers = {"User-Agent": "volano-sdk", "Accept": "application/json"}
        if connection.key:
            headers["Authorization"] = f"Bearer {connection.key}"
        if connection.workspace:
            headers["Volano-Workspace"] = connection.workspace
        self._http = httpx2.Client(base_url=connection.url, headers=headers, timeout=timeout, trust_env=False)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON answer, or None for an empty one. Raises VolanoError."""
        sent = dict(headers or {})
        content = None
        if body is not None:
            content = _encoded(body)
            sent["Content-Type"] = "application/json"
        if method == "POST":
            sent.setdefault("Idempotency-Key", str(uuid.uuid4()))
        response = self._send(method, path, params=_present(query), content=content, headers=sent)
        return response.json() if response.content else None

    def upload(self, path: str, file: Path, *, query: Mapping[str, Any] | None = None) -> Any:
        """The JSON answer to the bytes of `file`, sent in bounded memory."""
        with file.open("rb") as stream:
            headers = {"Content-Type": "application/octet-stream", "Content-Length": str(file.stat().st_size)}
            response = self._request("PUT", path, params=_present(query), content=_blocks(stream), headers=headers)
        return _checked(response).json()

    @contextmanager
    def stream(self, method: str, path: str, **options: Any) -> Iterator[httpx2.Response]:
        """A response whose body is read as it comes."""
        options["params"] = _present(options.pop("query", None))
        try:
            with self._http.stream(method, path, **options) as response:
                if response.status_code >= 400:
                    response.read()
                    _checked(response)
                yield response
        except self._errors() as error:
            raise self._not_reached(error) from None

    def once(self, method: str, path: str) -> Any:
        """The JSON answer to one attempt. Raises VolanoError at once."""
        return _checked(self._request(method, path)).json()

    def use_csrf_token(self, token: str) -> None:
        """Nothing; sends the token with every further request of a signed-in session."""
        self._http.headers["X-CSRF-Token"] = token

    def close(self) -> None:
        """Nothing; gives the connections back."""
        self._http.close()

    def _send(self, method: str, path: str, **options: Any) -> httpx2.Response:
        safe = method != "PATCH"
        for attempt in range(ATTEMPTS):
            last = attempt == ATTEMPTS - 1
            try:
                response = self._request(method, path, **options)
            except NotReached:
                if last or not safe:
                    raise
                time.sleep(random.uniform(0.05, 0.2 * 2**attempt))
                continue
            if response.status_code not in _RETRIED or last or not safe:
                return _checked(response)
            pause = response.headers.get("retry-after", "1")
            time.sleep(min(float(pause) if pause.isdecimal() else 1.0, 30) * random.uniform(0.5, 1.0))
        raise AssertionError("unreachable")

    def _request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        try:
            return self._http.request(method, path, **options)
        except self._errors() as error:
            raise self._not_reached(error) from None

    def _errors(self) -> tuple[type[Exception], ...]:
        import httpx2

        return (httpx2.TransportError,)

    def _not_reached(self, error: Exception) -> VolanoError:
        return NotReached(
            f"no answer from {self.connection.url}: {str(error) or type(error).__name__}",
            code="not_reached",
            hint="start the server with `volano up`, or set VOLANO_URL",
        )


def _encoded(body: Any) -> bytes:
    """The body as JSON. Raises BadInput for what JSON cannot say."""
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput(
            f"this cannot be sent as JSON: {error}", code="bad_input",
            hint="send texts, finite numbers, true, false, null, lists and objects of these",
        ) from None  # fmt: skip


def _checked(response: httpx2.Response) -> httpx2.Response:
    if response.status_code < 400:
        return response
    try:
        body = response.json()
    except ValueError:
        body = None
    raise error_from(response.status_code, body, response.headers.get("retry-after"))


def _present(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value is not None}


def _blocks(stream: Any) -> Iterator[bytes]:
    while block := stream.read(1 << 20):
        yield block
