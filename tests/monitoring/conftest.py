"""An endpoint with traffic of many callers over many windows, and its monitor."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import pytest

from tests.harness.house import TestHouse
from tests.serving.engines.tiny_model import write_tiny_model
from tests.wheel.workshop import Workshop
from volano_server.kit.clock import SECOND, now
from volano_server.telemetry import NewSpan, TelemetryService

WINDOW = 600


class Traffic:
    """Calls of many callers as the gateway traces them, some windows ago."""

    def __init__(self, house: TestHouse) -> None:
        self.house = house
        self.spans: list[NewSpan] = []

    def call(self, caller: str, ago: int, count: int = 1, *, attack: bool = False, tokens: int = 50) -> None:
        """`count` calls in the middle of the window that lies `ago` windows back; 0 is the current one."""
        for number in range(count):
            at = now() - (ago * WINDOW + WINDOW // 2) * SECOND + number
            failed = "content_policy_violation: the input was refused" if attack else ""
            self.spans.append(
                NewSpan(
                    trace_id=secrets.token_hex(16), span_id=secrets.token_hex(8), name="chat mail", kind="llm",
                    started_at=at, ended_at=at + 1000, status="error" if attack else "ok", status_message=failed,
                    service="gateway", endpoint="mail", principal_id=caller, principal_name=caller,
                    input_tokens=tokens, output_tokens=1,
                    attributes={"error.type": "content_policy_violation"} if attack else {},
                    input=[{"role": "user", "content": f"{caller} {secrets.token_hex(8)} {ago} {number}"}],
                )
            )  # fmt: skip

    def keep(self) -> None:
        """Nothing; writes the spans down."""
        telemetry = self.house.house.services[TelemetryService]
        self.house.house.database.write(self.house.subject(), lambda tx: telemetry.record_spans(tx, self.spans))


class Watch:
    """An endpoint and its monitor."""

    def __init__(self, house: TestHouse, shop: Workshop) -> None:
        self.shop, self.traffic = shop, Traffic(house)

    def look(self, **parameters: Any) -> dict[str, dict[str, Any]]:
        """The callers that a look finds conspicuous, by id."""
        self.traffic.keep()
        body = {
            "name": "abuse",
            "endpoint": "mail",
            "parameters": {"kind": "abuse", "window_seconds": WINDOW} | parameters,
        }
        self.shop.post("/monitors", body)
        self.status = self.shop.finish(self.shop.post("/monitors/abuse/look", {}))
        found = self.shop.get("/monitors/abuse/results")["items"][0]["body"]["callers"]
        return {one["principal_id"]: one for one in found}


@pytest.fixture
def watch(house: TestHouse, tmp_path: Path) -> Watch:
    shop = Workshop(house)
    path = tmp_path / "tiny.gguf"
    write_tiny_model(path)
    blob = shop.upload("tiny.gguf", path.read_bytes())["digest"]
    model = {"blob": blob, "license": "test", "source": "test", "context": 64}
    ref = shop.post("/models/tiny/import", model)["ref"]
    shop.post("/endpoints", {"name": "mail", "plan": {"targets": [{"model": ref}]}})
    return Watch(house, shop)
