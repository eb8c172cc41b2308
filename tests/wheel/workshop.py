"""A house with a worker in a thread: enqueue through HTTP, then wait until the queue is empty."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient

from tests.harness.house import TestHouse
from volano_server.app.build import build_worker

FINISHED = ("succeeded", "failed", "dead", "cancelled")


class Workshop:
    """HTTP calls as one role, and jobs that really run."""

    def __init__(self, house: TestHouse, role: str = "maintainer") -> None:
        self.house = house
        self.http: TestClient = house.client(role)

    def get(self, path: str, **params: Any) -> Any:
        answer = self.http.get(f"/api/v1{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any], status: tuple[int, ...] = (200, 201, 202)) -> Any:
        answer = self.http.post(f"/api/v1{path}", json=body)
        assert answer.status_code in status, answer.text
        return answer.json()

    def upload(self, name: str, content: bytes) -> dict[str, str]:
        answer = self.http.put("/api/v1/uploads", params={"name": name}, content=content)
        assert answer.status_code == 201, answer.text
        return {"digest": answer.json()["digest"], "name": name}

    def finish(self, started: dict[str, Any]) -> dict[str, Any]:
        """The result of a job that succeeds."""
        job = self.wait(started)
        assert job["state"] == "succeeded", job["error"]
        result: dict[str, Any] = job["result"]
        return result

    def wait(self, started: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended, however it did. The worker runs in a thread while this waits."""
        with working(self.house):
            pause = threading.Event()
            while True:
                job: dict[str, Any] = self.get(f"/jobs/{started['job_id']}")
                if job["state"] in FINISHED:
                    return job
                pause.wait(0.05)

    def import_rows(self, name: str, rows: list[dict[str, Any]], **options: Any) -> str:
        """The reference of a data set made of rows."""
        content = "".join(json.dumps(row) + "\n" for row in rows).encode()
        body = {"files": [self.upload(f"{name}.jsonl", content)], "reader": "jsonl", "options": options}
        return str(self.finish(self.post(f"/datasets/{name}/import", body))["dataset"])


@contextmanager
def working(house: TestHouse) -> Iterator[None]:
    """A worker that runs queued jobs."""
    worker = build_worker(house.house)
    thread = threading.Thread(target=worker.run, name="test-worker")
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()
