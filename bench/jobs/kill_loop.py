"""Kill -9 real workers at chosen points, again and again, and check that every acknowledged job ends right.

    python bench/jobs/kill_loop.py --points 1000 --database both

Two workers at a time work on jobs that they also enqueue. Each is killed at a random write to the store (before it,
inside its transaction, after its commit) or at a random moment, and another takes its place. At the end:
every acknowledged job is there and ended as it had to; each step outside the store took effect at most once more
than kills hit it; each step inside the store took effect exactly once; the event chain verifies; no child is left.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from pydantic import BaseModel
from sqlalchemy import select, text
from tests.harness.postgres import PrivatePostgres, find_binaries

import volano_server.app.tables  # noqa: F401 - registers every table
from volano_server.access import Admission
from volano_server.config import Settings, load_settings
from volano_server.db import Database, Tx, events, migrate, open_database, verify_chain
from volano_server.jobs import JobContext, JobRegistry, JobService, QueueLimit, Worker, job_handler
from volano_server.jobs.errors import JobFinished
from volano_server.jobs.tables import jobs
from volano_server.kit.errors import BadInput, Unavailable
from volano_server.kit.subject import Subject, system_subject

MODES = ("before", "inside", "after", "moment")
SPACES = ("w0", "w1")
STEPS = 3
BACKLOG = 12
MARKER = f"volano-kill-loop-{os.getpid()}"
WORST = 120.0
"""Seconds after which a worker that should have ended hangs."""


class Work(BaseModel):
    number: int


class Log:
    """Lines that survive a kill: `ack JOB`, `begin|effect|memo JOB STEP PID ATTEMPT`."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, *words: object) -> None:
        os.write(self._descriptor, (" ".join(map(str, words)) + "\n").encode())


@job_handler("kill:chain", args=Work, permission="datasets:write", queue="work", max_attempts=1000, retry_seconds=0.01)
def chain(context: JobContext[Work]) -> dict[str, int]:
    """Alternates steps outside and inside the store; some numbers start children, stumble once, or must fail."""
    log, number, total = context.service(Log), context.args.number, 0
    for index in range(STEPS):
        who = (context.job_id, index, os.getpid(), context.attempt)
        log.write("begin", *who)

        def effect(index: int = index, who: tuple[object, ...] = who) -> int:
            log.write("effect", *who)
            if number % 10 == 5 and index == 1:
                lines: list[str] = []
                context.run_child([sys.executable, "-I", "-S", "-c", "print(7)", MARKER], on_line=lines.append)
                return int(lines[0])
            return index

        total += context.step(f"outside {index}", effect)
        log.write("memo", *who)
        name = f"{context.job_id}/{index}"
        context.write_step(f"inside {index}", partial(leave_event, name=name))
    if number % 10 == 3 and context.attempt == 1:
        raise ValueError("stumbled")
    if number % 10 == 7:
        raise BadInput("this number must fail", hint="as it should")
    return {"total": total}


JOBS = JobService(JobRegistry([chain]))
LIMITS = {"work": QueueLimit(total=5, per_workspace=3)}


def leave_event(tx: Tx, name: str) -> None:
    tx.record("effect:made", "effect", name)


class KillingBackend:
    """The real store, which kills this process at its `at`-th write."""

    def __init__(self, inner: Any, at: int, mode: str) -> None:
        self.inner, self.at, self.mode = inner, at, mode
        self.name = inner.name
        self._count = 0
        self._guard = threading.Lock()

    def write(self, subject: Subject, work: Callable[[Tx], Any]) -> Any:
        with self._guard:
            self._count += 1
            fatal = self._count == self.at
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


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def be_worker(settings: Settings, seed: int, log_path: Path, mode: str, at: int, *, last: bool) -> None:
    """The life of one worker process: works and enqueues until killed, or (the last ones) until all is done."""
    chance = random.Random(seed)
    database = open_database(settings)
    if mode == "moment":
        threading.Timer(at / 50, die).start()
    elif not last:
        database.backend = KillingBackend(database.backend, at, mode)
    log = Log(log_path)
    worker = Worker(database, settings, JOBS, Admission(database), {Log: log}, limits=LIMITS)
    feeder = watch if last else feed
    threading.Thread(target=feeder, args=(database, log, chance, worker), daemon=True).start()
    worker.run()
    database.close()


def feed(database: Database, log: Log, chance: random.Random, worker: Worker) -> None:
    """Keeps jobs waiting, and cancels one now and then. A job is acknowledged after its commit, never before."""
    while True:
        try:
            counts = database.read(system_subject("feeder"), JOBS.counts)
            if counts.get(("work", "queued"), 0) >= BACKLOG:
                time.sleep(0.01)
                continue
            subject = system_subject("feeder", chance.choice(SPACES))
            number = chance.randrange(1000)
            job_id = database.write(subject, lambda tx, n=number: JOBS.enqueue(tx, "kill:chain", {"number": n}))  # type: ignore[misc]
            log.write("ack", job_id)
            if chance.random() < 0.08:
                log.write("cancel", job_id)
                with contextlib.suppress(JobFinished):
                    database.write(subject, lambda tx, at=job_id: JOBS.cancel(tx, at))  # type: ignore[misc]
        except Unavailable:
            time.sleep(0.05)


def watch(database: Database, log: Log, chance: random.Random, worker: Worker) -> None:
    """Stops the last workers when nothing waits or runs any more."""
    while any(database.read(system_subject("watch"), JOBS.counts).values()):
        time.sleep(0.05)
    worker.stop()


def fork(life: Callable[[], None]) -> int:
    """The pid of a child that runs `life`. This program has one thread, so forking it is safe and quick."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        life()
        os._exit(0)
    except BaseException as error:
        print(f"a worker failed: {error!r}", file=sys.stderr)
        os._exit(1)


def run_loop(settings: Settings, points: int, seed: int, log_path: Path) -> Counter[str]:
    """How many workers were killed in each mode."""
    chance, kills, begun = random.Random(seed), Counter[str](), 0
    alive: dict[int, str] = {}
    while sum(kills.values()) < points:
        while len(alive) < 2 and begun < points:
            begun += 1
            mode, at, its_seed = chance.choice(MODES), chance.randint(1, 60), chance.randrange(2**32)
            life = lambda m=mode, a=at, s=its_seed: be_worker(settings, s, log_path, m, a, last=False)  # noqa: E731
            alive[fork(life)] = mode
        pid, status = os.wait()
        mode = alive.pop(pid)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            raise SystemExit(f"a worker ended by itself with status {status}")
        kills[mode] += 1
    last = [fork(lambda: be_worker(settings, 0, log_path, "", 0, last=True)) for _ in range(2)]
    for pid in last:
        _wait(pid)
    return kills


def _wait(pid: int) -> None:
    deadline = time.monotonic() + WORST
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            break
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            raise SystemExit("a worker hung: the jobs did not end")
        time.sleep(0.05)
    if status != 0:
        raise SystemExit(f"a worker that was not killed ended with status {status}")


# ---- the verdict ----------------------------------------------------------------------------------------------


def judge(database: Database, log_path: Path) -> dict[str, Any]:
    """What happened and every fault found."""
    lines = [line.split() for line in log_path.read_text().splitlines()]
    rows = {row.id: row for row in database.read(system_subject("judge"), lambda tx: tx.rows(select(jobs)))}
    cancelled = {line[1] for line in lines if line[0] == "cancel"}
    acknowledged = {line[1] for line in lines if line[0] == "ack"}
    faults = [f"acknowledged job {job_id} is lost" for job_id in acknowledged - rows.keys()]
    for row in rows.values():
        faults += _fault_of_job(row, row.id in cancelled)
    repeated, outside = _judge_steps(lines, rows, faults)
    inside = _judge_events(database, rows, faults)
    chains = [verify_chain(database, space) for space in SPACES]
    faults += [f"chain of {report.workspace_id}: {report.fault}" for report in chains if report.fault]
    if database.dialect == "sqlite":
        answer = database.read(system_subject("judge"), lambda tx: tx.value(text("PRAGMA integrity_check")))
        faults += [] if answer == "ok" else [f"integrity: {answer}"]
    faults += _children_left()
    return {
        "jobs": len(rows), "acknowledged": len(acknowledged),
        "states": dict(Counter(row.state for row in rows.values())),
        "steps_outside": outside, "steps_repeated": repeated, "steps_inside": inside,
        "events": sum(report.events for report in chains), "faults": faults,
    }  # fmt: skip


def _fault_of_job(row: Any, cancelled: bool) -> list[str]:
    number = row.args["number"] % 10
    expected = "failed" if number == 7 else "succeeded"
    if row.state != expected and not (cancelled and row.state == "cancelled"):
        return [f"job {row.id} is {row.state} instead of {expected}"]
    total = sum(range(STEPS)) + (6 if number == 5 else 0)
    if row.state == "succeeded" and row.result != {"total": total}:
        return [f"job {row.id} has the result {row.result}"]
    return []


def _judge_steps(lines: list[list[str]], rows: dict[str, Any], faults: list[str]) -> tuple[int, int]:
    """How many steps outside the store took effect more than once, and how many there were."""
    begun: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    done: dict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    effects: Counter[tuple[str, str]] = Counter()
    for kind, *words in lines:
        if kind in ("begin", "memo"):
            (begun if kind == "begin" else done)[words[0], words[1]].add((words[2], words[3]))
        elif kind == "effect":
            effects[words[0], words[1]] += 1
    for step, count in effects.items():
        hits = len(begun[step] - done[step])
        if count > 1 + hits:
            faults.append(f"step {step} took effect {count} times, and {hits} kills hit it")
    for row in rows.values():
        if row.state in ("succeeded", "failed"):
            faults += [f"step {n} of {row.id} left no effect" for n in range(STEPS) if not effects[row.id, str(n)]]
    return sum(count > 1 for count in effects.values()), len(effects)


def _judge_events(database: Database, rows: dict[str, Any], faults: list[str]) -> int:
    """How many steps inside the store took effect; each did so once, as each job began and ended once."""
    found = database.read(system_subject("judge"), lambda tx: tx.rows(select(events.c.action, events.c.object_id)))
    counts = Counter((row.action, row.object_id) for row in found)
    inside = {object_id: number for (action, object_id), number in counts.items() if action == "effect:made"}
    faults += [f"step {object_id} took effect {number} times" for object_id, number in inside.items() if number != 1]
    for row in rows.values():
        if row.state in ("succeeded", "failed"):
            faults += [f"no {row.id}/{n} in the store" for n in range(STEPS) if f"{row.id}/{n}" not in inside]
        once = ["job:enqueued", f"job:{row.state}"] + ["job:started"] * (row.state != "cancelled")
        for action in once:
            if counts[action, row.id] != 1:
                faults.append(f"job {row.id} has {counts[action, row.id]} events {action}")
    return len(inside)


def _children_left() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if MARKER.encode() in path.read_bytes():
                found.append(f"child process {path.parent.name} is left")
    return found


def prepare(settings: Settings) -> None:
    database = open_database(settings)
    migrate(database)
    database.close()


def run(kind: str, points: int, seed: int, home: Path, url: str) -> dict[str, Any]:
    """The report of one run on one store."""
    values = {"lease_seconds": 10, "poll_seconds": 0.02, "worker_threads": 3}
    settings = load_settings(home=home, database={"url": url}, jobs=values)
    home.mkdir(parents=True, exist_ok=True)
    _wait(fork(lambda: prepare(settings)))
    begun = time.monotonic()
    kills = run_loop(settings, points, seed, home / "kill.log")
    seconds = time.monotonic() - begun
    database = open_database(settings)
    report = {"database": kind, "kills": dict(kills), "seconds": round(seconds, 1)} | judge(database, home / "kill.log")
    database.close()
    return report


def show(report: dict[str, Any]) -> None:
    kills = ", ".join(f"{mode} {number}" for mode, number in sorted(report["kills"].items()))
    print(
        f"{report['database']}: {sum(report['kills'].values())} kills ({kills}) in {report['seconds']} s; "
        f"{report['acknowledged']} jobs acknowledged, {report['states']}; {report['steps_outside']} steps outside, "
        f"{report['steps_repeated']} of them repeated after a kill; {report['steps_inside']} steps inside, each once; "
        f"{report['events']} events chained; {len(report['faults'])} faults"
    )
    for fault in report["faults"][:20]:
        print("  FAULT", fault)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1000, help="kills in all")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database to use, in place of a private server")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")
    options = parser.parse_args()
    logging.disable(logging.ERROR)  # the jobs stumble on purpose
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    reports = []
    with tempfile.TemporaryDirectory(prefix="volano-kill-") as folder:
        for kind in kinds:
            server, url = None, options.url if kind == "postgresql" else ""
            if kind == "postgresql" and not url:
                binaries = find_binaries()
                if binaries is None:
                    raise SystemExit("no PostgreSQL on this machine: install Debian's `postgresql` package")
                server = PrivatePostgres(binaries)
                url = server.url()
            try:
                reports.append(run(kind, options.points // len(kinds), options.seed, Path(folder) / kind, url))
            finally:
                if server:
                    server.stop()
            if not options.json:
                show(reports[-1])
    if options.json:
        print(json.dumps(reports))
    sys.exit(1 if any(report["faults"] for report in reports) else 0)


if __name__ == "__main__":
    main()
