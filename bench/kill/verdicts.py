"""What every workload's verdict asks of the store itself."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from volano_server.db import Database, verify_chain
from volano_server.kit.subject import system_subject


def chain_faults(database: Database, workspaces: Iterable[str]) -> tuple[int, list[str]]:
    """How many events are chained, and what is wrong with the chains."""
    reports = [verify_chain(database, workspace) for workspace in workspaces]
    faults = [f"chain of {report.workspace_id}: {report.fault}" for report in reports if report.fault]
    return sum(report.events for report in reports), faults


def store_faults(database: Database) -> list[str]:
    """What SQLite finds wrong with its file; PostgreSQL checks as it reads."""
    if database.dialect != "sqlite":
        return []
    answer = database.read(system_subject("judge"), lambda tx: tx.value(text("PRAGMA integrity_check")))
    return [] if answer == "ok" else [f"integrity: {answer}"]
