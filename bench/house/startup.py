"""From command to the first healthy answer on a populated store, and memory when idle; `--peer` beside MLflow's server.

The peer gets a virtual environment of its own under bench/.peers (made on first use) and a populated store as well:
RUNS runs with METRICS points each in both. Bars: 3 s and 200 MB for our server process.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE.parent / ".peers"
MLFLOW = "mlflow==3.17.2"
RUNS, METRICS, REPEATS, IDLE_SECONDS = 300, 50, 5, 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", action="store_true", help="measure MLflow's server in the same run")
    with tempfile.TemporaryDirectory() as folder:
        ours = measure("volano", *volano(Path(folder)))
        if not parser.parse_args().peer:
            return judge(ours)
        theirs = measure("mlflow", *mlflow(Path(folder)))
    print(
        f"ratio mlflow / volano: start {theirs[0] / ours[0]:.1f}, "
        f"memory of the server process {theirs[1] / ours[1]:.1f}, memory of all processes {theirs[2] / ours[2]:.1f}"
    )
    return judge(ours)


def judge(ours: tuple[float, float, float]) -> int:
    """The exit code: 0 when both bars are met."""
    return 0 if ours[0] < 3 and ours[1] < 200 else 1


def measure(name: str, command: list[str], environment: dict[str, str], url: str) -> tuple[float, float, float]:
    """Median seconds to ready, then MB of the server process and of all its processes after IDLE_SECONDS."""
    seconds, server, whole = [], [], []
    for _ in range(REPEATS):
        begun = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            wait(lambda: urllib.request.urlopen(url, timeout=2).status == 200)
            seconds.append(time.monotonic() - begun)
            time.sleep(IDLE_SECONDS)
            server.append(resident(process.pid))
            whole.append(sum(resident(pid) for pid in family(process.pid)))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
    found = tuple(statistics.median(one) for one in (seconds, server, whole))
    memory = f"server {found[1]:.0f} MB, all processes {found[2]:.0f} MB"
    print(f"{name}: ready in {found[0]:.2f} s, {memory} ({REPEATS} starts)")
    return found  # type: ignore[return-value]


def volano(folder: Path) -> tuple[list[str], dict[str, str], str]:
    """Our server on a store with RUNS runs."""
    home, command = folder / "volano", [sys.executable, "-c", "from volano.cli import main; main()"]
    environment = os.environ | {"VOLANO_HOME": str(home)}
    up = [*command, "up", "--port", "8791"]
    process = subprocess.Popen(up, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = "http://127.0.0.1:8791/health"
    wait(lambda: urllib.request.urlopen(url, timeout=2).status == 200)
    from volano import Client

    with Client("http://127.0.0.1:8791", (home / "secrets" / "local.key").read_text()) as client:
        for number in range(RUNS):
            run = client.runs.create(kind="other", name=f"run {number}", parameters={"number": number})
            points = [{"key": "loss", "value": 1 / (step + 1), "step": step} for step in range(METRICS)]
            client.runs.log_metrics(run["id"], points=points)  # type: ignore[arg-type]
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=40)
    return up, environment, url


def mlflow(folder: Path) -> tuple[list[str], dict[str, str], str]:
    """MLflow's server on a SQLite store with as many runs."""
    place = PEERS / "mlflow"
    if not (place / "done").exists():
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin" / "pip", "install", "--quiet", MLFLOW], check=True)
        (place / "done").touch()
    store = f"sqlite:///{folder}/mlflow.db"
    fill = (
        "import mlflow, sys, time\nfrom mlflow.entities import Metric\n"
        "client = mlflow.MlflowClient(tracking_uri=sys.argv[1])\n"
        f"for number in range({RUNS}):\n"
        "    run = client.create_run('0')\n"
        f"    points = [Metric('loss', 1 / (step + 1), int(time.time() * 1000), step) for step in range({METRICS})]\n"
        "    client.log_batch(run.info.run_id, metrics=points)\n"
    )
    subprocess.run([place / "bin" / "python", "-c", fill, store], check=True, stderr=subprocess.DEVNULL)
    up = [
        str(place / "bin" / "mlflow"),
        "server",
        "--backend-store-uri",
        store,
        "--port",
        "8792",
        "--host",
        "127.0.0.1",
    ]
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return up, os.environ | {"PATH": path}, "http://127.0.0.1:8792/health"


def wait(ready: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError("it did not get ready")


def family(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def resident(pid: int) -> float:
    """Resident MB of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()}))
    sys.exit(main())
