"""What does the gateway add to a call? The same question straight to the engine, and through the gateway.

    python bench/serving/gateway_overhead.py [--calls 400]

A house on SQLite with all its features on (key, limits, guard, prompt, durable trace) and a model so small that the
engine's own time does not hide the gateway's. Calls alternate, one after the other, over kept connections, so that a
busy machine slows both. The added time is the difference of the two; the processor time is that of the whole
process, asking included, and is the figure to believe on a machine that does other things as well.
"""

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.harness.house import TestHouse
from tests.harness.stores import SqliteStores
from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model
from tests.serving.gateway.conftest import served
from tests.wheel.workshop import Workshop

from volano_server.catalog import CatalogService
from volano_server.serving import Responder
from volano_server.serving.engines import EngineHandle

TEXT = "Dear support, I was charged twice for my order of last week; please send the money back to my card. " * 4


def asker(url: str, key: str, model: str) -> Callable[[], None]:
    """Asks one question over a kept connection."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port)
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": TEXT}], "max_tokens": 1}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask() -> None:
        connection.request("POST", "/v1/chat/completions", body, headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()

    return ask


def measured(ask: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds of one call, and of the processor."""
    begun, worked = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)


def line(name: str, calls: list[tuple[float, float]]) -> tuple[float, float]:
    """p50 and p99 of the times, printed with the mean of the processor times."""
    cuts = statistics.quantiles([one for one, _ in calls], n=100)
    print(f"{name:22}{cuts[49]:10.2f}{cuts[98]:10.2f}{statistics.fmean(work for _, work in calls):14.2f}")
    return cuts[49], cuts[98]


def engine(house: TestHouse, ref: str) -> EngineHandle:
    """Where the engine of a model version answers."""
    services = house.house.services
    catalog = services[CatalogService]
    version = house.house.database.read(house.subject(), lambda tx: catalog.resolve(tx, "model", ref))
    handle: EngineHandle = services[Responder].start(version)
    return handle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=400)
    calls = parser.parse_args().calls
    with tempfile.TemporaryDirectory() as folder:
        house = TestHouse(SqliteStores().settings(Path(folder) / "home"))
        shop = Workshop(house)
        path = Path(folder) / "tiny.gguf"
        write_tiny_model(path)
        model = {
            "blob": shop.upload("tiny.gguf", path.read_bytes())["digest"], "license": "test", "source": "test",
            "chat_template": TEMPLATE, "context": 1024,
        }  # fmt: skip
        ref = shop.post("/models/tiny/import", model)["ref"]
        limits = {"requests_per_minute": 1_000_000, "burst": 100_000}
        shop.post("/endpoints", {"name": "plain", "plan": {"targets": [{"model": ref}], "limits": limits}})
        with served(house) as url:
            through = asker(url, house.members["editor"].key, "plain")
            through()
            handle = engine(house, ref)
            direct = asker(handle.base_url, handle.api_key, handle.model)
            times = [(measured(direct), measured(through)) for _ in range(calls)][calls // 10 :]
        print(f"{len(times)} calls of {len(TEXT)} characters{'':1}p50 ms    p99 ms  processor ms")
        straight = line("engine", [one for one, _ in times])
        gateway = line("through the gateway", [one for _, one in times])
        line("added", [(after[0] - before[0], after[1] - before[1]) for before, after in times])
        print(f"ratio {gateway[0] / straight[0]:.2f} at p50, {gateway[1] / straight[1]:.2f} at p99")
        house.close()


if __name__ == "__main__":
    main()
