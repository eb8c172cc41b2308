"""Checking the event log: any edit, deletion, insertion or reordering is found and named."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from volano_server.db.database import Database
from volano_server.db.event_log import GENESIS, event_heads, events, head_mac, row_hash
from volano_server.db.tx import Tx
from volano_server.kit.subject import system_subject

BATCH = 2_000
_MORE = "more"


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What `verify_chain` found for one workspace: `fault` is empty when the chain is whole."""

    workspace_id: str
    events: int
    head_hash: str
    fault: str


def verify_chain(database: Database, workspace_id: str, checkpoints: Path | None = None) -> ChainReport:
    """A report over every event of `workspace_id`, compared with its head and the checkpoints written elsewhere."""
    subject = system_subject("audit")
    marks = _read_checkpoints(checkpoints, workspace_id)
    seq, last, fault = 0, GENESIS, ""
    while not fault:
        rows = database.read(subject, lambda tx, after=seq: _batch(tx, workspace_id, after))  # type: ignore[misc]
        for row in rows:
            if fault := _fault_of(row, seq, last, marks):
                break
            seq, last = row["seq"], row["hash"]
        if not rows:
            fault = _check_head(database, workspace_id, seq, last)
            if fault != _MORE:
                break
            fault = ""
    newest = max(marks, default=0)
    if not fault and newest > seq:
        fault = f"the log ends at event {seq}, but a checkpoint saw event {newest}"
    return ChainReport(workspace_id, seq, last, fault)


def append_checkpoint(database: Database, path: Path) -> int:
    """How many chains were noted: appends the head of every chain to the file at `path`, outside the database."""
    subject = system_subject("audit")
    heads = database.read(subject, lambda tx: [dict(row._mapping) for row in tx.rows(select(event_heads))])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for head in heads:
            file.write(json.dumps({key: head[key] for key in ("workspace_id", "seq", "hash")}) + "\n")
    return len(heads)


def _batch(tx: Tx, workspace_id: str, after: int) -> list[dict[str, Any]]:
    statement = (
        select(events)
        .where(events.c.workspace_id == workspace_id, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(BATCH)
    )
    return [dict(row._mapping) for row in tx.rows(statement)]


def _fault_of(row: dict[str, Any], seq: int, last: str, marks: dict[int, str]) -> str:
    if row["seq"] != seq + 1:
        return f"event {seq + 1} is missing"
    if row["prev_hash"] != last:
        return f"event {row['seq']} does not follow event {seq}"
    if row["hash"] != row_hash(row):
        return f"event {row['seq']} was changed"
    if marks.get(row["seq"], row["hash"]) != row["hash"]:
        return f"event {row['seq']} differs from the checkpoint written when it was new"
    return ""


def _check_head(database: Database, workspace_id: str, seq: int, last: str) -> str:
    """The fault of the head, `_MORE` when events came in while we read, or nothing."""

    def look(tx: Tx) -> tuple[Row[Any] | None, bool]:
        statement = select(event_heads).where(event_heads.c.workspace_id == workspace_id)
        return tx.row(statement), bool(_batch(tx, workspace_id, seq))

    head, more = database.read(system_subject("audit"), look)
    if more:
        return _MORE
    if head is None:
        return f"the head of the chain is missing, but {seq} events are there" if seq else ""
    if not hmac.compare_digest(head.mac, head_mac(database.chain_key, workspace_id, head.seq, head.hash)):
        return "the head of the chain was not written by Volano"
    if (head.seq, head.hash) != (seq, last):
        return f"the log ends at event {seq}, but its head says {head.seq}"
    return ""


def _read_checkpoints(path: Path | None, workspace_id: str) -> dict[int, str]:
    if path is None or not path.exists():
        return {}
    marks: dict[int, str] = {}
    for line in path.read_text().splitlines():
        try:
            mark = json.loads(line)
        except ValueError:
            continue  # a line torn by a crash
        if mark["workspace_id"] == workspace_id:
            marks[int(mark["seq"])] = mark["hash"]
    return marks
