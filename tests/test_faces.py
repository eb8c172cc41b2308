"""One operation, four faces: HTTP, SDK and command line tied by the operation id."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from volano.cli.generated import python_name
from volano.cli.main import root
from volano.client import Client

ROOT = Path(__file__).parents[1]
CONTRACT = json.loads((ROOT / "openapi.json").read_text())
OPERATIONS = sorted(op["operationId"] for methods in CONTRACT["paths"].values() for op in methods.values())
HEAVY = ("fastapi", "sqlalchemy", "pydantic", "torch", "numpy", "pyarrow", "httpx2", "volano_server")

APART = {
    "audit:export": "one line for each event, as long as the log is: for `curl`",
    "chat:complete": "answers in OpenAI's form, plain or streaming: for OpenAI's clients",
    "chat:models": "the same",
    "events:stream": "a stream that does not end: `client.events()`",
    "metrics:get": "Prometheus text, for a scraper",
    "traces:export": "OTLP, for an OpenTelemetry exporter",
    "uploads:put": "takes the bytes of a file: `client.upload(path)`",
}
"""Operations whose body or answer is not JSON of ours, and what stands for an SDK method and a CLI verb."""


def sdk_method(operation: str) -> Any:
    noun, _, verb = operation.partition(":")
    resource = getattr(Client("http://127.0.0.1:1", "none"), noun, None)
    return getattr(resource, python_name(verb, is_method=True), None)


def cli_command(operation: str) -> click.Command | None:
    noun, _, verb = operation.replace("_", "-").partition(":")
    context = click.Context(root, info_name="volano")
    group = root.get_command(context, noun)
    return group.get_command(context, verb) if isinstance(group, click.Group) else None


def contract_of(operation: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for methods in CONTRACT["paths"].values() for one in methods.values() if one["operationId"] == operation
    )
    return found


def speaks_json(operation: str) -> bool:
    """Whether what goes in and what comes out, where there is any, is JSON with a schema."""
    said = contract_of(operation)
    sent = said.get("requestBody", {}).get("content", {"application/json": {}})
    answer = next(answer for code, answer in said["responses"].items() if code.startswith("2"))
    answered = answer.get("content", {}).get("application/json", {}).get("schema") or "204" in said["responses"]
    return "application/json" in sent and bool(answered)


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in APART])
def test_an_operation_has_an_sdk_method_and_a_cli_verb(operation: str) -> None:
    assert sdk_method(operation) is not None, "no SDK method"
    assert cli_command(operation) is not None, "no CLI verb"


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in APART])
def test_an_sdk_method_gives_back_what_the_operation_answers(operation: str) -> None:
    assert speaks_json(operation), "give the route a response model, or a reason to stand in APART"
    silent = "204" in contract_of(operation)["responses"]
    assert (sdk_method(operation).__annotations__["return"] in (None, "None")) == silent


def test_only_operations_that_do_not_speak_json_stand_apart() -> None:
    assert [name for name in APART if name in OPERATIONS and speaks_json(name)] == []


def test_every_listed_command_can_be_called() -> None:
    context = click.Context(root, info_name="volano")
    assert [name for name in root.list_commands(context) if root.get_command(context, name) is None] == []


def test_a_key_is_made_by_one_command() -> None:
    command = cli_command("keys:create")
    assert command is not None
    context = command.make_context("create", ["ci", "--role", "editor", "--json"])
    assert {key: value for key, value in context.params.items() if value not in (None, ())} == {
        "name": "ci", "role": "editor", "as_json": True,
    }  # fmt: skip


@pytest.mark.parametrize("module", ["volano", "volano.cli", "volano.cli.main"])
def test_importing_the_client_loads_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
