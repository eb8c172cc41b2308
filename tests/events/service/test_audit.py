"""Proving that the log is whole, and handing it out so that others can."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlalchemy import text

from tests.events.factories import BORIS, record
from volano_server.config import Settings
from volano_server.db import Database
from volano_server.events import AuditService
from volano_server.kit.subject import system_subject


@pytest.fixture
def audit(database: Database, settings: Settings) -> AuditService:
    return AuditService(database, settings.home)


def tamper(database: Database, statement: str) -> None:
    off = ["DROP TRIGGER events_refuse_update", "DROP TRIGGER events_refuse_delete"]
    if database.dialect == "postgresql":
        off = ["DROP TRIGGER events_refuse ON events"]
    database.write(system_subject("test"), lambda tx: [tx.execute(text(one)) for one in [*off, statement]])


def test_a_whole_log_verifies_and_a_changed_one_is_named(database: Database, audit: AuditService) -> None:
    record(database, 3)
    record(database, 2, who=BORIS)
    assert (audit.verify("w1").events, audit.verify("w1").fault) == (3, "")
    tamper(database, "UPDATE events SET reason = 'because' WHERE workspace_id = 'w1' AND seq = 2")
    faults = {report.workspace_id: report.fault for report in audit.verify_all()}
    assert faults == {"w1": "event 2 was changed", "w2": ""}


def test_a_log_cut_back_behind_a_checkpoint_is_found(database: Database, audit: AuditService) -> None:
    record(database, 3)
    kept = database.read(system_subject("test"), lambda tx: tx.row(text("SELECT seq, hash, mac FROM event_heads")))
    assert kept is not None
    record(database, 2)
    assert audit.checkpoint() == 1
    restore = f"UPDATE event_heads SET seq = {kept.seq}, hash = '{kept.hash}', mac = '{kept.mac}'"
    tamper(database, "DELETE FROM events WHERE seq > 3")
    database.write(system_subject("test"), lambda tx: tx.execute(text(restore)))
    assert "a checkpoint saw event 5" in audit.verify("w1").fault


def test_the_export_can_be_checked_by_anybody_without_volano(database: Database, audit: AuditService) -> None:
    record(database, 4)
    record(database, 1, who=BORIS)
    lines = b"".join(audit.export("w1")).decode().splitlines()
    last = "0" * 64
    for number, line in enumerate(lines, 1):
        row = json.loads(line)
        content = {key: value for key, value in row.items() if key not in ("hash", "prev_hash")}
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert row["prev_hash"] == last
        assert row["hash"] == hashlib.sha256(bytes.fromhex(last) + canonical).hexdigest()
        assert (row["seq"], row["workspace_id"]) == (number, "w1")
        last = row["hash"]
    assert len(lines) == 4
    assert last == audit.verify("w1").head_hash


def test_an_export_goes_on_after_a_given_event(database: Database, audit: AuditService) -> None:
    record(database, 5)
    lines = b"".join(audit.export("w1", after=3)).splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [4, 5]
    assert b"".join(audit.export("w1", after=9)) == b""
