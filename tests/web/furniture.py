"""What the pages show in the tests: some of everything that needs no model, with hostile names among it."""

from __future__ import annotations

import json
import math
import secrets
import time
from dataclasses import dataclass
from typing import Any

from tests.web.installation import Installation

HOSTILE_NAME = '<img src=x onerror="window.owned=1">'
HOSTILE_TEXT = f"{HOSTILE_NAME} \u202egnp.exe"


@dataclass(frozen=True)
class Furniture:
    """The ids that the tests open."""

    running_id: str
    failed_id: str
    trace_id: str
    review_id: str
    transition_id: str


def furnish(installation: Installation) -> Furniture:
    """Runs, prompts, a transition that waits, traces and a review."""
    running = _run(installation, "reply-lora", steps=200)
    failed = _run(installation, HOSTILE_NAME, steps=50)
    installation.call("PATCH", f"/runs/{failed}", {"state": "failed", "error": f"out of memory {HOSTILE_NAME}"})
    transition = _waiting_transition(installation)
    trace = _trace(installation)
    installation.call(
        "POST", "/feedback", {"feedback": [{"trace_id": trace, "label": "ham", "source": "human", "author": "Ada"}]}
    )
    reviews = _until(lambda: installation.call("GET", "/reviews")["items"])
    return Furniture(running, failed, trace, reviews[0]["id"], transition)


def _run(installation: Installation, name: str, *, steps: int) -> str:
    parameters = {"base_model": "gemma", "learning_rate": 0.0002, "lora": {"rank": 8}}
    run = installation.call("POST", "/runs", {"kind": "tuning", "name": name, "parameters": parameters})
    points = [{"key": "loss", "value": 3 * math.exp(-step / 60), "step": step} for step in range(steps)]
    installation.call("POST", f"/runs/{run['id']}/metrics", {"points": points})
    installation.call("POST", f"/runs/{run['id']}/logs", {"lines": [f"\u001b[32mstep\u001b[0m {HOSTILE_TEXT}"]})
    return str(run["id"])


def _waiting_transition(installation: Installation) -> str:
    messages = [{"role": "user", "content": "Is this spam? {{ mail }}"}]
    installation.call("POST", "/prompts/triage/versions", {"messages": messages, "variables": {"mail": {}}})
    rules = {"kind": "prompt", "alias_pattern": "production", "approvals": [{"count": 1, "role": "maintainer"}]}
    installation.call("POST", "/policies", {"name": "production", **rules})
    asked = {"kind": "prompt", "name": "triage", "alias": "production", "to": "1", "reason": "shorter"}
    return str(installation.call("POST", "/transitions", asked)["id"])


def _trace(installation: Installation) -> str:
    trace, now = secrets.token_hex(16), time.time_ns()
    span = {
        "traceId": trace, "spanId": secrets.token_hex(8), "name": "chat gemma", "kind": 3,
        "startTimeUnixNano": str(now - 400_000_000), "endTimeUnixNano": str(now), "status": {"code": 1},
        "attributes": [
            _text("gen_ai.operation.name", "chat"), _text("gen_ai.request.model", "gemma"),
            _text("volano.endpoint", "support"), _text("gen_ai.input.messages", _chat("user", HOSTILE_TEXT)),
            _text("gen_ai.output.messages", _chat("assistant", "spam")),
        ],
    }  # fmt: skip
    body = {"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}
    installation.api.post("/v1/traces", json=body).raise_for_status()
    return trace


def _text(key: str, value: str) -> dict[str, Any]:
    return {"key": key, "value": {"stringValue": value}}


def _chat(role: str, content: str) -> str:
    return json.dumps([{"role": role, "content": content}])


def _until(look: Any, seconds: float = 20.0) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise TimeoutError("what was waited for did not come")
