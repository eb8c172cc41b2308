"""Rows whose texts say nearly the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from volano_server.data.domain.near import PERMUTATIONS, cluster, signatures_of
from volano_server.data.domain.recipe import TableStep, need_column, step

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLED_PAIRS = 10


@step("near_duplicates", version=1)
class NearDuplicates(TableStep):
    """Removes or marks rows whose texts share most runs of five words; adds a `cluster` column either way.

    Of each cluster the row with the smallest key stays. A cluster is named by that key.
    """

    column: str = Field("body", description="column with the text")
    threshold: float = Field(0.8, ge=0.5, le=1.0, description="smallest share of common runs, 0.5 to 1.0")
    min_words: int = Field(10, ge=5, le=10_000, description="texts with fewer words are not compared; 5 or more")
    action: Literal["remove", "mark"] = Field("remove", description="`remove`, or `mark` to only add the cluster")

    def observe(self, table: pa.Table, key: str) -> pa.Table:
        import pyarrow as pa

        signatures, words = signatures_of(need_column(table, self.column, text=True).combine_chunks())
        packed = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(4 * PERMUTATIONS), len(signatures), [None, pa.py_buffer(signatures.tobytes())]
        )
        return pa.table({"key": table.column(key), "signature": packed, "words": pa.array(words)})

    def decide(self, observed: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        ordered = pc.sort_indices(observed, [("key", "ascending")])
        compared = pc.filter(ordered, pc.greater_equal(pc.take(observed.column("words"), ordered), self.min_words))
        rows = np.asarray(compared)
        packed = pc.take(observed.column("signature").combine_chunks(), compared)
        content = b"".join(packed.to_pylist())
        found = cluster(np.frombuffer(content, dtype=np.uint32).reshape(len(rows), PERMUTATIONS), self.threshold)
        keys = observed.column("key").to_pylist()
        clusters = list(keys)
        for place, root in enumerate(found.roots):
            clusters[rows[place]] = keys[rows[root]]
        drop = [self.action == "remove" and own != first for own, first in zip(keys, clusters, strict=True)]
        reasons = pa.array(["near duplicate" if gone else None for gone in drop], pa.string())
        pairs = [(keys[rows[one]], keys[rows[two]], round(overlap, 3)) for one, two, overlap in found.pairs]
        sizes = [size for size in Counter(clusters).values() if size > 1]
        notes = {
            "clusters": len(sizes),
            "rows in clusters": sum(sizes),
            "largest cluster": max(sizes, default=0),
            "not compared (too short)": len(keys) - len(rows),
            "sampled pairs": [
                {"kept": one, "other": two, "overlap": overlap}
                for one, two, overlap in pairs[:: max(1, len(pairs) // 10)]
            ][:_SAMPLED_PAIRS],
        }
        return pa.table({"reason": reasons, "cluster": pa.array(clusters, observed.column("key").type)}), notes
