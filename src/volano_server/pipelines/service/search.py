"""Finding passages by meaning: all vectors of a version in memory, compared by cosine.

Exact and quick up to some twenty thousand passages; the version, not the table, is what is kept in memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from volano_server.catalog import VersionOut, lake_table_of
from volano_server.lake import DatasetStore
from volano_server.pipelines.errors import EmbedderChanged, EmptyKnowledgeBase
from volano_server.pipelines.schemas import Passage
from volano_server.serving import Embedder, scan_input

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEPT = 4


@dataclass(frozen=True, slots=True)
class _Loaded:
    rows: list[dict[str, Any]]
    vectors: NDArray[Any]


class Searcher:
    """Finds passages in versions of knowledge bases."""

    def __init__(self, lake: DatasetStore, embedder: Embedder) -> None:
        self._lake = lake
        self._embedder = embedder
        self._kept: OrderedDict[str, _Loaded] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, base: VersionOut, question: str, count: int) -> list[Passage]:
        """The passages nearest to the question, nearest first. Raises EmbedderChanged or EmptyKnowledgeBase."""
        if base.content["embedder"] != self._embedder.name:
            raise EmbedderChanged(
                f"{base.ref} was made with `{base.content['embedder']}`, here is `{self._embedder.name}`",
                hint="build the knowledge base anew",
            )
        loaded = self._load(base)
        scores = loaded.vectors @ self._embedder.embed([question])[0]
        best = scores.argsort()[::-1][:count]
        return [
            Passage(
                id=loaded.rows[i]["row_id"], title=loaded.rows[i]["title"], text=loaded.rows[i]["text"],
                score=round(float(scores[i]), 4), rules=scan_input(loaded.rows[i]["text"]),
            )
            for i in best
        ]  # fmt: skip

    def _load(self, base: VersionOut) -> _Loaded:
        import numpy as np

        with self._lock:
            if base.id in self._kept:
                self._kept.move_to_end(base.id)
                return self._kept[base.id]
        table = lake_table_of(base.content)
        if table is None or table.rows == 0:
            raise EmptyKnowledgeBase(f"{base.ref} has no passages", hint="build it from a data set that has texts")
        rows = [row for batch in self._lake.open(table.uri, table.version).scan() for row in batch.to_pylist()]
        vectors = np.array([row.pop("vector") for row in rows], dtype=np.float32)
        loaded = _Loaded(rows, vectors)
        with self._lock:
            self._kept[base.id] = loaded
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return loaded
