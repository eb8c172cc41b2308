"""A workspace that is lived in: one of everything, and a good body for every operation that takes one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.app.walk import Way, sample
from tests.harness.house import TestHouse
from tests.serving.engines.tiny_model import TEMPLATE, write_tiny_model
from tests.wheel.workshop import Workshop

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
MESSAGES = [{"role": "user", "content": "{{mail}}"}]
PROTECTED: dict[str, Any] = {"kind": "model", "alias_pattern": "production", "approvals": [], "notes": "why"}
ROWS = [{"id": f"m{number}", "text": f"offer {number}", "label": ("spam", "ham")[number % 2]} for number in range(8)]


class World:
    """What there is, by the name of the path parameter that asks for it; `bodies` by operation id."""

    def __init__(self, house: TestHouse, folder: Path) -> None:
        self.house = house
        self.folder = folder
        self.bodies: dict[str, Any] = {}
        self.shop = Workshop(house, "admin")
        self.known = {"number": "1", "alias": "production", "pointer": "1", "kind": "dataset", "name": "mails",
                      "ref": "mails@1", "trace_id": TRACE, "span_id": TRACE[:16]}  # fmt: skip
        self.file = self.shop.upload("mails.jsonl", b'{"id": "m1"}\n')
        self._fill_shelves()
        self._begin_work()
        self._let_people_in()
        self.bodies |= self._good_bodies()

    def _made(self, path: str, body: dict[str, Any], key: str = "id") -> str:
        return str(self.shop.post(path, body)[key])

    def _fill_shelves(self) -> None:
        self.shop.import_rows("mails", ROWS, key="id")
        self.shop.post("/prompts/triage/versions", {"messages": MESSAGES, "output_schema": {"enum": ["spam", "ham"]}})
        for number in (1, 2):
            self.shop.post(
                "/assets/guardrail_policy/shield/versions", {"content": {"weights": number}} | {"notes": "first"}
            )
        self.shop.http.put("/api/v1/assets/guardrail_policy/shield/aliases/stable", json={"to": "1"})
        weights = self.folder / "tiny.gguf"
        write_tiny_model(weights)
        model = {
            "blob": self.shop.upload("tiny.gguf", weights.read_bytes())["digest"],
            "license": "test",
            "source": "test",
        }
        self.shop.post("/models/classifier/import", model)
        self.bodies["models:import"] = model | {"chat_template": TEMPLATE, "context": 256, "metadata": {"a": 1}}
        self.shop.post("/policies", PROTECTED | {"name": "production"})
        wanted = {"kind": "model", "name": "classifier", "alias": "production", "to": "1"}
        self.known["transition_id"] = self._made("/transitions", wanted)

    def _begin_work(self) -> None:
        run = {"kind": "tuning", "name": "first", "parameters": {"rate": 0.1}}
        self.known["run_id"] = self._made("/runs", run)
        plan = {"targets": [{"model": "classifier@1", "prompt": "triage@1"}], "input_variable": "mail"}
        self.shop.http.post("/api/v1/endpoints", json={"name": "triage", "plan": plan})
        self.known["job_id"] = self._made("/datasets/mails@1/profile", {}, "job_id")
        hook = {"name": "hook", "url": "https://example.org/hook", "events": ["*"]}
        self.known["webhook_id"] = str(self.shop.post("/webhooks", hook)["webhook"]["id"])
        monitor = {"name": "watch", "endpoint": "triage", "parameters": {"kind": "abuse"}}
        self.shop.http.post("/api/v1/monitors", json=monitor)
        every = {"name": "nightly", "kind": "monitoring:look", "every_seconds": 86_400, "args": {"name": "watch"}}
        self.known["schedule_id"] = self._made("/schedules", every)

    def _let_people_in(self) -> None:
        self.known["person_id"] = self.known["principal_id"] = self.house.members["viewer"].id
        account = self.shop.post("/service-accounts", {"name": "robot", "role": "viewer"})
        self.known["account_id"] = str(account["id"])
        key = self.shop.post("/keys", {"name": "spare", "role": "viewer"})
        self.known["key_id"] = str(key["id"])

    def _good_bodies(self) -> dict[str, Any]:
        return self._bodies_of_data() | self._bodies_of_work() | self._bodies_of_governance()

    def _bodies_of_data(self) -> dict[str, Any]:
        link = {"role": "source", "kind": "dataset", "ref": "mails@1"}
        score = {"name": "quality", "source": "human", "value": 0.5, "target": {"trace_id": TRACE}}
        return {
            "datasets:import": {
                "files": [self.file],
                "reader": "jsonl",
                "options": {"types": {"id": "text"}, "key": "id"},
                "notes": "n",
            },
            "datasets:prepare": {
                "source": "mails@1",
                "notes": "n",
                "recipe": [{"step": "truncate", "params": {"columns": ["text"], "max_characters": 3}}],
            },
            "datasets:extend": {
                "base": "mails@1",
                "rows": [{"row_id": "x", "text": "t"}],
                "traces": [TRACE],
                "notes": "n",
            },
            "versions:publish": {
                "content": {"a": {"b": [1, 2.5, None, True, "x"]}},
                "metadata": {"seeds": [1]},
                "notes": "n",
                "inputs": [link],
                "run_id": self.known["run_id"],
                "force_new": True,
            },
            "prompts:create_version": {
                "messages": MESSAGES,
                "notes": "n",
                "variables": {"mail": {"type": "text"}},
                "output_schema": {"type": "object", "properties": {"a": {"enum": ["x"]}}},
                "parameters": {"temperature": 0.1},
            },
            "prompts:render": {"values": {"mail": "hello"}},
            "scores:create": {"scores": [score]},
            "feedback:create": {
                "feedback": [
                    {"trace_id": TRACE, "label": "spam", "value": 0.5, "source": "human", "author": "a", "comment": "c"}
                ]
            },
            "reviews:collect": {
                "queue": "triage",
                "base": "mails@1",
                "dataset": "mails",
                "text_column": "text",
                "label_column": "label",
                "constants": {"a": 1},
            },
            "pipelines:create_version": {
                "knowledge_base": "mails@1",
                "prompt": "triage@1",
                "model": "classifier@1",
                "passages": 2,
                "notes": "n",
            },
            "knowledge_bases:build": {
                "dataset": "mails@1",
                "text_column": "text",
                "title_column": "label",
                "notes": "n",
            },
        }

    def _bodies_of_work(self) -> dict[str, Any]:
        link = {"role": "source", "kind": "dataset", "ref": "mails@1"}
        target = {"name": "stable", "weight": 100, "model": "classifier@1", "prompt": "triage@1"}
        limits = {"requests_per_minute": 10}
        plan = {"targets": [target], "input_variable": "mail", "sticky": "user", "limits": limits}
        ask = {"dataset": "mails@1", "prompt": "triage@1", "variables": {"mail": "text"}}
        return {
            "endpoints:create": {"name": "other", "plan": plan},
            "endpoints:update": {"plan": plan, "enabled": True, "reason": "r"},
            "evaluations:create": ask
            | {
                "model": "classifier@1",
                "expected": "label",
                "where": "label = 'spam'",
                "rows": 5,
                "seed": 1,
                "options": {},
                "name": "n",
            },
            "tunings:create": ask
            | {
                "base": "classifier@1",
                "name": "tuned",
                "answer": "label",
                "sample": {"where": "label = 'spam'", "rows": 8},
                "recipe": {"max_steps": 2, "learning_rate": 0.1},
            },
            "monitors:create": {
                "name": "drift",
                "endpoint": "triage",
                "parameters": {
                    "kind": "input_drift",
                    "dataset": "mails@1",
                    "column": "text",
                    "where": "label = 'ham'",
                    "alpha": 0.01,
                    "seed": 1,
                },
            },
            "runs:create": {
                "kind": "tuning",
                "name": "n",
                "parameters": {"a": [1, {"b": 2.5}]},
                "inputs": [link],
                "seed": 1,
                "tags": {"a": "b"},
                "job_id": self.known["job_id"],
                "parent_id": self.known["run_id"],
                "code_version": "c",
                "environment_digest": "d",
            },
            "runs:update": {"name": "n", "tags": {"a": "b"}, "cost_micros": 5, "outputs": [link], "error": "e"},
            "runs:log_metrics": {"points": [{"key": "loss", "value": 0.5, "step": 1}]},
            "runs:append_logs": {"lines": ["one", {"text": "two"}], "stream": "stdout"},
            "chat:complete": {
                "model": "triage",
                "messages": [{"role": "user", "content": "hello"}],
                "metadata": {"a": "b"},
                "user": "u",
                "seed": 1,
                "temperature": 0.5,
                "max_tokens": 5,
                "response_format": {"type": "text"},
            },
        }

    def _bodies_of_governance(self) -> dict[str, Any]:
        return {
            "policies:create": PROTECTED
            | {
                "name": "second",
                "gates": [{"name": "metric", "parameters": {"dataset": "mails@1", "metric": "accuracy", "min": 0.5}}],
                "approvals": [{"role": "maintainer", "count": 1}],
                "expires_after_seconds": 3600,
            },
            "policies:change": PROTECTED | {"approvals": [{"role": "maintainer", "count": 1}]},
            "transitions:request": {
                "kind": "model",
                "name": "classifier",
                "alias": "production",
                "to": "1",
                "reason": "r",
            },
            "transitions:break_glass": {
                "kind": "model",
                "name": "classifier",
                "alias": "production",
                "to": "1",
                "reason": "production is down",
            },
            "schedules:create": {
                "name": "hourly",
                "kind": "monitoring:look",
                "args": {"name": "watch"},
                "cron": "30 2 * * *",
                "timezone": "UTC",
            },
            "schedules:update": {"args": {"name": "watch"}, "every_seconds": 60},
            "webhooks:create": {"name": "second", "url": "https://example.org/x", "events": ["version:*"]},
            "aliases:set": {"to": "1", "reason": "r"},
        }

    def address_of(self, way: Way, instead: dict[str, str] | None = None) -> str:
        """The way's path, naming what there is, or something `instead`."""
        path = way.path
        for name, value in (self.known | self._named(way) | (instead or {})).items():
            path = path.replace(f"{{{name}}}", value)
        return path

    def _named(self, way: Way) -> dict[str, str]:
        begins = way.path.removeprefix("/api/v1/").partition("/")[0]
        names = {
            "policies": "production",
            "endpoints": "triage",
            "prompts": "triage",
            "monitors": "watch",
            "pipelines": "faq",
        }
        if way.operation.get("operationId") == "versions:publish":
            return {"kind": "guardrail_policy", "name": "shield"}
        return {"name": names[begins], "ref": f"{names[begins]}@1"} if begins in names else {}

    def body_of(self, way: Way, components: dict[str, Any]) -> Any:
        """A good body of this way; None when it takes none."""
        content = way.operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        return self.bodies.get(way.operation["operationId"]) or sample(content["schema"], components)
