"""Supervised children: lines, deaths, limits, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.kinds import wait_until
from volano_server.jobs.errors import ChildDied, Interrupted, JobCancelled, LeaseLost
from volano_server.jobs.service.child import LONGEST_LINE, run_child

ROOT = Path(__file__).parents[3]


def run(code: str, *, interrupted: Any = lambda: None, **options: Any) -> tuple[list[str], Any]:
    lines: list[str] = []
    settings = {
        "on_line": lines.append, "stdin": b"", "env": {}, "cwd": None, "memory_bytes": None,
        "timeout_seconds": None, "grace_seconds": 5.0, **options,
    }  # fmt: skip
    return lines, run_child([sys.executable, "-c", code], interrupted=interrupted, **settings)


def is_alive(pid: int) -> bool:
    try:
        return b") Z" not in Path(f"/proc/{pid}/stat").read_bytes()
    except FileNotFoundError:
        return False


def test_lines_arrive_as_they_come_and_the_last_needs_no_newline() -> None:
    lines, result = run("import sys; print('one\\r'); print('zwei ü'); sys.stdout.write('end')")
    assert lines == ["one", "zwei ü", "end"]
    assert result.seconds > 0


def test_a_child_reads_what_it_is_given() -> None:
    lines, _ = run("import sys; print(len(sys.stdin.buffer.read()))", stdin=b"x" * 3_000_000)
    assert lines == ["3000000"]


def test_bytes_that_are_no_text_and_endless_lines_do_no_harm() -> None:
    code = f"import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\n' + b'a' * {LONGEST_LINE + 5})"
    lines, _ = run(code)
    assert lines[0] == "\ufffd\ufffd"
    assert [len(line) for line in lines[1:]] == [LONGEST_LINE, 5]


def test_the_server_s_secrets_do_not_reach_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOLANO_DATABASE__URL", "postgresql://secret")
    lines, _ = run("import os; print(sorted(k for k in os.environ if 'VOLANO' in k or k == 'MINE'))", env={"MINE": "1"})
    assert lines == ["['MINE']"]


def test_an_exit_code_is_reported_with_the_end_of_standard_error() -> None:
    with pytest.raises(ChildDied) as caught:
        run("import sys; print('x' * 20000, file=sys.stderr); print('no such model', file=sys.stderr); sys.exit(3)")
    assert "exit code 3: no such model" in caught.value.message
    assert caught.value.details["exit_code"] == 3
    assert caught.value.details["signal"] is None
    assert len(caught.value.details["stderr_tail"]) == 8192


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_death_by_signal_is_reported_as_one(number: signal.Signals) -> None:
    with pytest.raises(ChildDied) as caught:
        run(f"import os; os.kill(os.getpid(), {int(number)})")
    assert f"was killed by {number.name}" in caught.value.message
    assert caught.value.details == {"exit_code": None, "signal": number.name, "stderr_tail": ""}
    assert ("memory" in caught.value.hint) == (number == signal.SIGKILL)


def test_a_program_that_does_not_exist_is_reported() -> None:
    with pytest.raises(ChildDied, match="cannot start /no/such/program"):
        run_child(
            ["/no/such/program"], on_line=print, stdin=b"", env={}, cwd=None, memory_bytes=None,
            timeout_seconds=None, grace_seconds=1, interrupted=lambda: None,
        )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not enforce the limit")
def test_a_child_over_its_memory_limit_fails_alone() -> None:
    with pytest.raises(ChildDied, match="MemoryError"):
        run("x = bytearray(600_000_000)", memory_bytes=300_000_000)


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(ChildDied, match=r"ran longer than 0\.5 s"):
        run("import time; time.sleep(600)", timeout_seconds=0.5)


def stopped_after_first_line(reason: Interrupted) -> tuple[Any, Any]:
    seen: list[str] = []
    return seen.append, lambda: reason if seen else None


def test_a_cancelled_child_may_clean_up(tmp_path: Path) -> None:
    code = (
        "import pathlib, signal, sys, time\n"
        "def leave(*_):\n    pathlib.Path('saved').touch()\n    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, leave)\nprint('ready', flush=True)\ntime.sleep(600)"
    )
    on_line, interrupted = stopped_after_first_line(JobCancelled())
    with pytest.raises(JobCancelled):
        run(code, on_line=on_line, interrupted=interrupted, grace_seconds=60, cwd=tmp_path)
    assert (tmp_path / "saved").exists()


@pytest.mark.parametrize("reason", [JobCancelled(), LeaseLost()])
def test_a_child_that_ignores_the_request_is_killed_with_its_whole_family(reason: Interrupted) -> None:
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print(child.pid, flush=True)\ntime.sleep(600)"
    )
    seen: list[str] = []
    with pytest.raises(type(reason)):
        run(code, on_line=seen.append, interrupted=lambda: reason if seen else None, grace_seconds=0.2)
    wait_until(lambda: not is_alive(int(seen[0])))


def test_what_a_child_leaves_behind_is_ended_and_does_not_hold_the_job() -> None:
    code = (
        "import subprocess, sys\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid, flush=True)"
    )
    lines, _ = run(code)
    wait_until(lambda: not is_alive(int(lines[0])))


def test_a_failure_in_the_reader_ends_the_child_too() -> None:
    pids: list[int] = []

    def read(line: str) -> None:
        pids.append(int(line))
        raise ValueError("cannot read this")

    with pytest.raises(ValueError, match="cannot read this"):
        run("import os, time; print(os.getpid(), flush=True); time.sleep(600)", on_line=read)
    wait_until(lambda: not is_alive(pids[0]))


PARENT = """
import sys
from volano_server.jobs.service.child import run_child
code = '''
import os, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), os.getppid(), grandchild.pid, flush=True)
time.sleep(600)
'''
run_child([sys.executable, "-c", code], on_line=lambda line: print(line, flush=True), stdin=b"", env={}, cwd=None,
          memory_bytes=None, timeout_seconds=None, grace_seconds=5, interrupted=lambda: None)
"""


@pytest.mark.parametrize("victim", ["worker", "supervisor"])
def test_nothing_outlives_a_killed_worker_or_supervisor(victim: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, cwd=ROOT, stderr=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stderr is not None
    child, supervisor, grandchild = map(int, parent.stdout.readline().split())
    os.kill(parent.pid if victim == "worker" else supervisor, signal.SIGKILL)
    if victim == "supervisor":
        assert parent.wait(timeout=30) != 0
        assert b"SIGKILL" in parent.stderr.read()
        os.kill(grandchild, signal.SIGKILL)  # only the supervisor knew of it
    wait_until(lambda: not any(is_alive(pid) for pid in (child, supervisor, grandchild)))
    parent.wait(timeout=30)
    parent.stdout.close()
    parent.stderr.close()
