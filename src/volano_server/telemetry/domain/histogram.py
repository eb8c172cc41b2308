"""Latency histograms with logarithmic buckets: they merge by adding counts, and percentiles err by at most 2.5 %.

Bucket b holds latencies in (1.05^(b-1), 1.05^b] microseconds (the scheme of DDSketch, Masson et al., VLDB 2019).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

_LOG = math.log(1.05)


def bucket_of(micros: int) -> int:
    """The bucket of a latency in microseconds; 0 for one microsecond and less."""
    return 0 if micros <= 1 else math.ceil(math.log(micros) / _LOG - 1e-9)


def middle_of(bucket: int) -> float:
    """The latency in microseconds that stands for a bucket: the point of equal relative error."""
    return 2 * math.exp(bucket * _LOG) / (1 + 1.05)


def percentile(counts: Mapping[int, int], share: float) -> float | None:
    """The latency in microseconds below which `share` (0 to 1) of the counted ones lie; None when none were."""
    total = sum(counts.values())
    if total == 0:
        return None
    rank = max(1, math.ceil(share * total))
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= rank:
            return middle_of(bucket)
    raise AssertionError("unreachable")
