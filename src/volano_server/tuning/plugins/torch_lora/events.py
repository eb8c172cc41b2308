"""What a training child tells its parent: JSON objects, one a line, on standard output, flushed at once.

`phase`       name: load, encode, train, export, verify
`step`        step, total_steps, loss, learning_rate, tokens, tokens_per_second, seconds, eta_seconds,
              cpu_seconds, rss_bytes
`checkpoint`  step, path
`done`        result (folder), loss, steps, seconds, cpu_seconds, and the evidence of the verification
`error`       code, message, hint

`tokens`, `seconds` and `cpu_seconds` of a step count from the start of this process, so a resumed run counts anew.
"""

from __future__ import annotations

import json
import resource
import sys
import time

_STARTED = time.monotonic()


def emit(event: str, **fields: object) -> None:
    """Write one event; NaN and infinities are refused by ValueError, since they are not JSON."""
    sys.stdout.write(json.dumps({"event": event, **fields}, allow_nan=False) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line for people, on standard error."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def seconds() -> float:
    """Wall seconds since this process began."""
    return time.monotonic() - _STARTED


def cpu_seconds() -> float:
    """Processor seconds that this process used, in user and kernel mode."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def rss_bytes() -> int:
    """The most memory this process has held; Linux counts it in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
