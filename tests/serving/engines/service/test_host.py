"""Engines started, shared, watched and stopped; a real one where a process matters, a stand-in where only time does."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from volano_server.kit.errors import AppError
from volano_server.serving.engines import Engine, EngineFailed, EngineHandle, EngineHost, EngineSpec, complete


def wait_for_end(pid: int) -> None:
    """Return when the process is gone; the test's own timeout is the limit."""
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


def test_all_threads_get_the_same_engine(host: EngineHost, tiny: EngineSpec) -> None:
    handles: list[EngineHandle] = []
    threads = [threading.Thread(target=lambda: handles.append(host.ensure(tiny))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(handles) == 6
    assert len({handle.pid for handle in handles}) == 1
    status = host.list()[0]
    assert (status.state, status.name, status.pid) == ("running", "tiny", handles[0].pid)
    assert host.is_healthy(tiny.key)


def test_other_settings_are_another_engine(host: EngineHost, tiny: EngineSpec) -> None:
    one, other = host.ensure(tiny), host.ensure(replace(tiny, context=128))
    assert one.pid != other.pid
    assert one.api_key != other.api_key


def test_a_killed_engine_is_reported_and_started_again(host: EngineHost, tiny: EngineSpec) -> None:
    first = host.ensure(tiny)
    os.kill(first.pid, signal.SIGKILL)
    while host.list()[0].state != "stopped":  # a killed process ends thread by thread
        host.reap()
    assert not host.is_healthy(tiny.key)
    status = host.list()[0]
    assert "exit code -9" in status.last_error
    second = host.ensure(tiny)
    assert second.pid != first.pid
    assert complete(second, prompt="a", max_tokens=1).completion_tokens == 1


def test_a_stopped_engine_is_gone_and_comes_back_when_asked_for(host: EngineHost, tiny: EngineSpec) -> None:
    first = host.ensure(tiny)
    assert host.stop(tiny.key)
    assert not psutil.pid_exists(first.pid)
    assert not host.stop(tiny.key)
    assert host.list()[0].failures == 0
    assert host.ensure(tiny).pid != first.pid


def test_a_closed_host_leaves_no_process_and_starts_none(tiny: EngineSpec, tmp_path: Path) -> None:
    with EngineHost(tmp_path) as host:
        handle = host.ensure(tiny)
    assert not psutil.pid_exists(handle.pid)
    with pytest.raises(EngineFailed, match="shutting down"):
        host.ensure(tiny)


def test_a_file_that_is_no_model_is_reported_in_the_engines_words(
    host: EngineHost, tiny: EngineSpec, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(tiny.model.read_bytes()[:200_000])
    spec = replace(tiny, model=cut, digest=hashlib.sha256(cut.read_bytes()).hexdigest())
    with pytest.raises(EngineFailed, match=r"ended with exit code 1; .*corrupted or incomplete"):
        host.ensure(spec)
    with pytest.raises(EngineFailed, match="failed 1 times in a row") as caught:
        host.ensure(spec)
    assert 0 < caught.value.retry_after <= 1


def test_a_file_that_was_changed_is_not_served(host: EngineHost, tiny: EngineSpec, tmp_path: Path) -> None:
    changed = tmp_path / "changed.gguf"
    changed.write_bytes(tiny.model.read_bytes() + b"\0")
    with pytest.raises(EngineFailed, match="has the sha256"):
        host.ensure(replace(tiny, model=changed))
    with pytest.raises(EngineFailed, match="cannot be read"):
        host.ensure(replace(tiny, model=tmp_path / "absent.gguf", name="absent"))


def test_neither_arguments_nor_environment_of_an_engine_hold_a_secret(
    host: EngineHost, tiny: EngineSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOLANO_TEST_SECRET", "do-not-pass-on")
    handle = host.ensure(replace(tiny, name="secretive"))
    process = psutil.Process(handle.pid)
    seen = " ".join([*process.cmdline(), *(f"{name}={value}" for name, value in process.environ().items())])
    assert handle.api_key not in seen
    assert "do-not-pass-on" not in seen
    assert process.environ()["OMP_WAIT_POLICY"] == "passive"


def test_an_engine_does_not_outlive_a_parent_that_was_killed(tiny: EngineSpec, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from volano_server.serving.engines import EngineHost, EngineSpec\n"
        "host = EngineHost(pathlib.Path(sys.argv[1]))\n"
        "print(host.ensure(EngineSpec(pathlib.Path(sys.argv[2]), sys.argv[3], threads=1)).pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    arguments = [sys.executable, "-c", program, str(tmp_path), str(tiny.model), tiny.digest]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        engine = int(parent.stdout.readline())
        assert psutil.pid_exists(engine)
        parent.kill()
    wait_for_end(engine)


def test_the_log_of_an_engine_holds_no_prompt_and_no_key(host: EngineHost, tiny: EngineSpec, tmp_path: Path) -> None:
    handle = host.ensure(tiny)
    complete(handle, prompt="xyzzy plugh", max_tokens=3)
    host.close()
    logs = list((tmp_path / "logs").iterdir())
    assert [path.name for path in logs] == [f"{tiny.key}.log"]
    assert "xyzzy" not in logs[0].read_text()
    assert handle.api_key not in logs[0].read_text()


class StandIn:
    """An engine made of nothing but a state, for rules that depend on time alone."""

    def __init__(self, spec: EngineSpec, log: Path, real: EngineHandle, fails: bool) -> None:
        self.code: int | None = None
        self.real, self.fails = real, fails

    def start(self, timeout: float) -> EngineHandle:
        if self.fails:
            raise EngineFailed("it does not start")
        return self.real

    def exit_code(self) -> int | None:
        return self.code

    def log_tail(self) -> str:
        return "last words"

    def stop(self, grace: float) -> None:
        self.code = 0


class Stage:
    """A host over stand-ins that answer through one real engine, with a clock set by hand."""

    def __init__(self, real: EngineHandle, folder: Path) -> None:
        self.now, self.fails = 100.0, False
        self.engines: list[StandIn] = []
        self.real = real
        self.host = EngineHost(folder, make_engine=self.make, idle_seconds=50, clock=lambda: self.now)

    def make(self, spec: EngineSpec, log: Path) -> Engine:
        self.engines.append(StandIn(spec, log, self.real, self.fails))
        return self.engines[-1]


@pytest.fixture
def stage(handle: EngineHandle, tmp_path: Path) -> Stage:
    return Stage(handle, tmp_path)


def test_an_engine_nobody_asks_for_is_stopped_and_asking_keeps_it(stage: Stage, tiny: EngineSpec) -> None:
    stage.host.ensure(tiny)
    for _ in range(3):
        stage.now += 40
        stage.host.ensure(tiny)
        stage.host.reap()
    assert [engine.code for engine in stage.engines] == [None]
    stage.now += 51
    stage.host.reap()
    assert [engine.code for engine in stage.engines] == [0]
    assert stage.host.list()[0].state == "stopped"
    stage.host.ensure(tiny)
    assert len(stage.engines) == 2


def test_crashes_in_a_row_are_followed_by_growing_pauses(stage: Stage, tiny: EngineSpec) -> None:
    stage.host.ensure(tiny)
    stage.engines[-1].code = -11
    stage.host.ensure(tiny)  # after a first crash at once
    for pause in (2, 4, 8, 16):
        stage.engines[-1].code = -11
        with pytest.raises(EngineFailed, match=r"exit code -11; the end of its log: last words") as caught:
            stage.host.ensure(tiny)
        assert caught.value.retry_after == pause
        stage.now += pause
        stage.host.ensure(tiny)
    stage.now += 61  # it ran for a minute: the row is broken
    stage.host.ensure(tiny)
    stage.engines[-1].code = -11
    stage.host.ensure(tiny)
    assert stage.host.list()[0].failures == 1


def test_a_start_that_failed_is_not_repeated_before_its_pause(stage: Stage, tiny: EngineSpec) -> None:
    stage.fails = True
    for expected in (1, 2, 4):
        with pytest.raises(EngineFailed, match="does not start"):
            stage.host.ensure(tiny)
        count = len(stage.engines)
        with pytest.raises(EngineFailed, match="in a row") as caught:
            stage.host.ensure(tiny)
        assert caught.value.retry_after == expected
        assert len(stage.engines) == count
        stage.now += expected
    stage.fails = False
    assert isinstance(stage.host.ensure(tiny), EngineHandle)


def test_an_engine_that_listens_but_cannot_produce_a_token_is_not_ready(stage: Stage, tiny: EngineSpec) -> None:
    stage.real = replace(stage.real, api_key="wrong")
    with pytest.raises(AppError):
        stage.host.ensure(tiny)
    assert stage.engines[0].code == 0
    assert stage.host.list()[0].state == "failed"
