"""What tracking asks of the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from volano_server.db import Tx
from volano_server.tracking.domain.links import LinkedVersion


class Lineage(Protocol):
    """Resolves references and keeps the edges between a run and the versions it read and made."""

    def resolve_link(self, tx: Tx, role: str, kind: str, ref: str) -> LinkedVersion:
        """The version behind `ref`. Raises NotFound when there is none."""
        ...

    def record_links(self, tx: Tx, run_id: str, direction: str, links: Sequence[LinkedVersion]) -> None:
        """Nothing; writes the edges. `direction` is `input` or `output`."""
        ...
