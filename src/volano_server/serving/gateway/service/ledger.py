"""The ledger of refusals: what the limits of this process counted, written down every second."""

from __future__ import annotations

import logging
import threading

from volano_server.db import Database, Tx
from volano_server.kit.errors import AppError
from volano_server.kit.subject import system_subject
from volano_server.serving.gateway.service.limits import CallLimits
from volano_server.serving.gateway.store import RefusalStore

_LOG = logging.getLogger("volano.gateway")
EVERY_SECONDS = 1.0


class RefusalLedger:
    """Writes refusals down in the background; `windows` reads what every process wrote."""

    def __init__(self, database: Database, limits: CallLimits) -> None:
        self._database = database
        self._limits = limits
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="volano-refusals", daemon=True)

    def start(self) -> None:
        """Nothing; begins to write. Only a process that answers calls needs it."""
        self._thread.start()

    def windows(self, tx: Tx, moment: int, width: int) -> dict[tuple[str, int], int]:
        """How often each (principal, window) was refused, in windows of `width` microseconds from `moment` on."""
        return RefusalStore(tx).windows(moment, width)

    def flush(self) -> None:
        """Nothing; writes what was counted so far."""
        by_workspace: dict[str, list[tuple[str, str, int]]] = {}
        for (workspace_id, principal_id, reason), count in self._limits.take_refusals().items():
            by_workspace.setdefault(workspace_id, []).append((principal_id, reason, count))
        for workspace_id, counted in by_workspace.items():
            subject = system_subject("gateway", workspace_id)
            self._database.write(subject, lambda tx, counted=counted: _write(tx, counted))  # type: ignore[misc]

    def close(self) -> None:
        """Nothing; writes the rest."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        self.flush()

    def _keep(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            try:
                self.flush()
            except AppError as error:
                _LOG.warning("refusals were not written: %s", error.message)


def _write(tx: Tx, counted: list[tuple[str, str, int]]) -> None:
    for principal_id, reason, count in counted:
        RefusalStore(tx).add(principal_id, reason, count)
