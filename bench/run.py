"""Every figure the project promises, one after the other; `bench/run.py NAME…` for some. Each prints its own lines.

Options go to the bench named before them: `bench/run.py kill --points 1000`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
BENCHES = {
    "import": [HERE / "house" / "import_time.py"],
    "startup": [HERE / "house" / "startup.py", "--peer"],
    "jobs": [HERE / "jobs" / "throughput.py"],
    "kill": [HERE / "kill" / "run.py"],
    "gateway": [HERE / "serving" / "gateway_overhead.py"],
    "drift": [HERE / "monitoring" / "drift_power.py"],
}


def main() -> int:
    given = sys.argv[1:]
    first = next((number for number, word in enumerate(given) if word.startswith("-")), len(given))
    wanted, options = given[:first] or list(BENCHES), given[first:]
    if unknown := sorted(set(wanted) - set(BENCHES)):
        print(f"error: there is no bench `{unknown[0]}`; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    worst = 0
    for name in wanted:
        print(f"== {name}", flush=True)
        more = options if name == wanted[-1] else []
        worst = max(worst, subprocess.run([sys.executable, *map(str, BENCHES[name]), *more], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
