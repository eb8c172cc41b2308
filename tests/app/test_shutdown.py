"""`volano up` leaves nothing behind: no engine, no worker, however it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_no_engine_and_no_worker_outlives_the_server(how: signal.Signals, tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [Path(sys.executable).parent / "volano", "up", "--home", home, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = home / "run" / "server.json"
            wait_until(lambda: address.exists() or server.poll() is not None)
            call_a_model(json.loads(address.read_text())["url"], home, tmp_path / "tiny.gguf")
            children = psutil.Process(server.pid).children(recursive=True)
            names = [" ".join(child.cmdline()) for child in children]
            assert any("llama_cpp_child" in name for name in names)
            assert any("worker" in name for name in names)
        finally:
            server.send_signal(how)
            server.wait()
    wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))


def call_a_model(url: str, home: Path, path: Path) -> None:
    """Nothing, once an engine has answered."""
    write_tiny_model(path)
    key = (home / "secrets" / "local.key").read_text().strip()
    with httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60) as http:
        blob = http.put("/api/v1/uploads", params={"name": "tiny.gguf"}, content=path.read_bytes()).json()["digest"]
        model = {"blob": blob, "license": "test", "source": "test", "chat_template": TEMPLATE, "context": 128}
        assert http.post("/api/v1/models/tiny/import", json=model).status_code == 201
        endpoint = {"name": "plain", "plan": {"targets": [{"model": "tiny@1"}]}}
        assert http.post("/api/v1/endpoints", json=endpoint).status_code == 201
        asked = {"model": "plain", "messages": [{"role": "user", "content": "x"}], "max_tokens": 1}
        assert http.post("/v1/chat/completions", json=asked).status_code == 200


def wait_until(holds: object) -> None:
    """Nothing, once `holds()`; the test's own time limit ends what never does."""
    assert callable(holds)
    pause = threading.Event()
    while not holds():
        pause.wait(0.05)
