"""`volano reproduce`: which version it asks for, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
import pytest
from click.testing import CliRunner

from volano.cli import reproduce as command

REPORT = {"version": "dataset:mails@2", "same": True, "compared_by": "fingerprint", "differences": {}}


class Versions:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []

    def reproduce(self, kind: str, name: str, pointer: str) -> dict[str, str]:
        self.asked.append((kind, name, pointer))
        return {"run_id": "r", "job_id": "j"}


class Assets:
    KINDS: Mapping[str, list[str]] = {"mails": ["dataset"], "both": ["dataset", "prompt"]}

    def list(self, *, q: str, limit: int) -> dict[str, Any]:
        return {"items": [{"kind": kind, "name": q} for kind in self.KINDS.get(q, [])]}


class FakeClient:
    """The calls that the command makes."""

    def __init__(self, same: bool) -> None:
        self.versions, self.assets, self.same = Versions(), Assets(), same

    def __enter__(self) -> FakeClient:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def wait(self, job_id: str, *, on_progress: Any) -> dict[str, Any]:
        return {"state": "succeeded", "result": REPORT | {"same": self.same}}


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, same: bool = True) -> tuple[Any, FakeClient]:
    client = FakeClient(same)
    monkeypatch.setattr("volano.client.Client", lambda: client)
    return CliRunner().invoke(command.reproduce, list(arguments)), client


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["dataset:mails@2"], ("dataset", "mails", "2")),
        (["mails@production"], ("dataset", "mails", "production")),
        (["mails"], ("dataset", "mails", "latest")),
        (["both@3", "--kind", "prompt"], ("prompt", "both", "3")),
        (["mails@sha256:" + "0" * 64], ("dataset", "mails", "sha256:" + "0" * 64)),
    ],
)
def test_the_version_is_found_by_what_was_written(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], asked: tuple[str, str, str]
) -> None:
    result, client = run(monkeypatch, *arguments)
    assert (result.exit_code, client.versions.asked) == (0, [asked])


def test_another_result_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = run(monkeypatch, "mails@2", "--json", same=False)
    assert result.exit_code == 1
    assert '"same": false' in result.output


@pytest.mark.parametrize(("ref", "said"), [("nothing@1", "no asset of that name"), ("both@1", "there are several")])
def test_a_name_of_no_kind_or_of_several_is_bad_usage(monkeypatch: pytest.MonkeyPatch, ref: str, said: str) -> None:
    result, _ = run(monkeypatch, ref)
    assert result.exit_code == click.UsageError.exit_code == 2
    assert said in result.output
