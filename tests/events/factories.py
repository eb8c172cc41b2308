"""What the tests of events share: workspaces, a receiver on loopback, and the services around webhooks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from sqlalchemy import text

from volano_server.access import Admission, permissions_of
from volano_server.config import Settings
from volano_server.config.settings import OutboundSettings
from volano_server.db import Database
from volano_server.events import HANDLERS, WebhookSender, WebhookService
from volano_server.jobs import JobRegistry, JobService, Worker
from volano_server.kit.outbound import OutboundClient
from volano_server.kit.subject import Subject, system_subject
from volano_server.kit.vault import Vault, open_vault

ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin", permissions_of("admin"), "session")
BORIS = Subject("w2", "person", "p2", "Boris", "p2", "admin", permissions_of("admin"), "session")


def record(database: Database, count: int = 1, who: Subject = ANNA, action: str = "note:add") -> None:
    """Nothing; leaves events, each committed on its own."""
    for number in range(count):
        database.write(who, lambda tx, n=number: tx.record(action, action.partition(":")[0], str(n)))  # type: ignore[misc]


def value(database: Database, statement: str) -> Any:
    """The first column of the first row."""
    return database.read(system_subject("test"), lambda tx: tx.value(text(statement)))


def change(database: Database, statement: str, **values: Any) -> int:
    """How many rows were changed behind the services' backs."""
    return database.write(system_subject("test"), lambda tx: tx.execute(text(statement), values).rowcount)


@dataclass
class Receiver:
    """A web server that keeps what it got; `answer` decides what it says."""

    port: int
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=in-the-query"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A running receiver on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            receiver.got.append(({name.lower(): content for name, content in self.headers.items()}, body))
            self.send_response(receiver.status)
            for name, content in receiver.headers.items():
                self.send_header(name, content)
            self.send_header("content-length", str(len(receiver.body)))
            self.end_headers()
            self.wfile.write(receiver.body)

        def log_message(self, *_: Any) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@dataclass
class Post:
    """The services around webhooks, and a way to let due deliveries run."""

    database: Database
    settings: Settings
    jobs: JobService
    webhooks: WebhookService
    sender: WebhookSender
    vault: Vault

    def create(self, url: str, *patterns: str, name: str = "hook", who: Subject = ANNA) -> tuple[str, str]:
        """The id and the secret of a new webhook."""
        row, secret = self.database.write(who, lambda tx: self.webhooks.create(tx, name, url, patterns or ["*"]))
        return row.id, secret

    def shown(self, webhook_id: str, who: Subject = ANNA) -> list[dict[str, Any]]:
        """The deliveries, the oldest first."""
        rows, _ = self.database.read(who, lambda tx: self.webhooks.deliveries(tx, webhook_id, None, 100))
        return list(reversed(rows))

    def run_due(self) -> None:
        """Nothing, once no delivery job is due any more."""
        worker = Worker(self.database, self.settings, self.jobs, Admission(self.database), {WebhookSender: self.sender})
        thread = threading.Thread(target=worker.run, daemon=True)
        thread.start()
        wait_until(lambda: self._due() == 0)
        worker.stop()
        thread.join(timeout=30)
        assert not thread.is_alive()

    def _due(self) -> int:
        due = "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'queued' AND run_at <= :now)"
        return int(self.database.read(system_subject("test"), lambda tx: tx.value(text(due).bindparams(now=tx.now()))))


def open_post(database: Database, settings: Settings, *allowed: str, timeout: float = 5) -> Post:
    """Webhooks that may reach `allowed` hosts."""
    quick = settings.model_copy(update={"jobs": settings.jobs.model_copy(update={"poll_seconds": 0.02})})
    outbound = OutboundClient(OutboundSettings(allowed_hosts=list(allowed), timeout_seconds=timeout))
    jobs, vault = JobService(JobRegistry(HANDLERS)), open_vault(settings.home)
    webhooks = WebhookService(database, jobs, outbound, vault)
    return Post(database, quick, jobs, webhooks, WebhookSender(jobs, outbound, vault), vault)


def wait_until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `condition` returned, once it is true. The limit is for a hang; nothing depends on it otherwise."""
    import time

    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.01)
    return found
