"""`volano up`: one server process and one supervised worker process on a home folder that they hold."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from volano_server.app.home import hold_home, remove_address
from volano_server.app.serve import bind, serve
from volano_server.config import Settings, load_settings

Say = Callable[[str], None]
_BACK_OFF = (0.5, 1, 2, 5, 10, 30)
_STOP_SECONDS = 20


def run(overrides: dict[str, Any], *, say: Say, with_worker: bool) -> None:
    """Nothing, after the server was told to stop. Raises AppError when it cannot start."""
    settings = load_settings(**overrides)
    with hold_home(settings):
        sock = bind(settings)
        worker = WorkerProcess(settings, say) if with_worker else None
        try:
            serve(settings, sock, worker=worker, say=say)
        finally:
            if worker is not None:
                worker.stop()
            remove_address(settings.home)


class WorkerProcess:
    """A worker in a child process, started again when it dies; it ends when this process does."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="volano-worker-supervisor", daemon=True)

    def start(self) -> None:
        """Nothing; begins to supervise."""
        self._thread.start()

    def check(self) -> str:
        """Empty text while the worker runs, else what is wrong."""
        process = self._process
        if process is None:
            return "the worker has not started"
        code = process.poll()
        return "" if code is None else f"the worker ended with code {code} and is being started again"

    def stop(self) -> None:
        """Nothing; lets the worker finish its steps, then ends it."""
        self._stopping.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()

    def _supervise(self) -> None:
        deaths = 0
        while not self._stopping.is_set():
            begun = time.monotonic()
            self._process = self._launch()
            code = self._process.wait()
            if self._stopping.is_set():
                return
            deaths = 0 if time.monotonic() - begun > 60 else deaths + 1
            pause = _BACK_OFF[min(deaths, len(_BACK_OFF) - 1)]
            self._say(f"the worker ended with code {code}; starting it again in {pause} s")
            self._stopping.wait(pause)

    def _launch(self) -> subprocess.Popen[bytes]:
        """The child; it gets its settings through a pipe that stays open as long as this process lives."""
        process = subprocess.Popen([sys.executable, "-m", "volano_server.app.worker"], stdin=subprocess.PIPE)
        assert process.stdin is not None
        try:
            process.stdin.write(self._settings.model_dump_json().encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass  # it died at once; wait() reports the code
        return process
