"""A running installation for the browser: `volano up` in its own process, and its API with the local key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

_LINK = re.compile(r"(http://\S+/sign-in#token=\S+)")
START_SECONDS = 60.0


@dataclass
class Installation:
    """Where it listens, the link that signs the local admin in once, and a client of its API."""

    process: subprocess.Popen[bytes]
    url: str
    sign_in_link: str
    api: httpx2.Client

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's body. Raises AssertionError with the problem for a refusal."""
        answer = self.api.request(method, f"/api/v1{path}", json=body, params=query)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def stop(self) -> None:
        """Nothing, once the process has ended."""
        self.api.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_installation(home: Path) -> Installation:
    """A fresh installation on a free port of loopback. Raises TimeoutError when it does not become ready."""
    log = home.parent / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "volano", "up", "--home", home, "--port", "0"],
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if link := _LINK.search(log.read_text(errors="replace")):
            url = json.loads((home / "run" / "server.json").read_text())["url"]
            key = (home / "secrets" / "local.key").read_text().strip()
            api = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30)
            return Installation(process, url, link[1], api)
        time.sleep(0.1)
    process.kill()
    process.wait()
    raise TimeoutError(f"volano up did not become ready:\n{log.read_text(errors='replace')}")
