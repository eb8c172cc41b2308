"""What every client has besides its nouns: the connection, uploads, waiting, following."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from volano.errors import VolanoError
from volano.home import Connection, find_connection
from volano.transport import Transport

_FINAL = {"succeeded", "failed", "cancelled", "dead"}


class JobFailed(VolanoError):
    """A job that was waited for did not succeed; the message is the job's own error."""


class BaseClient:
    """A connection to a Volano server.

    Without arguments it takes `VOLANO_URL`, `VOLANO_KEY` and `VOLANO_WORKSPACE`, or the server that runs on this
    machine with its home in `VOLANO_HOME` or `./.volano`. An empty `key` means to come without one, and `sign_in`
    later. `timeout` is in seconds for one request.
    """

    def __init__(
        self, url: str | None = None, key: str | None = None, *, workspace: str | None = None, timeout: float = 60
    ) -> None:
        connection = (
            Connection(url.rstrip("/"), None, workspace) if url and key == "" else find_connection(url, key, workspace)
        )
        self.transport = Transport(connection, timeout=timeout)

    def upload(self, file: str | Path) -> dict[str, Any]:
        """`{digest, size, name}` of a file now kept by the server. Raises FileNotFoundError or VolanoError."""
        path = Path(file)
        answer: dict[str, Any] = self.transport.upload("/api/v1/uploads", path, query={"name": path.name})
        return answer

    def wait(
        self, job_id: str, *, timeout: float | None = None, on_progress: Callable[[dict[str, Any]], None] | None = None
    ) -> dict[str, Any]:
        """The finished job. Raises JobFailed with the job's error, or TimeoutError after `timeout` seconds."""
        begun, pause = time.monotonic(), 0.1
        while True:
            job: dict[str, Any] = self.transport.call("GET", f"/api/v1/jobs/{job_id}")
            if on_progress is not None:
                on_progress(job)
            if job["state"] in _FINAL:
                return _succeeded(job)
            if timeout is not None and time.monotonic() - begun > timeout:
                raise TimeoutError(f"job {job_id} is still {job['state']} after {timeout} s")
            time.sleep(pause)
            pause = min(pause * 1.3, 1.0)

    def follow_events(self, after: int | None = None) -> Iterator[dict[str, Any]]:
        """Events of the workspace as they happen, beginning after the one numbered `after`."""
        headers = {"Accept": "text/event-stream"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        with self.transport.stream("GET", "/api/v1/events/stream", headers=headers, timeout=None) as response:
            for line in response.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])

    def sign_in(self, token: str) -> dict[str, Any]:
        """Who this client is now: redeems a one-time token (an invitation, a sign-in link) for a session."""
        answer: dict[str, Any] = self.transport.call("POST", "/api/v1/session/token", body={"token": token})
        self.transport.use_csrf_token(str(answer["csrf_token"]))
        return answer

    def close(self) -> None:
        """Nothing; gives the connections back."""
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _succeeded(job: dict[str, Any]) -> dict[str, Any]:
    if job["state"] == "succeeded":
        return job
    error = job.get("error") or {}
    raise JobFailed(
        error.get("message") or f"the job was {job['state']}",
        code=error.get("code", f"job_{job['state']}"),
        hint=error.get("hint", f"see `volano jobs get {job['id']}`"),
        details={"job_id": job["id"]},
    )
