"""Rows whose texts are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from volano_server.data.domain.recipe import TableStep, need_column, step
from volano_server.data.domain.text import comparable_text

if TYPE_CHECKING:
    import pyarrow as pa


@step("exact_duplicates", version=1)
class ExactDuplicates(TableStep):
    """Removes rows whose texts are equal to those of another row; the row with the smallest key stays."""

    columns: list[str] = Field(["subject", "body"], min_length=1, description="columns that must all be equal")
    compare: Literal["words", "exact"] = Field(
        "words", description="`words` ignores case, punctuation and layout; `exact` compares every character"
    )

    def observe(self, table: pa.Table, key: str) -> pa.Table:
        import pyarrow as pa
        import xxhash

        columns = [need_column(table, name, text=True).to_pylist() for name in self.columns]
        digests = []
        for texts in zip(*columns, strict=True):
            shown = [comparable_text(text or "") if self.compare == "words" else text or "" for text in texts]
            digests.append(xxhash.xxh3_128_digest("\x00".join(shown).encode()))
        return pa.table({"key": table.column(key), "digest": pa.array(digests, pa.binary(16))})

    def decide(self, observed: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
        import pyarrow as pa

        keys, digests = observed.column("key").to_pylist(), observed.column("digest").to_pylist()
        first: dict[bytes, Any] = {}
        for key, digest in zip(keys, digests, strict=True):
            first[digest] = min(first.get(digest, key), key)
        reasons = [
            None if first[digest] == key else "exact duplicate" for key, digest in zip(keys, digests, strict=True)
        ]
        return pa.table({"reason": pa.array(reasons, pa.string())}), {"distinct texts": len(first)}
