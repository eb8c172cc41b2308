"""The contract under fire: Schemathesis asks every operation what openapi.json allows, and what it does not."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from tests.app.world import World
from tests.harness.house import TestHouse

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # deprecations inside its own dependencies
    import schemathesis
    from schemathesis import Case
    from schemathesis.core.errors import InvalidSchema
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi.checks import negative_data_rejection, response_schema_conformance

EXAMPLES = 3
BASE = "http://127.0.0.1:8700"
STREAMS = {"GET /api/v1/events/stream"}
OWN_FORM = {"POST /v1/chat/completions", "POST /v1/traces"}
"""Addresses that speak the form of another protocol."""


@pytest.fixture
def world(house: TestHouse, tmp_path: Path) -> World:
    return World(house, tmp_path)


class Asker:
    """Asks one case after the other and keeps what is wrong with the answers."""

    def __init__(self, world: World) -> None:
        self.client = world.house.client("admin")
        self.faults: list[str] = []
        self.answers = 0

    def __call__(self, case: Case) -> None:
        sent = case.as_transport_kwargs(base_url=BASE)
        sent.pop("cookies", None)
        if len(sent["url"]) + len(str(sent.get("params"))) > 60_000:
            return  # no client sends it
        headers = {name: value for name, value in (sent.pop("headers", None) or {}).items() if name != "User-Agent"}
        body = sent.pop("data", None)
        carried = {"data" if isinstance(body, dict) else "content": body}
        answer = self.client.request(sent.pop("method"), sent.pop("url"), headers=headers, **carried, **sent)
        self.answers += 1
        for fault in self._faults_of(case, answer):
            self.faults.append(
                f"{case.operation.label} {answer.status_code}: {fault} <- {case.path_parameters} {case.body!r:.200}"
            )

    def _faults_of(self, case: Case, answer: Any) -> Iterator[str]:
        if answer.status_code >= 500:
            yield answer.text[:200]
        elif answer.status_code >= 400:
            if case.operation.label not in OWN_FORM and not is_problem(answer):
                yield f"no problem with code and hint: {answer.text[:200]}"
        else:
            try:
                case.validate_response(answer, checks=[response_schema_conformance, negative_data_rejection])
            except Exception as error:
                yield " ".join(str(error).split())[:300]


def is_problem(answer: Any) -> bool:
    """Whether an error has the one shape, with words and a hint."""
    if not answer.headers["content-type"].startswith("application/problem+json"):
        return False
    found = json.loads(answer.text)
    return (
        all(found[name] for name in ("code", "title", "detail", "hint", "request_id"))
        and found["status"] == answer.status_code
    )


def drive(operation: Any, mode: GenerationMode, ask: Callable[[Case], None]) -> None:
    """Asks some cases of one kind; an operation that takes anything has no wrong ones."""
    bounds = settings(
        max_examples=EXAMPLES, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    def one(case: Case) -> None:
        ask(case)

    try:
        bounds(given(case=operation.as_strategy(mode))(one))()
    except (Unsatisfiable, InvalidSchema):
        assert mode is GenerationMode.NEGATIVE


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.filterwarnings("ignore")
def test_every_operation_answers_as_the_contract_says(world: World) -> None:
    schema, ask = schemathesis.openapi.from_dict(world.house.app.openapi()), Asker(world)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.label in STREAMS:
            continue
        asked += 1
        for mode in GenerationMode:
            drive(operation, mode, ask)
    assert not ask.faults, "\n".join(ask.faults)
    assert (asked > 100, ask.answers > 500) == (True, True)
