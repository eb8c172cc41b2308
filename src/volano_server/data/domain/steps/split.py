"""Rows dealt to parts such as train and test, for good."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pydantic import Field, field_validator

from volano_server.data.domain.recipe import Outcome, RowStep, need_column, put_column, step

if TYPE_CHECKING:
    import pyarrow as pa


@step("split", version=1)
class Split(RowStep):
    """Adds a `split` column, decided by a hash of one column alone, so that a row keeps its part in later versions.

    With the `cluster` column of `near_duplicates` as the key, near-duplicates land in the same part.
    """

    by: str = Field("cluster", description="column whose value decides; rows with equal values stay together")
    parts: dict[str, float] = Field(
        {"train": 0.8, "validation": 0.1, "test": 0.1}, min_length=1, description="shares above 0 that add up to 1"
    )
    seed: str = Field("", max_length=100, description="another text deals anew")

    @field_validator("parts")
    @classmethod
    def _whole(cls, parts: dict[str, float]) -> dict[str, float]:
        if not math.isclose(sum(parts.values()), 1.0, abs_tol=1e-6) or min(parts.values()) <= 0:
            raise ValueError(f"the shares add up to {sum(parts.values()):g}")
        return parts

    def apply(self, table: pa.Table) -> Outcome:
        import pyarrow as pa

        values = need_column(table, self.by).to_pylist()
        return Outcome(put_column(table, "split", pa.array([self._part(value) for value in values], pa.string())))

    def _part(self, value: object) -> str:
        import xxhash

        point = xxhash.xxh3_64_intdigest(f"{self.seed}\x00{value}".encode()) / 2**64
        passed = 0.0
        names = sorted(self.parts)  # not in written order, which JSON does not keep
        for name in names:
            passed += self.parts[name]
            if point < passed:
                return name
        return names[-1]
