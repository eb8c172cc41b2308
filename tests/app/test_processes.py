"""Server processes on one home folder: one with SQLite, any number with PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from volano_server.app.home import HomeInUse, hold_home
from volano_server.config import Settings

HANG = 120.0
"""Seconds after which a process that does not get ready is taken to hang; nothing depends on it otherwise."""


@dataclass
class Server:
    """`volano server` in a process of its own; `log` is what it said."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Where it listens, once it does."""
        return next(line.split()[-1] for line in self.log.read_text().splitlines() if "is ready at" in line)

    def is_up(self) -> bool:
        return "is ready at" in self.log.read_text()

    def stop(self) -> int:
        """The exit code."""
        self.process.terminate()
        return self.process.wait(timeout=HANG)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Machine:
    """Starts `volano server` and `volano worker` on the settings' home and database."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self._folder = folder
        self._started: list[Server] = []

    def start(self, role: str = "server") -> Server:
        log = self._folder / f"{role}-{len(self._started)}.log"
        environment = {
            "PATH": "/usr/bin:/bin",
            "VOLANO_HOME": str(self.settings.home),
            "VOLANO_SERVER__PORT": "0",
            "VOLANO_DATABASE__URL": self.settings.database.url,
        }
        with log.open("wb") as out:
            process = subprocess.Popen(
                [Path(sys.executable).parent / "volano", role], stdout=out, stderr=out, env=environment
            )
        self._started.append(Server(process, log))
        return self._started[-1]

    def start_ready(self) -> Server:
        made = self.start()
        wait_until(lambda: made.is_up() or made.process.poll() is not None)
        assert made.is_up(), made.log.read_text()
        return made

    def address(self) -> str:
        return str(json.loads((self.settings.home / "run" / "server.json").read_text())["url"])

    def close(self) -> None:
        for one in self._started:
            if one.process.poll() is None:
                one.process.kill()
            one.process.wait()


@pytest.fixture
def machine(settings: Settings, tmp_path: Path) -> Iterator[Machine]:
    made = Machine(settings, tmp_path)
    yield made
    made.close()


def healthy(url: str) -> bool:
    return httpx2.get(f"{url}/health", timeout=30).status_code == 200


def test_a_worker_runs_beside_the_server_on_sqlite_too(machine: Machine) -> None:
    first, worker = machine.start_ready(), machine.start("worker")
    headers = {"Authorization": f"Bearer {(machine.settings.home / 'secrets' / 'local.key').read_text()}"}
    wait_until(lambda: bool(httpx2.get(f"{first.url}/api/v1/workers", headers=headers, timeout=30).json()["items"]))
    assert worker.stop() == 0
    assert first.stop() == 0


def test_servers_share_a_home_with_postgresql_and_not_with_sqlite(machine: Machine) -> None:
    first = machine.start_ready()
    if machine.settings.database.url:
        check_shared(machine, first)
    else:
        check_alone(machine, first)


def check_alone(machine: Machine, first: Server) -> None:
    second = machine.start()
    assert second.process.wait(timeout=HANG) == 1
    said = second.log.read_text()
    assert f"process {first.process.pid}" in said
    assert "hint:" in said
    assert "VOLANO_DATABASE__URL" in said
    assert healthy(first.url)
    first.process.kill()
    first.process.wait()
    third = machine.start_ready()
    assert healthy(third.url)


def check_shared(machine: Machine, first: Server) -> None:
    second = machine.start_ready()
    assert first.url != second.url
    key = (machine.settings.home / "secrets" / "local.key").read_text()
    headers = {"Authorization": f"Bearer {key}"}
    body = {"content": {"messages": [{"role": "user", "content": "hi"}]}}
    made = httpx2.post(f"{first.url}/api/v1/assets/prompt/p/versions", json=body, headers=headers, timeout=30)
    assert made.status_code == 201
    seen = httpx2.get(f"{second.url}/api/v1/assets/prompt/p/versions/1", headers=headers, timeout=30)
    assert seen.json()["id"] == made.json()["id"]
    workers = [machine.start("worker") for _ in range(2)]
    alive = {f":{worker.process.pid}" for worker in workers}

    def are_on_the_list() -> bool:
        found = httpx2.get(f"{first.url}/api/v1/workers", headers=headers, timeout=30).json()["items"]
        return all(any(one["name"].endswith(pid) for one in found) for pid in alive)

    wait_until(are_on_the_list)
    assert [worker.stop() for worker in workers] == [0, 0]
    assert machine.address() == second.url
    assert first.stop() == 0
    assert machine.address() == second.url, "a server that stops leaves the others' address alone"
    assert healthy(second.url)
    assert second.stop() == 0
    assert not (machine.settings.home / "run" / "server.json").exists()


def test_a_home_is_held_alone_with_sqlite_and_together_with_postgresql(settings: Settings) -> None:
    with hold_home(settings):
        if settings.database.url:
            with hold_home(settings):
                pass
        else:
            with pytest.raises(HomeInUse, match="runs on the home folder"), hold_home(settings):
                pass
    with hold_home(settings):
        pass


def test_a_home_is_not_shared_by_the_two_kinds_of_store(settings: Settings) -> None:
    url = "" if settings.database.url else "postgresql://volano@127.0.0.1/volano"
    other = settings.model_copy(update={"database": settings.database.model_copy(update={"url": url})})
    with hold_home(settings), pytest.raises(HomeInUse), hold_home(other):
        pass
