"""Kill -9 real processes at chosen points, again and again: what all loops share.

Two processes at a time live a workload's life: they work, and write down in a log what was acknowledged to them. Each
is killed at one of its writes to the store (before it, inside its transaction, after its commit), around a moment when
it makes a file durable, or after a random time; another takes its place. At the end two more live until nothing is
left to do, and the workload judges what the store holds against what the log says.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol

from volano_server.config import Settings, load_settings
from volano_server.db import Database, Tx, migrate, open_database
from volano_server.kit.subject import Subject

WORST = 180.0
"""Seconds after which a process that should have ended hangs."""


class Log:
    """Lines of words that survive a kill: each is one `write` of a few bytes to a file opened for appending."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._descriptor, (" ".join(map(str, words)) + "\n").encode())


@dataclass
class Life:
    """One process of a workload: `mode` and `at` say where it will be killed; the last ones have no mode."""

    settings: Settings
    log: Log
    chance: random.Random
    mode: str
    at: int

    @property
    def last(self) -> bool:
        """Whether this life ends by itself."""
        return not self.mode

    def doomed(self, database: Database) -> Database:
        """The opened store, from now on with the death of this process in it."""
        if self.mode == "moment":
            threading.Timer(self.at / 50, die).start()
        elif self.mode == "file":
            arm_files(self.at)
            threading.Timer(WORST / 10, die).start()  # a life that touches few files
        elif self.mode:
            database.backend = KillingBackend(database.backend, self.at, self.mode)
        return database


@dataclass
class Judgement:
    """What was acknowledged, what is lost, how many steps were done again, how many events verify, every fault."""

    acknowledged: int
    lost: int
    repeated: int
    events: int
    faults: list[str]
    notes: dict[str, Any] = field(default_factory=dict)


class Workload(Protocol):
    """What is worked on while processes die."""

    name: str
    modes: Sequence[str]
    reach: int
    """The last write or file at which a life is killed; fiftieths of a second when it is killed at a moment."""
    values: ClassVar[dict[str, Any]]
    """Settings for its processes, by section."""

    def prepare(self, settings: Settings, database: Database) -> None:
        """Nothing; runs once, before any life."""

    def live(self, life: Life) -> None:
        """Nothing, when there is nothing left to do; a life that is not the last goes on until it is killed."""

    def judge(self, settings: Settings, database: Database, lines: list[list[str]]) -> Judgement:
        """What the store holds against what the log says."""


# ---- dying ----------------------------------------------------------------------------------------------------


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class KillingBackend:
    """The real store, which kills this process at its `at`-th write, or at the first later one that is not refused."""

    def __init__(self, inner: Any, at: int, mode: str) -> None:
        self.inner, self.at, self.mode = inner, at, mode
        self.name = inner.name
        self._count = 0
        self._guard = threading.Lock()

    def write(self, subject: Subject, work: Callable[[Tx], Any]) -> Any:
        with self._guard:
            self._count += 1
            fatal = self._count >= self.at
        if fatal and self.mode == "before":
            die()

        def killing(tx: Tx) -> Any:
            work(tx)
            die()

        result = self.inner.write(subject, killing if fatal and self.mode == "inside" else work)
        if fatal:
            die()
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def arm_files(at: int) -> None:
    """Kills this process around the `at`-th call that makes a file durable or visible: before it, or right after."""
    count, guard = 0, threading.Lock()

    def armed(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            with guard:
                count += 1
                now = count
            if now == at and at % 2:
                die()
            result = real(*arguments, **named)
            if now == at:
                die()
            return result

        return call

    for name in ("fsync", "replace", "rename", "link"):
        setattr(os, name, armed(getattr(os, name)))


# ---- living ---------------------------------------------------------------------------------------------------


def fork(life: Callable[[], None]) -> int:
    """The pid of a child that runs `life`. This program has one thread, so forking it is safe, and costs 10 ms."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        life()
        os._exit(0)
    except BaseException as error:
        import traceback

        traceback.print_exception(error)
        os._exit(1)


def wait(pid: int) -> None:
    deadline = time.monotonic() + WORST
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            break
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            raise SystemExit("a process hung: its work did not end")
        time.sleep(0.02)
    if status != 0:
        raise SystemExit(f"a process that was not killed ended with status {status}")


def kill_loop(workload: Workload, settings: Settings, points: int, seed: int, path: Path) -> Counter[str]:
    """How many processes were killed in each mode."""

    def begin(its_seed: float, mode: str, at: int) -> None:
        workload.live(Life(settings, Log(path), random.Random(its_seed), mode, at))

    chance, kills, begun = random.Random(seed), Counter[str](), 0
    alive: dict[int, str] = {}
    while sum(kills.values()) < points:
        while len(alive) < 2 and begun < points:
            begun += 1
            mode, at, its_seed = chance.choice(workload.modes), chance.randint(1, workload.reach), chance.random()
            alive[fork(partial(begin, its_seed, mode, at))] = mode
        pid, status = os.wait()
        mode = alive.pop(pid)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            raise SystemExit(f"a process ended by itself with status {status}")
        kills[mode] += 1
    last = [fork(partial(begin, seed + number, "", 0)) for number in range(2)]
    for pid in last:
        wait(pid)
    return kills


def run(workload: Workload, kind: str, points: int, seed: int, home: Path, url: str) -> dict[str, Any]:
    """The report of one workload on one store."""
    settings = load_settings(home=home, database={"url": url}, **workload.values)
    home.mkdir(parents=True, exist_ok=True)
    path, verdict = home / "kill.log", home / "verdict.json"
    path.touch()

    def prepare() -> None:
        database = open_database(settings)
        migrate(database)
        workload.prepare(settings, database)
        database.close()

    def judge() -> None:
        database = open_database(settings)
        found = workload.judge(settings, database, [line.split() for line in path.read_text().splitlines()])
        verdict.write_text(json.dumps(vars(found)))
        database.close()

    wait(fork(prepare))
    begun = time.monotonic()
    kills = kill_loop(workload, settings, points, seed, path)
    seconds = time.monotonic() - begun
    wait(fork(judge))
    head = {"workload": workload.name, "database": kind, "kills": dict(kills), "seconds": round(seconds, 1)}
    return head | json.loads(verdict.read_text())
