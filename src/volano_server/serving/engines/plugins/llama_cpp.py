"""llama.cpp as a supervised child process on a loopback port of its own."""

from __future__ import annotations

import json
import os
import queue
import secrets
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import IO

from volano_server.kit.control_text import control_pattern
from volano_server.serving.engines.domain import EngineHandle, EngineSpec
from volano_server.serving.engines.errors import EngineFailed
from volano_server.serving.engines.plugins.gguf_vocabulary import control_tokens

_CHILD = Path(__file__).with_name("llama_cpp_child.py")
_LOG_BYTES = 512 * 1024
_TAIL_LINES = 40


class LlamaCppEngine:
    """An `Engine` over the `xllamacpp` package; its log goes to `log`, at most half a megabyte twice."""

    def __init__(self, spec: EngineSpec, log: Path) -> None:
        self._spec, self._log = spec, log
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._process: subprocess.Popen[str] | None = None

    def start(self, timeout: float) -> EngineHandle:
        threads = self._spec.threads or available_cores()
        # A clean environment: the parent's may hold secrets. OpenMP threads that spin while they wait slow a
        # shared machine down tenfold, so they sleep.
        environment = {
            "PATH": os.defpath,
            "OMP_WAIT_POLICY": "passive",
            "GOMP_SPINCOUNT": "0",
            "OMP_NUM_THREADS": str(threads),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, text=True, errors="replace",
        )  # fmt: skip
        address: queue.SimpleQueue[str] = queue.SimpleQueue()
        for target in (self._pump_log, lambda: self._read_address(address)):
            threading.Thread(target=target, name=f"engine-{self._spec.name}", daemon=True).start()
        try:
            return self._introduce(threads, address, timeout)
        except (queue.Empty, OSError, ValueError) as error:
            raise self._failure(error, timeout) from None

    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else 0

    def log_tail(self) -> str:
        return "".join(self._tail)

    def stop(self, grace: float) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def _introduce(self, threads: int, address: queue.SimpleQueue[str], timeout: float) -> EngineHandle:
        """Tell the child what to serve. The key goes through the pipe: arguments can be read by everybody."""
        assert self._process is not None and self._process.stdin is not None  # noqa: PT018 - one fact
        key, spec = secrets.token_urlsafe(32), self._spec
        told = {
            "model": str(spec.model), "name": spec.name, "context": spec.context, "slots": spec.slots,
            "threads": threads, "chat_template": spec.chat_template, "api_key": key,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        control = control_pattern(control_tokens(spec.model))  # while the child loads the weights
        line = address.get(timeout=timeout)
        return EngineHandle(spec.key, json.loads(line)["address"], spec.name, self._process.pid, key, control)

    def _failure(self, error: Exception, timeout: float) -> EngineFailed:
        assert self._process
        try:  # a child that broke its pipe is about to end: its exit code says more than the pipe
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            code = None
        self.stop(grace=1)
        what = f"ended with exit code {code}" if code is not None else f"was not ready within {timeout:.0f} s"
        detail = self.log_tail().strip() or f"{type(error).__name__}: {error}"
        return EngineFailed(
            f"the engine for `{self._spec.name}` {what}; the end of its log: {detail[-1500:]}",
            hint="check that the model is a whole GGUF file that llama.cpp knows, and that memory suffices",
        )

    def _read_address(self, address: queue.SimpleQueue[str]) -> None:
        assert self._process is not None and self._process.stdout is not None  # noqa: PT018 - one fact
        with self._process.stdout as stream:
            for line in stream:
                if line.startswith('{"address"'):
                    address.put(line)
                else:
                    self._tail.append(line)
        address.put("")  # the child closed its output: nobody needs to wait for an address any more

    def _pump_log(self) -> None:
        assert self._process is not None and self._process.stderr is not None  # noqa: PT018 - one fact
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._process.stderr as stream, _Ring(self._log) as ring:
            for line in stream:
                self._tail.append(line)
                ring.write(line)


class _Ring:
    """A text file of bounded size; when it is full it becomes `NAME.1` and a new one begins."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] = path.open("a", encoding="utf-8")

    def __enter__(self) -> _Ring:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, line: str) -> None:
        if self._file.tell() > _LOG_BYTES:
            self._file.close()
            self._path.replace(self._path.with_name(self._path.name + ".1"))
            self._file = self._path.open("w", encoding="utf-8")
        self._file.write(line)
        self._file.flush()


def available_cores() -> int:
    """Cores this process may use, by affinity and control-group quota, rounded down but at least one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(cores, int(quota) // int(period)))
    except (OSError, ValueError):  # no control group, or `max` for no quota
        return cores
