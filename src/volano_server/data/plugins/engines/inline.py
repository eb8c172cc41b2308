"""The default engine: batch after batch in this process, in constant memory and without a start-up time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from volano_server.data.domain.chain import Chain, Passed

if TYPE_CHECKING:
    import pyarrow as pa


class InlineEngine:
    """Runs the chain in the caller's thread."""

    def run(self, chain: Chain, schema: pa.Schema, batches: Iterator[pa.Table], folder: Path) -> Iterator[Passed]:
        return map(chain.run, batches)
