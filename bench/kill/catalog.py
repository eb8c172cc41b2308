"""Catalog transitions: people publish, request, approve, apply, roll back, break the glass and set aliases.

Every acknowledged change is there with as many events as it was told; a refused one left none; replaying the events
gives exactly the aliases, transitions, approvals and versions that the tables hold, so nothing is half applied.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from bench.kill.harness import Judgement, Life
from bench.kill.verdicts import chain_faults, store_faults
from sqlalchemy import Row, Table, select

import volano_server.app.tables  # noqa: F401 - registers every table
from volano_server.access import Admission, Role, permissions_of
from volano_server.access.tables import memberships, people, workspaces
from volano_server.catalog import CatalogServices, Plugs, PolicyRulesIn, build_catalog
from volano_server.catalog.tables import aliases, approvals, asset_versions, assets, transitions
from volano_server.config import Settings
from volano_server.db import Database, Tx, events, open_database
from volano_server.kit.errors import AppError, Unavailable
from volano_server.kit.ids import new_id
from volano_server.kit.subject import Subject, system_subject

SPACES = ("w0", "w1")
NAMES = ("triage", "router")
KIND = "guardrail_policy"
PEOPLE: dict[str, Role] = {
    "anna": "maintainer",
    "bob": "maintainer",
    "carol": "maintainer",
    "ada": "admin",
    "ed": "editor",
}
RULES = PolicyRulesIn(
    kind=KIND, alias_pattern="production", approvals=[{"role": "maintainer", "count": 1}], break_glass_role="admin"
)
LAST_ACTS = 40
WHY = "for a good reason"
MOVES = ("apply", "break_glass", "rollback")
ENDS = {"apply": "applied", "reject": "rejected", "cancel": "cancelled", "expire": "expired", "break_glass": "applied",
        "rollback": "applied"}  # fmt: skip


class Catalog:
    """The workload."""

    name = "catalog"
    modes = ("before", "inside", "after", "moment")
    reach = 24
    values: ClassVar[dict[str, Any]] = {}

    def prepare(self, settings: Settings, database: Database) -> None:
        """Two workspaces with people, two assets in each, and a policy over `production`."""

        def work(tx: Tx) -> None:
            for space in SPACES:
                tx.insert(workspaces, {"id": space, "slug": space, "name": space, "created_at": 1})
                for name, role in PEOPLE.items():
                    id_ = f"{name}-{space}"
                    tx.insert(people, {"id": id_, "email": id_, "name": name, "created_at": 1})
                    tx.insert(memberships, {"workspace_id": space, "person_id": id_, "role": role, "created_at": 1})

        database.write(system_subject("prepare"), work)
        shelves = build_catalog(Admission(database), Plugs())
        for space in SPACES:
            database.write(person("ada", space), lambda tx: shelves.policies.create(tx, "guard", RULES.to_rules()))

    def live(self, life: Life) -> None:
        database = life.doomed(open_database(life.settings))
        shelves = build_catalog(Admission(database), Plugs())
        acting = [
            threading.Thread(
                target=act, args=(life, database, shelves, random.Random(life.chance.random())), daemon=True
            )
            for _ in range(3)
        ]
        for thread in acting:
            thread.start()
        for thread in acting:
            thread.join()
        database.close()

    def judge(self, settings: Settings, database: Database, lines: list[list[str]]) -> Judgement:
        everything = partial(rows_of, database)
        told = {(row.workspace_id, row.seq): row for row in everything(events)}
        ordered = [told[place] for place in sorted(told)]
        by_request: dict[str, list[Any]] = defaultdict(list)
        for row in ordered:
            by_request[row.request_id].append(row)
        faults: list[str] = []
        lost = _judge_answers(lines, by_request, faults)
        faults += _judge_aliases(ordered, everything(aliases), everything(asset_versions))
        faults += _judge_transitions(ordered, everything(transitions), everything(approvals))
        faults += _judge_versions(ordered, everything(assets), everything(asset_versions))
        faults += _judge_togetherness(by_request)
        chained, broken = chain_faults(database, SPACES)
        acknowledged = sum(line[0] == "ack" for line in lines)
        unknown = {line[1] for line in lines if line[0] == "try"} - {line[1] for line in lines if line[0] != "try"}
        notes = {
            "acts": dict(Counter(line[2] for line in lines if line[0] == "ack")),
            "refused": sum(line[0] == "no" for line in lines),
            "cut off": len(unknown),
            "of them committed": sum(bool(by_request[one]) for one in unknown),
        }
        return Judgement(acknowledged, lost, 0, chained, faults + broken + store_faults(database), notes)


def person(name: str, space: str) -> Subject:
    id_, role = f"{name}-{space}", PEOPLE[name]
    return Subject(space, "person", id_, name.title(), id_, role, permissions_of(role), "session")


def rows_of(database: Database, table: Table) -> Sequence[Row[Any]]:
    return database.read(system_subject("judge"), lambda tx: tx.rows(select(table)))


# ---- acting ---------------------------------------------------------------------------------------------------


def act(life: Life, database: Database, shelves: CatalogServices, chance: random.Random) -> None:
    """One person after the other does something; what happened is written down before and after."""
    done = 0
    while not life.last or done < LAST_ACTS:
        space, name = chance.choice(SPACES), chance.choice(NAMES)
        who = replace(person(chance.choice(list(PEOPLE)), space), request_id=new_id())
        with suppress(Unavailable):
            verb, work = choose(database, shelves, chance, who, name)
            done += 1
            life.log.write("try", who.request_id, verb)
            try:
                count = database.write(who, partial(counted, work))
                life.log.write("ack", who.request_id, verb, count)
            except Unavailable:
                raise
            except AppError as error:
                life.log.write("no", who.request_id, verb, error.code)


def counted(work: Callable[[Tx], Any], tx: Tx) -> int:
    """How many events the work leaves."""
    before = tx.mark()
    work(tx)
    return tx.mark() - before


def choose(
    database: Database, shelves: CatalogServices, chance: random.Random, who: Subject, name: str
) -> tuple[str, Callable[[Tx], Any]]:
    """What somebody does next, and how; often something that is not allowed."""
    recent = database.read(who, lambda tx: shelves.transitions.list_transitions(tx, limit=6)).items
    one = chance.choice(recent).id if recent else "none"
    to, moves = str(chance.randint(1, 4)), shelves.transitions
    acts: list[tuple[int, str, Callable[[Tx], Any]]] = [
        (3, "publish", lambda tx: shelves.catalog.publish_version(tx, KIND, name, {"rule": new_id()}, force_new=True)),
        (3, "set", lambda tx: shelves.aliases.set(tx, KIND, name, "stable", to)),
        (1, "remove", lambda tx: shelves.aliases.remove(tx, KIND, name, "stable")),
        (5, "request", lambda tx: moves.request(tx, KIND, name, "production", "latest", reason=WHY)),
        (6, "approve", lambda tx: moves.approve(tx, one)),
        (6, "apply", lambda tx: moves.apply(tx, one)),
        (1, "reject", lambda tx: moves.reject(tx, one)),
        (1, "cancel", lambda tx: moves.cancel(tx, one)),
        (2, "rollback", lambda tx: shelves.recovery.rollback(tx, one, reason=WHY)),
        (1, "break_glass", lambda tx: shelves.recovery.break_glass(tx, KIND, name, "production", to, reason=WHY)),
        (1, "review", lambda tx: shelves.recovery.review(tx, one, notes=WHY)),
        (1, "delete", lambda tx: shelves.catalog.delete_version(tx, KIND, f"{name}@{to}")),
    ]  # fmt: skip
    _, verb, work = chance.choices(acts, weights=[weight for weight, _, _ in acts])[0]
    return verb, work


# ---- the verdict ----------------------------------------------------------------------------------------------


def _judge_answers(lines: list[list[str]], by_request: dict[str, list[Any]], faults: list[str]) -> int:
    """How many acknowledged changes are lost."""
    lost = 0
    for kind, request, verb, *rest in lines:
        found = len(by_request.get(request, ()))
        if kind == "ack" and found != int(rest[0]):
            lost += found < int(rest[0])
            faults.append(f"{verb} {request} was acknowledged with {rest[0]} events, {found} are there")
        elif kind == "no" and found:
            faults.append(f"{verb} {request} was refused ({rest[0]}) and left {found} events")
    return lost


def _judge_aliases(told: list[Any], rows: Sequence[Any], versions: Sequence[Any]) -> list[str]:
    moves: dict[str, list[Any]] = defaultdict(list)
    for event in told:
        if event.object_kind == "alias":
            moves[event.object_id].append(event)
    numbers = {row.id: row.number for row in versions}
    shown = {
        f"{row.asset_id}/{row.name}": (numbers.get(row.version_id), row.revision, row.transition_id) for row in rows
    }
    replayed = {key: (made[-1].data["to"], len(made), made[-1].data["transition_id"]) for key, made in moves.items()}
    return [
        f"alias {key} is at {shown.get(key)}, its events say {replayed.get(key)}"
        for key in sorted(shown.keys() | replayed.keys())
        if shown.get(key) != replayed.get(key)
    ]


def _judge_transitions(told: list[Any], rows: Sequence[Any], consents: Sequence[Any]) -> list[str]:
    states: dict[str, str] = {}
    waiting: dict[str, bool] = defaultdict(bool)
    approved: Counter[str] = Counter()
    for event in told:
        verb, id_ = event.action.partition(":")[2], event.object_id
        if event.object_kind != "transition":
            continue
        states[id_] = ENDS.get(verb, states.get(id_, "live"))
        waiting[id_] = verb == "break_glass" or (waiting[id_] and verb != "review")
        approved[id_] += verb == "approve"
        if verb == "rollback":
            states[event.data["rolls_back"]] = "rolled_back"
    shown = {row.id: ("live" if row.state in ("open", "approved") else row.state, row.needs_review) for row in rows}
    replayed = {id_: (state, waiting[id_]) for id_, state in states.items()}
    faults = [
        f"transition {id_} is {shown.get(id_)}, its events say {replayed.get(id_)}"
        for id_ in sorted(shown.keys() | replayed.keys())
        if shown.get(id_) != replayed.get(id_)
    ]
    kept = Counter(row.transition_id for row in consents)
    faults += [f"{id_} has {kept[id_]} approvals, {n} events" for id_, n in approved.items() if kept[id_] != n]
    return faults


def _judge_versions(told: list[Any], shelves: Sequence[Any], rows: Sequence[Any]) -> list[str]:
    published = {event.object_id: event.after_digest for event in told if event.action == "version:publish"}
    deleted = {event.object_id for event in told if event.action == "version:delete"}
    faults = [] if {row.id: row.digest for row in rows} == published else ["versions and their events differ"]
    if {row.id for row in rows if row.deleted_at} != deleted:
        faults.append("deleted versions and their events differ")
    for asset in shelves:
        numbers = sorted(row.number for row in rows if row.asset_id == asset.id)
        if numbers != list(range(1, asset.next_number)):
            faults.append(f"{asset.name} has the versions {numbers}, the next would be {asset.next_number}")
    return faults


def _judge_togetherness(by_request: dict[str, list[Any]]) -> list[str]:
    """A protected alias moved exactly when its transition did, in the same transaction."""
    faults = []
    for request, made in by_request.items():
        moved = {event.data["transition_id"] for event in made if event.object_kind == "alias"} - {None}
        ended = {
            event.object_id for event in made if event.action.partition(":")[2] in ("apply", "break_glass", "rollback")
        }
        if moved != ended:
            faults.append(f"request {request} moved aliases for {moved} and ended {ended}")
    return faults
