"""Engines run the row steps of recipes: in this process, or on Daft and from there on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from volano_server.data.domain.chain import Chain, Passed

if TYPE_CHECKING:
    import pyarrow as pa

EngineName = Literal["inline", "daft"]


class Engine(Protocol):
    """Runs a chain of row steps over a stream of batches. Every engine gives the same rows, in any order."""

    def run(self, chain: Chain, schema: pa.Schema, batches: Iterator[pa.Table], folder: Path) -> Iterator[Passed]:
        """The passed batches. `schema` is that of `batches`; `folder` is for temporary files."""


def open_engine(name: EngineName) -> Engine:
    """The engine of that name."""
    if name == "daft":
        from volano_server.data.plugins.engines.daft import DaftEngine

        return DaftEngine()
    from volano_server.data.plugins.engines.inline import InlineEngine

    return InlineEngine()
