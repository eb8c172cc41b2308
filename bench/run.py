"""Every figure the project promises, one after the other; `bench/run.py NAME…` for some. Each prints its own lines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHES = {
    "import": [HERE / "house" / "import_time.py"],
    "startup": [HERE / "house" / "startup.py", "--peer"],
    "jobs": [HERE / "jobs" / "throughput.py"],
    "kill": [HERE / "jobs" / "kill_loop.py", "--points", "1000", "--database", "both"],
    "drift": [HERE / "monitoring" / "drift_power.py"],
}


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    if unknown := sorted(set(wanted) - set(BENCHES)):
        print(f"error: there is no bench `{unknown[0]}`; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    worst = 0
    for name in wanted:
        print(f"== {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, *map(str, BENCHES[name])], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
