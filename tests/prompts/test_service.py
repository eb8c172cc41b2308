"""Prompts in the catalog, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest

from volano_server.access import Admission
from volano_server.catalog import AssetNotFound, CatalogServices, Plugs, VersionNotFound, VersionOut, build_catalog
from volano_server.db import Database, Tx
from volano_server.kit.subject import Subject
from volano_server.prompts import (
    InvalidPrompt,
    InvalidTemplate,
    PromptCreate,
    PromptService,
    SecretInPrompt,
    VariableMismatch,
    check_content_form,
)

Result = TypeVar("Result")
ANNA = Subject("w1", "person", "p1", "Anna", "p1", "admin")
EVE = Subject("w2", "person", "p2", "Eve", "p2", "admin")


@dataclass
class Rig:
    database: Database
    catalog: CatalogServices
    prompts: PromptService

    def write(self, work: Callable[[Tx], Result], who: Subject = ANNA) -> Result:
        return self.database.write(who, work)

    def create(self, text: str = "Sort {{mail}}.", name: str = "triage", **more: Any) -> VersionOut:
        body = PromptCreate.model_validate({"messages": [{"role": "user", "content": text}], **more})
        return self.write(lambda tx: self.prompts.create_version(tx, name, body))


@pytest.fixture
def rig(database: Database) -> Rig:
    catalog = build_catalog(Admission(database), Plugs(checks={"prompt": check_content_form}))
    return Rig(database, catalog, PromptService(catalog.catalog))


def test_versions_count_up_and_equal_content_is_one_version(rig: Rig) -> None:
    first = rig.create(output_schema={"enum": ["spam", "ham"]}, notes="start")
    second = rig.create("Sort {{mail}} carefully.")
    again = rig.create(output_schema={"enum": ["spam", "ham"]}, notes="start")
    assert [first.ref, second.ref, again.ref] == ["triage@1", "triage@2", "triage@1"]
    assert (first.kind, first.notes) == ("prompt", "start")
    assert rig.prompts.content_of(first).output_schema == {"enum": ["spam", "ham"]}


def test_a_version_is_filled_by_number_alias_or_as_the_newest(rig: Rig) -> None:
    rig.create("One {{mail}}")
    rig.create("Two {{mail}}")
    rig.write(lambda tx: rig.catalog.aliases.set(tx, "prompt", "triage", "production", "1"))
    for ref, text in (("triage", "Two x"), ("triage@1", "One x"), ("triage@production", "One x")):
        rendered = rig.write(lambda tx, ref=ref: rig.prompts.render_version(tx, ref, {"mail": "x"}))  # type: ignore[misc]
        assert rendered.messages[0].content == text
    with pytest.raises(VariableMismatch, match="missing: mail"):
        rig.write(lambda tx: rig.prompts.render_version(tx, "triage", {}))


def test_two_versions_are_compared(rig: Rig) -> None:
    rig.create("Sort {{mail}}.")
    rig.create("Sort {{mail}} now.", parameters={"max_tokens": 4})
    found = rig.write(lambda tx: rig.prompts.diff(tx, "triage@1", "triage"))
    assert (found.before, found.after) == ("triage@1", "triage@2")
    assert found.messages[0].lines[1:] == ["-Sort {{mail}}.", "+Sort {{mail}} now."]
    assert list(found.fields) == ["parameters"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"text": "{{a.b}}"}, InvalidTemplate),
        ({"variables": {"other": {}}}, InvalidPrompt),
        ({"output_schema": {"pattern": "x"}}, InvalidPrompt),
        ({"notes": "key: " + "ghp_" + "a" * 36}, SecretInPrompt),
    ],
)
def test_a_refused_prompt_leaves_nothing_behind(rig: Rig, wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        rig.create(**wrong)
    with pytest.raises(AssetNotFound):
        rig.write(lambda tx: rig.prompts.resolve(tx, "triage"))


def test_the_catalogs_own_way_to_publish_refuses_the_same(rig: Rig) -> None:
    content = {"messages": [{"role": "user", "content": "{{a.b}}"}]}
    with pytest.raises(InvalidTemplate):
        rig.write(lambda tx: rig.catalog.catalog.publish_version(tx, "prompt", "triage", content))


def test_a_prompt_of_another_workspace_does_not_exist(rig: Rig) -> None:
    rig.create()
    with pytest.raises((AssetNotFound, VersionNotFound)):
        rig.write(lambda tx: rig.prompts.resolve(tx, "triage@1"), EVE)
