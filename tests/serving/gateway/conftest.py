"""A house that listens on a port, with a tiny model behind endpoints, and OpenAI's own client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openai
import pytest
import uvicorn

from tests.harness.house import TestHouse
from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model
from tests.wheel.workshop import Workshop
from volano_server.app.build import with_front_door
from volano_server.serving import EngineHost
from volano_server.telemetry import SpanFilter, SpanOut, TelemetryService

CONTEXT = 512


@dataclass
class Front:
    """The gateway as its users see it: `ask` is OpenAI's client, `shop` the management API."""

    house: TestHouse
    shop: Workshop
    url: str
    model: str
    clients: list[openai.OpenAI] = field(default_factory=list)

    def client(self, key: str | None = None, **options: Any) -> openai.OpenAI:
        chosen = self.house.members["editor"].key if key is None else key
        made = openai.OpenAI(base_url=f"{self.url}/v1", api_key=chosen, **({"max_retries": 0} | options))
        self.clients.append(made)
        return made

    def ask(self, text: str = "is it spam?", model: str = "plain", **more: Any) -> Any:
        messages = more.pop("messages", [{"role": "user", "content": text}])
        return self.client().chat.completions.create(model=model, messages=messages, **more)

    def endpoint(self, name: str, target: dict[str, Any] | None = None, **plan: Any) -> None:
        targets = [{"model": self.model} | (target or {})]
        self.shop.post("/endpoints", {"name": name, "plan": {"targets": targets, **plan}})

    def prompt(self, name: str, **content: Any) -> str:
        return str(self.shop.post(f"/prompts/{name}/versions", content)["ref"])

    def spans(self, endpoint: str = "plain") -> list[SpanOut]:
        """The gateway's spans of an endpoint, newest first."""
        telemetry = self.house.house.services[TelemetryService]
        wanted = SpanFilter(endpoint=endpoint, service="gateway")
        page = self.house.house.database.read(self.house.subject(), lambda tx: telemetry.list_spans(tx, wanted))
        return list(page.items)

    @property
    def engines(self) -> EngineHost:
        host: EngineHost = self.house.house.services[EngineHost]
        return host


@pytest.fixture(scope="session")
def tiny_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    write_tiny_model(path)
    return path.read_bytes()


@pytest.fixture
def front(house: TestHouse, tiny_bytes: bytes, tmp_path: Path) -> Iterator[Front]:
    """The house on a loopback port; `plain` passes messages straight to the tiny model."""
    shop = Workshop(house)
    blob = shop.upload("tiny.gguf", tiny_bytes)["digest"]
    body = {"blob": blob, "license": "test", "source": "test", "chat_template": TEMPLATE, "context": CONTEXT}
    model = str(shop.post("/models/tiny/import", body)["ref"])
    with served(house) as url:
        made = Front(house, shop, url, model)
        made.endpoint("plain", limits={"max_output_tokens": 200})
        yield made
        for client in made.clients:
            client.close()


class served:  # noqa: N801 - reads as a sentence in `with`
    """The house's address, while it listens."""

    def __init__(self, house: TestHouse) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        app = with_front_door(house.app, house.house.settings)
        config = uvicorn.Config(
            app, http="httptools", loop="uvloop", log_config=None, lifespan="off", timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
