"""Audit: proving that the log is whole, and handing it out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from volano_server.db import ChainReport, Database, append_checkpoint, verify_chain
from volano_server.events.errors import AlreadyVerifying
from volano_server.events.service.log import Event, EventService
from volano_server.events.store import EventStore
from volano_server.kit.canonical import canonical_json
from volano_server.kit.subject import system_subject

BATCH = 1_000


class AuditService:
    """Verifies and exports the chains; checkpoints lie in `home/audit/`, outside the database."""

    def __init__(self, database: Database, home: Path) -> None:
        self._database = database
        self._checkpoints = home / "audit" / "checkpoints.jsonl"
        self._one_at_a_time = threading.Lock()

    def page(
        self, workspace_id: str, filters: Mapping[str, str | None], cursor: str | None, limit: int
    ) -> tuple[Sequence[Event], str | None]:
        """The newest events of one chain first; `filters` as `EventService.page`."""
        subject = system_subject("audit", workspace_id)
        return self._database.read(subject, lambda tx: EventService().page(tx, filters, cursor, limit))

    def verify(self, workspace_id: str) -> ChainReport:
        """What is wrong with one workspace's log, if anything. Raises AlreadyVerifying: it reads every event."""
        if not self._one_at_a_time.acquire(blocking=False):
            raise AlreadyVerifying("another verification is running", retry_after=5, hint="wait for it to end")
        try:
            return verify_chain(self._database, workspace_id, self._checkpoints)
        finally:
            self._one_at_a_time.release()

    def verify_all(self) -> list[ChainReport]:
        """A report for every chain, the platform's own included; for the command line."""
        heads = self._database.read(system_subject("audit"), lambda tx: EventStore(tx).heads())
        return [verify_chain(self._database, workspace_id, self._checkpoints) for workspace_id in sorted(heads)]

    def checkpoint(self) -> int:
        """How many chains were noted in the checkpoint file; call it every hour, and copy the file elsewhere."""
        return append_checkpoint(self._database, self._checkpoints)

    def export(self, workspace_id: str, after: int = 0) -> Iterator[bytes]:
        """The log as JSON lines in batches, each line as it was hashed, up to the newest event of this moment."""
        subject = system_subject("audit", workspace_id)
        end = self._database.read(subject, lambda tx: EventStore(tx).head())
        while after < end:
            rows = self._database.read(subject, lambda tx, at=after: EventStore(tx).after(at, BATCH))  # type: ignore[misc]
            if not rows:
                return
            yield b"".join(canonical_json(row) + b"\n" for row in rows if row["seq"] <= end)
            after = rows[-1]["seq"]
