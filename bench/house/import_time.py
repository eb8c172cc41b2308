"""How long `import volano` takes in a fresh interpreter, and which modules come with it. Bar: 0.3 s, none heavy."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

HEAVY = ("fastapi", "sqlalchemy", "pydantic", "torch", "numpy", "pyarrow", "httpx2", "volano_server")
CODE = (
    "import time, sys, json; begun = time.perf_counter(); import volano; volano.Client; "
    "print(json.dumps([time.perf_counter() - begun, sorted({name.partition('.')[0] for name in sys.modules})]))"
)
RUNS = 15


def main() -> int:
    seconds, loaded = [], set()
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
        took, names = json.loads(done.stdout)
        seconds.append(took)
        loaded |= set(names) & set(HEAVY)
    print(
        f"import volano and name its client: median {statistics.median(seconds):.3f} s, "
        f"worst {max(seconds):.3f} s of {RUNS}; heavy modules loaded: {', '.join(sorted(loaded)) or 'none'}"
    )
    return 0 if statistics.median(seconds) < 0.3 and not loaded else 1


if __name__ == "__main__":
    sys.exit(main())
