"""Kill -9 loops over jobs, catalog transitions and imports: nothing acknowledged is lost, nothing is half done.

    python bench/kill/run.py --points 1000 --database both --workload all

`--points` kills are shared out among the workloads and databases. Exits with 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.kill import catalog, imports, jobs
from bench.kill.harness import Workload, run
from tests.harness.postgres import PrivatePostgres, find_binaries

WORKLOADS: dict[str, Workload] = {"jobs": jobs.Jobs(), "catalog": catalog.Catalog(), "imports": imports.Imports()}
COLUMNS = [
    "workload",
    "database",
    "points",
    "in which phase",
    "seconds",
    "acknowledged",
    "lost",
    "repeated",
    "events chained",
    "faults",
]


def table(reports: list[dict[str, Any]]) -> str:
    """The reports as a table for people."""
    rows = [COLUMNS]
    for one in reports:
        phases = ", ".join(f"{mode} {number}" for mode, number in sorted(one["kills"].items()))
        rows.append(
            [str(cell) for cell in (
                one["workload"], one["database"], sum(one["kills"].values()), phases, one["seconds"],
                one["acknowledged"], one["lost"], one["repeated"], one["events"], len(one["faults"]),
            )]
        )  # fmt: skip
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def on_store(workload: Workload, kind: str, points: int, seed: int, home: Path, url: str) -> dict[str, Any]:
    """The report on a store of its own: a new file, the database at `url`, or a private PostgreSQL server."""
    if kind == "sqlite" or url:
        return run(workload, kind, points, seed, home, url if kind == "postgresql" else "")
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("no PostgreSQL on this machine: install Debian's `postgresql` package")
    server = PrivatePostgres(binaries)
    try:
        return run(workload, kind, points, seed, home, server.url())
    finally:
        server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1000, help="kills in all")
    parser.add_argument("--workload", choices=["all", *WORKLOADS], default="all")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database to use, in place of a private server")
    parser.add_argument("--json", action="store_true", help="print the reports as JSON")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the work stumbles on purpose
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    chosen = list(WORKLOADS.values()) if options.workload == "all" else [WORKLOADS[options.workload]]
    reports, points = [], -(-options.points // (len(kinds) * len(chosen)))
    with tempfile.TemporaryDirectory(prefix="volano-kill-") as folder:
        for workload in chosen:
            for kind in kinds:
                home = Path(folder) / workload.name / kind
                reports.append(on_store(workload, kind, points, options.seed, home, options.url))
                if not options.json:
                    print(table(reports[-1:]).splitlines()[-1], flush=True)
    print(json.dumps(reports) if options.json else "\n" + table(reports))
    if not options.json:
        for one in reports:
            print(f"{one['workload']} on {one['database']}: {one['notes']}")
            for fault in one["faults"][:20]:
                print("  FAULT", fault)
    sys.exit(1 if any(one["faults"] for one in reports) else 0)


if __name__ == "__main__":
    main()
