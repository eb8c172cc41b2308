"""A worker process: runs queued jobs until SIGTERM, or until the process that started it is gone."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading

from volano_server.app.build import build_house, build_worker
from volano_server.config import Settings


def run(settings: Settings, *, parent_pipe: bool = False) -> None:
    """Nothing, after the worker has drained."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    house = build_house(settings)
    worker = build_worker(house)

    def stop(*_: object) -> None:
        threading.Thread(target=worker.stop, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if parent_pipe:
        threading.Thread(target=_watch_parent, args=(stop,), daemon=True).start()
    try:
        worker.run()
    finally:
        house.close()


def _watch_parent(stop: object) -> None:
    """Ends this process when the pipe from its parent closes, which it does however the parent died."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    assert callable(stop)
    stop()


if __name__ == "__main__":
    line = b""
    while not line.endswith(b"\n") and (piece := os.read(sys.stdin.fileno(), 65536)):
        line += piece
    run(Settings(**json.loads(line)), parent_pipe=True)
