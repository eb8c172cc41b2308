"""Jobs: workers run and enqueue them. Every acknowledged job ends right; at most the running step repeats.

Each step outside the store takes effect at most once more than kills hit it; each step inside the store exactly once;
no child process is left.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from bench.kill.harness import Judgement, Life, Log
from bench.kill.verdicts import chain_faults, store_faults
from pydantic import BaseModel
from sqlalchemy import select

import volano_server.app.tables  # noqa: F401 - registers every table
from volano_server.access import Admission
from volano_server.config import Settings
from volano_server.db import Database, Tx, events, open_database
from volano_server.jobs import JobContext, JobRegistry, JobService, QueueLimit, Worker, job_handler
from volano_server.jobs.errors import JobFinished
from volano_server.jobs.tables import jobs
from volano_server.kit.errors import BadInput, Unavailable
from volano_server.kit.subject import system_subject

SPACES = ("w0", "w1")
STEPS = 3
BACKLOG = 12
MARKER = f"volano-kill-loop-{os.getpid()}"


class Work(BaseModel):
    number: int


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


def leave_event(tx: Tx, name: str) -> None:
    tx.record("effect:made", "effect", name)


JOBS = JobService(JobRegistry([chain]))
LIMITS = {"work": QueueLimit(total=5, per_workspace=3)}


class Jobs:
    """The workload."""

    name = "jobs"
    modes = ("before", "inside", "after", "moment")
    reach = 60
    values: ClassVar[dict[str, Any]] = {"jobs": {"lease_seconds": 10, "poll_seconds": 0.02, "worker_threads": 3}}

    def prepare(self, settings: Settings, database: Database) -> None:
        """Nothing is needed."""

    def live(self, life: Life) -> None:
        database = life.doomed(open_database(life.settings))
        worker = Worker(database, life.settings, JOBS, Admission(database), {Log: life.log}, limits=LIMITS)
        target = partial(stop_when_idle, database, worker) if life.last else partial(feed, life, database)
        threading.Thread(target=target, daemon=True).start()
        worker.run()
        database.close()

    def judge(self, settings: Settings, database: Database, lines: list[list[str]]) -> Judgement:
        rows = {row.id: row for row in database.read(system_subject("judge"), lambda tx: tx.rows(select(jobs)))}
        cancelled = {line[1] for line in lines if line[0] == "cancel"}
        acknowledged = {line[1] for line in lines if line[0] == "ack"}
        lost = acknowledged - rows.keys()
        faults = [f"acknowledged job {job_id} is lost" for job_id in lost]
        for row in rows.values():
            faults += _fault_of_job(row, row.id in cancelled)
        repeated, outside = _judge_steps(lines, rows, faults)
        inside = _judge_events(database, rows, faults)
        chained, broken = chain_faults(database, SPACES)
        faults += broken + store_faults(database) + _children_left()
        states = dict(Counter(row.state for row in rows.values()))
        notes = {"jobs": states, "steps outside": outside, "steps inside": inside}
        return Judgement(len(acknowledged), len(lost), repeated, chained, faults, notes)


def feed(life: Life, database: Database) -> None:
    """Keeps jobs waiting, and cancels one now and then. A job is acknowledged after its commit, never before."""
    while True:
        try:
            counts = database.read(system_subject("feeder"), JOBS.counts)
            if counts.get(("work", "queued"), 0) >= BACKLOG:
                time.sleep(0.01)
                continue
            _feed_one(database, life.log, life.chance)
        except Unavailable:
            time.sleep(0.05)


def _feed_one(database: Database, log: Log, chance: random.Random) -> None:
    subject, number = system_subject("feeder", chance.choice(SPACES)), chance.randrange(1000)
    job_id = database.write(subject, lambda tx: JOBS.enqueue(tx, "kill:chain", {"number": number}))
    log.write("ack", job_id)
    if chance.random() < 0.08:
        log.write("cancel", job_id)
        with contextlib.suppress(JobFinished):
            database.write(subject, lambda tx: JOBS.cancel(tx, job_id))


def stop_when_idle(database: Database, worker: Worker) -> None:
    """Stops the last workers when nothing waits or runs any more."""
    while any(database.read(system_subject("watch"), JOBS.counts).values()):
        time.sleep(0.05)
    worker.stop()


# ---- the verdict ----------------------------------------------------------------------------------------------


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
