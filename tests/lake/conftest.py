"""Tables to try the stores with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from volano_server.lake import DatasetStore, open_dataset_store

SCHEMA = pa.schema(
    [
        ("row_id", pa.string()),
        ("body", pa.large_string()),
        ("chars", pa.int64()),
        ("score", pa.float64()),
        ("spam", pa.bool_()),
        ("sent_at", pa.timestamp("us", tz="UTC")),
        ("raw", pa.large_binary()),
        ("vector", pa.list_(pa.float32(), 2)),
    ]
)


def make_rows(start: int, stop: int, body: str = "text") -> pa.Table:
    """Rows `r<start>` to `r<stop - 1>`; every tenth has an empty score, the next one no vector."""
    numbers = range(start, stop)
    return pa.table(
        {
            "row_id": [f"r{n}" for n in numbers],
            "body": [f"{body} {n} è \x00 'quoted'" for n in numbers],
            "chars": list(numbers),
            "score": [None if n % 10 == 0 else n / 2 for n in numbers],
            "spam": [n % 3 == 0 for n in numbers],
            "sent_at": [datetime(2002, 8, 1 + n % 28, tzinfo=UTC) for n in numbers],
            "raw": [bytes([n % 256]) * (n % 7) for n in numbers],
            "vector": [None if n % 10 == 1 else [float(n), 1.0] for n in numbers],
        },
        schema=SCHEMA,
    )


StoreFactory = Callable[..., DatasetStore]


@pytest.fixture(params=["lance", "parquet"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> StoreFactory:
    """Opens the store in this test's directory, once per implementation; call it twice for a second handle."""

    def opened(root: Path = tmp_path / "lake", wait_seconds: float = 5.0) -> DatasetStore:
        return open_dataset_store(root, kind=request.param, wait_seconds=wait_seconds)

    return opened


@pytest.fixture
def store(open_store: StoreFactory) -> DatasetStore:
    return open_store()
