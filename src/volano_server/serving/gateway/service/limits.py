"""How often one caller may ask: a token bucket for each caller and endpoint, and the count of refusals."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from volano_server.kit.subject import Subject
from volano_server.serving.endpoints import CallerThrottled, ResolvedEndpoint
from volano_server.serving.gateway.domain.buckets import Bucket, take
from volano_server.serving.gateway.errors import RateLimited

MOST_BUCKETS = 10_000
THROTTLED_PER_MINUTE = 6
Refusals = Counter[tuple[str, str, str]]
"""How often (workspace, principal, reason) was refused since the last look."""


class CallLimits:
    """Limits of this process. Refusals are counted, not traced one by one: a flood must stay cheap."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str, str], Bucket] = OrderedDict()
        self._refusals: Refusals = Counter()
        self._lock = threading.Lock()

    def take(self, subject: Subject, endpoint: ResolvedEndpoint) -> None:
        """Nothing, when the caller may ask now. Raises RateLimited or CallerThrottled with the time to wait."""
        rate, burst = float(endpoint.plan.limits.requests_per_minute), endpoint.plan.limits.burst
        if endpoint.throttled:
            rate, burst = min(rate, THROTTLED_PER_MINUTE), 1
        key = (str(subject.workspace_id), subject.id, endpoint.name)
        with self._lock:
            before = self._buckets.pop(key, None)
            bucket, wait = take(before, rate / 60, burst, self._clock())
            self._buckets[key] = bucket
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
            if wait <= 0:
                return
            reason = "throttled" if endpoint.throttled else "rate_limited"
            self._refusals[str(subject.workspace_id), subject.id, reason] += 1
        if endpoint.throttled:
            raise CallerThrottled(f"`{subject.name}` is held back: {endpoint.throttled}", retry_after=wait)
        raise RateLimited(
            f"`{subject.name}` may ask `{endpoint.name}` {rate:g} times a minute",
            retry_after=wait,
            hint="wait as Retry-After says, or ask a maintainer for a higher limit",
        )

    def note(self, subject: Subject, reason: str) -> None:
        """Nothing; counts a refusal for another reason than too many requests."""
        with self._lock:
            self._refusals[str(subject.workspace_id), subject.id, reason] += 1

    def take_refusals(self) -> Refusals:
        """The refusals counted since the last call of this method."""
        with self._lock:
            counted, self._refusals = self._refusals, Counter()
        return counted
