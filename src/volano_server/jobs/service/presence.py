"""A worker on the list of those that are alive, and the burial of those on this machine that are not."""

from __future__ import annotations

from collections.abc import Collection

from volano_server.config import JobSettings
from volano_server.db import Database, Tx
from volano_server.jobs.service.process import is_gone, place, process_key
from volano_server.jobs.store import ClaimStore, WorkerStore
from volano_server.kit.clock import SECOND
from volano_server.kit.subject import system_subject

_PLATFORM = system_subject("worker")
ANY = "*"


class Presence:
    """This worker's entry. `queues` and `kinds` are what it serves."""

    def __init__(
        self,
        database: Database,
        worker_id: str,
        name: str,
        settings: JobSettings,
        *,
        queues: Collection[str] | None,
        kinds: Collection[str],
    ) -> None:
        self._database = database
        self._worker_id = worker_id
        self._lease = round(settings.lease_seconds * SECOND)
        self._place = place()
        self._row = {
            "id": worker_id, "name": name, "place": self._place, "process": process_key(),
            "queues": [ANY] if queues is None else sorted(queues), "kinds": sorted(kinds),
            "threads": settings.worker_threads,
        }  # fmt: skip

    def show(self, *, draining: bool) -> None:
        """Nothing; this worker is alive for another lease."""

        def work(tx: Tx) -> None:
            store, until = WorkerStore(tx), tx.now() + self._lease
            if not store.keep_alive(self._worker_id, until, draining=draining):
                store.add(self._row | {"draining": draining, "started_at": tx.now(), "alive_until": until})

        self._database.write(_PLATFORM, work)

    def leave(self) -> None:
        """Nothing; takes this worker off the list."""
        self._database.write(_PLATFORM, lambda tx: WorkerStore(tx).remove(self._worker_id))

    def bury_the_dead(self) -> int:
        """How many workers of this machine turned out to have died; their jobs are free at once."""
        rows = self._database.read(_PLATFORM, lambda tx: WorkerStore(tx).at(self._place)) if self._place else []
        gone = [row.id for row in rows if row.id != self._worker_id and is_gone(row.process)]

        def work(tx: Tx) -> None:
            for worker_id in gone:
                ClaimStore(tx).expire_leases_of(worker_id)
                WorkerStore(tx).remove(worker_id)
            WorkerStore(tx).remove_forgotten()

        if gone:
            self._database.write(_PLATFORM, work)
        return len(gone)
