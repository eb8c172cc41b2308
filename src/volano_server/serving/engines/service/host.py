"""The engines of this process: started when first asked for, shared, watched, stopped when nobody asks any more."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from volano_server.kit.errors import AppError
from volano_server.serving.engines.domain import (
    CRASH_FREE_SECONDS,
    Engine,
    EngineHandle,
    EngineSpec,
    EngineStatus,
    pause_after,
)
from volano_server.serving.engines.errors import EngineFailed
from volano_server.serving.engines.plugins.llama_cpp import LlamaCppEngine
from volano_server.serving.engines.service.completion import complete, is_ready

_STOP_GRACE = 5.0


@dataclass
class _Seat:
    """One engine's place; the lock lets one thread start it while the others wait for the same handle."""

    spec: EngineSpec
    lock: threading.Lock = field(default_factory=threading.Lock)
    engine: Engine | None = None
    handle: EngineHandle | None = None
    started: float = 0.0
    used: float = 0.0
    failures: int = 0
    retry_at: float = 0.0
    last_error: str = ""


class EngineHost:
    """Engines by specification, for any number of threads; a context manager that stops them all at its end.

    An engine that died is started again by the next `ensure`, after a pause that doubles with each failure in a row.
    One that nobody asked for during `idle_seconds` is stopped. Engines end with this process even if it is killed.
    """

    def __init__(
        self,
        logs: Path,
        *,
        make_engine: Callable[[EngineSpec, Path], Engine] = LlamaCppEngine,
        idle_seconds: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._logs, self._make_engine, self._idle_seconds, self._clock = (
            logs,
            make_engine,
            idle_seconds,
            clock,
        )
        self._seats: dict[str, _Seat] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._watcher: threading.Thread | None = None

    def ensure(self, spec: EngineSpec, timeout: float = 120.0) -> EngineHandle:
        """The address of a running engine for this specification, started if need be within `timeout` seconds.

        Raises EngineFailed when it cannot be started, or failed too recently to be tried again (`retry_after`).
        """
        with self._lock:
            if self._closing.is_set():
                raise EngineFailed("the engine host is shutting down", hint="start the server again")
            seat = self._seats.setdefault(spec.key, _Seat(spec))
            self._watch()
        with seat.lock:
            self._note_death(seat)
            seat.used = self._clock()
            if seat.handle is None:
                self._start(seat, spec, timeout)
            assert seat.handle is not None
            return seat.handle

    def stop(self, key: str, grace: float = _STOP_GRACE) -> bool:
        """Whether an engine with this key was running; it has ended when this returns."""
        with self._lock:
            seat = self._seats.get(key)
        if seat is None:
            return False
        with seat.lock:
            return self._end(seat, grace)

    def is_healthy(self, key: str) -> bool:
        """Whether the engine with this key lives and answers its health check now."""
        with self._lock:
            seat = self._seats.get(key)
        handle = seat.handle if seat else None
        return handle is not None and is_ready(handle)

    def list(self) -> list[EngineStatus]:
        """All engines asked for so far and what became of them."""
        with self._lock:
            seats = list(self._seats.items())
        return [self._status(key, seat) for key, seat in seats]

    def reap(self) -> None:
        """Note engines that died and stop those that were idle too long; the watcher calls this by itself."""
        with self._lock:
            seats = list(self._seats.values())
        for seat in seats:
            if not seat.lock.acquire(blocking=False):
                continue  # being started right now
            try:
                self._note_death(seat)
                if seat.engine and self._clock() - seat.used > self._idle_seconds:
                    self._end(seat, _STOP_GRACE)
            finally:
                seat.lock.release()

    def close(self) -> None:
        """Stop everything; `ensure` is refused from here on."""
        with self._lock:
            self._closing.set()
            keys = list(self._seats)
        for key in keys:
            self.stop(key)

    def __enter__(self) -> EngineHost:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self, seat: _Seat, spec: EngineSpec, timeout: float) -> None:
        now = self._clock()
        if now < seat.retry_at:
            raise EngineFailed(
                f"the engine for `{spec.name}` failed {seat.failures} times in a row; last: {seat.last_error}",
                hint="it is tried again after a pause",
                retry_after=seat.retry_at - now,
            )
        engine = self._make_engine(spec, self._logs / f"{spec.key}.log")
        try:
            _check_file(spec)
            handle = engine.start(timeout)
            complete(handle, prompt="a", max_tokens=1, timeout=timeout)  # ready means: it has produced a token
        except AppError as error:
            engine.stop(grace=0.0)
            self._count_failure(seat, error.message)
            raise
        seat.engine, seat.handle, seat.started = engine, handle, self._clock()

    def _note_death(self, seat: _Seat) -> None:
        code = seat.engine.exit_code() if seat.engine else None
        if seat.engine is None or code is None:
            return
        tail = seat.engine.log_tail().strip()[-500:]
        if self._clock() - seat.started > CRASH_FREE_SECONDS:
            seat.failures = 0
        self._count_failure(seat, f"it ended with exit code {code}; the end of its log: {tail or '(empty)'}")
        self._end(seat, 0.0)

    def _count_failure(self, seat: _Seat, message: str) -> None:
        """A first crash is followed by an immediate restart, a failed start never is."""
        crashed_first = seat.engine is not None and seat.failures == 0
        seat.failures += 1
        seat.last_error = message
        seat.retry_at = self._clock() + (0.0 if crashed_first else pause_after(seat.failures))

    def _end(self, seat: _Seat, grace: float) -> bool:
        engine, seat.engine, seat.handle = seat.engine, None, None
        if engine is not None:
            engine.stop(grace)
        return engine is not None

    def _status(self, key: str, seat: _Seat) -> EngineStatus:
        engine, handle = seat.engine, seat.handle
        alive = engine is not None and engine.exit_code() is None
        state = "running" if alive else "failed" if engine is not None or seat.retry_at > self._clock() else "stopped"
        pid = handle.pid if alive and handle else None
        return EngineStatus(key, seat.spec.name, state, pid, self._clock() - seat.used, seat.failures, seat.last_error)

    def _watch(self) -> None:
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._reap_forever, name="engine-watcher", daemon=True)
            self._watcher.start()

    def _reap_forever(self) -> None:
        while not self._closing.wait(min(30.0, self._idle_seconds / 4)):
            self.reap()


def _check_file(spec: EngineSpec) -> None:
    """Raises EngineFailed when the model file is not the one that the specification names."""
    try:
        with spec.model.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EngineFailed(
            f"the model file `{spec.model.name}` cannot be read: {error.strerror}",
            hint="fetch the model again",
        ) from None
    if found != spec.digest:
        raise EngineFailed(
            f"the model file `{spec.model.name}` has the sha256 {found}, {spec.digest} was asked for",
            hint="the file was changed or is not whole; fetch the model again",
        )
