"""Publishing, resolving, listing and deleting versions."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from tests.catalog.cast import SYSTEM, Cast
from volano_server.catalog import (
    AliasNotFound,
    AssetDeleted,
    AssetInUse,
    AssetNotFound,
    InvalidContent,
    UnknownKind,
    VersionNotFound,
)
from volano_server.catalog.tables import asset_versions
from volano_server.db import Database, Tx, events
from volano_server.kit.errors import AppError, BadInput
from volano_server.kit.names import InvalidName
from volano_server.kit.paging import InvalidCursor


def blob(letter: str) -> str:
    return "sha256:" + letter * 64


def test_the_first_version_makes_the_asset_and_number_one(cast: Cast) -> None:
    made = cast.publish("ed", {"text": "Is this spam?"}, kind="prompt", name="sort", notes="first try")
    assert (made.kind, made.ref, made.number, made.created_by_name) == ("prompt", "sort@1", 1, "Ed")
    assert cast.see(lambda tx: cast.catalog.resolve(tx, "prompt", "sort")) == made


def test_a_version_keeps_all_it_was_published_with(cast: Cast) -> None:
    metadata = {"recipe": {"steps": ["dedup"]}, "code_version": "abc", "environment_digest": "e", "seeds": [1]}
    made = cast.publish(
        content={"base": "gemma", "scale": 1e22, "tiny": 1e-7, "whole": 2.0},
        blobs=[("b.gguf", blob("b"), 7), ("a.json", blob("a"), 3)],
        inputs=[("base", "model", "triage@1"), ("train", "model", "triage@2")],
        run_id="run-1", metadata=metadata,
    )  # fmt: skip
    found = cast.see(lambda tx: cast.catalog.resolve(tx, "model", f"triage@{made.digest}"))
    assert found == made
    assert found.content == {"base": "gemma", "scale": 1e22, "tiny": 1e-7, "whole": 2}
    assert [(item.name, item.size) for item in found.blobs] == [("a.json", 3), ("b.gguf", 7)]
    assert [(item.role, item.ref) for item in found.inputs] == [("base", "triage@1"), ("train", "triage@2")]
    assert (found.run_id, found.metadata) == ("run-1", metadata)


def test_equal_content_gives_the_version_that_has_it(cast: Cast) -> None:
    again = cast.publish("bob", {"weights": 2.0}, notes="other words are no other content")
    assert (again.number, again.created_by_name, again.notes) == (2, "Anna", "")
    assert cast.publish("bob").number == 4


def test_equal_content_becomes_a_new_version_when_that_is_asked_for(cast: Cast) -> None:
    again = cast.publish("bob", {"weights": 2}, force_new=True)
    first = cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@2"))
    assert (again.number, again.digest) == (4, first.digest)
    assert cast.see(lambda tx: cast.catalog.resolve(tx, "model", f"triage@{first.digest}")).number == 4


def test_the_same_name_of_another_kind_is_another_asset(cast: Cast) -> None:
    assert cast.publish(kind="prompt").number == 1


def test_many_publishers_at_once_get_all_numbers_once(cast: Cast) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: cast.publish("anna", name="busy").number, range(12)))
    assert sorted(numbers) == list(range(1, 13))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"kind": "car"}, UnknownKind, "there is no kind `car`"),
        ({"name": "Triage"}, InvalidName, "no valid model name"),
        ({"name": "../etc"}, InvalidName, "no valid model name"),
        ({"content": {"x": float("nan")}}, BadInput, "`/x` holds a number"),
        ({"notes": "a\x00b"}, BadInput, "NUL"),
        ({"metadata": {"a": "\ud800"}}, BadInput, "surrogate"),
        ({"blobs": [("a", "sha256:xyz", 1)]}, InvalidContent, "has the digest"),
        ({"blobs": [("a", blob("a"), 1), ("a", blob("b"), 1)]}, InvalidContent, "cannot name a blob"),
        ({"blobs": [("a\nb", blob("a"), 1)]}, InvalidContent, "cannot name a blob"),
        ({"blobs": [("a", blob("a"), -1)]}, InvalidContent, "cannot name a blob"),
        ({"inputs": [("base", "model", "triage@9")]}, VersionNotFound, "no version `9`"),
        ({"inputs": [("BASE", "model", "triage@1")]}, InvalidName, "no valid role"),
        ({"inputs": [("base", "model", "nothing@1")]}, AssetNotFound, "there is no model `nothing`"),
        ({"kind": "dataset", "content": {"table": {"uri": 1}}}, InvalidContent, "no lake table"),
        ({"run_id": "a\nb"}, BadInput, "names no node"),
    ],
)
def test_what_cannot_be_published_leaves_nothing_behind(
    cast: Cast, arguments: dict[str, Any], error: type[AppError], words: str
) -> None:
    before = cast.see(cast.catalog.list_assets)
    with pytest.raises(error, match=words):
        cast.publish(**arguments)
    assert cast.see(cast.catalog.list_assets) == before


def test_an_area_can_refuse_content_that_it_could_not_read(cast: Cast) -> None:
    def check(content: dict[str, Any]) -> None:
        if "template" not in content:
            raise InvalidContent("a prompt has a `template`", hint="add one")

    cast.plugs.checks["prompt"] = check
    with pytest.raises(InvalidContent, match="has a `template`"):
        cast.publish(kind="prompt")
    assert cast.publish("anna", {"template": "x"}, kind="prompt").number == 1


@pytest.mark.parametrize(
    ("ref", "error", "message", "hint"),
    [
        ("triage@9", VersionNotFound, "model `triage`: no version `9` (newest versions: `3`, `2`, `1`)",
         "list them: `volano versions list model triage`"),
        ("triage@prod", AliasNotFound, "model `triage` has no alias `prod` (aliases: `draft`, `staging`)",
         "volano aliases set model triage prod --to 3"),
        ("tirage", AssetNotFound, "there is no model `tirage` (models: `triage`)",
         "list them: `volano assets list --kind model`"),
    ],
)  # fmt: skip
def test_an_error_says_what_there_is_instead(
    cast: Cast, ref: str, error: type[AppError], message: str, hint: str
) -> None:
    for alias in ("staging", "draft"):
        cast.set_alias("anna", "1", alias=alias)
    with pytest.raises(error) as caught:
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", ref))
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_workspace_does_not_see_the_assets_of_another(cast: Cast, shared: Database) -> None:
    other = Cast(shared, "other")
    with pytest.raises(AssetNotFound, match="there are no models"):
        other.see(lambda tx: other.catalog.resolve(tx, "model", "triage"))
    mine = cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage"))
    assert other.see(lambda tx: other.catalog.versions_by_id(tx, [mine.id])) == {}
    assert other.publish("anna", {"weights": 1}).number == 1


def test_versions_are_listed_from_the_newest_in_pages(cast: Cast) -> None:
    first = cast.see(lambda tx: cast.catalog.list_versions(tx, "model", "triage", limit=2))
    assert [item.number for item in first.items] == [3, 2]
    second = cast.see(lambda tx: cast.catalog.list_versions(tx, "model", "triage", cursor=first.next_cursor, limit=2))
    assert ([item.number for item in second.items], second.next_cursor) == ([1], None)


def test_assets_are_found_by_kind_and_part_of_the_name(cast: Cast) -> None:
    for kind, name in (("prompt", "triage"), ("model", "mail_sorter"), ("model", "mail-sorter"), ("suite", "mails")):
        cast.publish("anna", kind=kind, name=name)

    def found(**query: Any) -> list[str]:
        page = cast.see(lambda tx: cast.catalog.list_assets(tx, **query))
        return [f"{item.kind}/{item.name}" for item in page.items]

    assert found(kind="model") == ["model/mail-sorter", "model/mail_sorter", "model/triage"]
    assert found(q="triage") == ["model/triage", "prompt/triage"]
    assert found(q="l_s") == ["model/mail_sorter"]
    assert found(q="%") == []
    page = cast.see(lambda tx: cast.catalog.list_assets(tx, limit=3))
    assert found(cursor=page.next_cursor) == ["prompt/triage", "suite/mails"]
    with pytest.raises(InvalidCursor):
        found(cursor="rubbish")


def test_an_asset_shows_its_newest_version_its_aliases_and_its_card(cast: Cast) -> None:
    cast.protect()
    cast.set_alias("anna", "1", alias="staging")
    cast.break_glass("ada", "2")
    cast.do("anna", lambda tx: cast.cards.set(tx, "model", "triage", "# Triage", "pending_review"))
    asset = cast.see(lambda tx: cast.catalog.get_asset(tx, "model", "triage"))
    assert asset.latest
    assert (asset.latest.number, asset.card_status) == (3, "pending_review")
    assert [(item.name, item.number, item.protected_by) for item in asset.aliases] == [
        ("production", 2, ["production-models"]),
        ("staging", 1, []),
    ]


def test_a_deleted_version_gives_up_content_and_blobs_but_not_its_number(cast: Cast) -> None:
    made = cast.publish("anna", {"secret": "x"}, blobs=[("w", blob("d"), 1)])
    assert blob("d") in cast.do(SYSTEM, cast.catalog.referenced_blobs)
    cast.delete("anna", "triage@4")
    assert blob("d") not in cast.do(SYSTEM, cast.catalog.referenced_blobs)
    with pytest.raises(VersionNotFound, match="version 4 was deleted"):
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@4"))
    with pytest.raises(VersionNotFound):
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", f"triage@{made.digest}"))
    assert cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage")).number == 3
    assert cast.publish("anna", {"secret": "x"}).number == 5
    kept = cast.see(lambda tx: cast.catalog.versions_by_id(tx, [made.id]))[made.id]
    assert (kept.digest, kept.deleted_at is None) == (made.digest, False)


def test_referenced_blobs_of_a_workspace_are_its_own_and_the_platform_sees_all(cast: Cast, shared: Database) -> None:
    other = Cast(shared, "other")
    cast.publish("anna", {"w": 1}, blobs=[("w", blob("1"), 1)])
    other.publish("anna", {"w": 1}, blobs=[("w", blob("2"), 1)])
    assert cast.see(cast.catalog.referenced_blobs) == {blob("1")}
    assert {blob("1"), blob("2")} <= cast.do(SYSTEM, cast.catalog.referenced_blobs)


def test_the_blobs_of_a_deleted_asset_stay_until_its_versions_go(cast: Cast) -> None:
    cast.publish("anna", {"w": 1}, blobs=[("w", blob("3"), 1)])
    cast.delete("anna")
    assert blob("3") in cast.see(cast.catalog.referenced_blobs)


def test_only_a_number_names_the_version_to_delete(cast: Cast) -> None:
    with pytest.raises(BadInput, match="no version by number"):
        cast.delete("anna", "triage@latest")


def test_what_an_alias_or_an_area_above_uses_cannot_be_deleted(cast: Cast) -> None:
    class Endpoints:
        def uses(self, tx: Tx, version_ids: Sequence[str]) -> list[str]:
            return ["endpoint `triage`"] if used.id in version_ids else []

    used = cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage@2"))
    cast.plugs.users.append(Endpoints())
    cast.set_alias("anna", "1", alias="staging")
    with pytest.raises(AssetInUse, match="alias `staging`"):
        cast.delete("anna", "triage@1")
    with pytest.raises(AssetInUse, match="endpoint `triage`"):
        cast.delete("anna", "triage@2")
    with pytest.raises(AssetInUse, match="alias `staging`, endpoint `triage`"):
        cast.delete("anna")
    cast.delete("anna", "triage@3")


def test_a_deleted_asset_is_hidden_and_comes_back_with_its_history(cast: Cast) -> None:
    cast.delete("anna")
    with pytest.raises(AssetDeleted, match="was deleted") as caught:
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage"))
    assert caught.value.hint == "bring it back: `volano assets restore model triage`"
    with pytest.raises(AssetDeleted):
        cast.publish()
    assert cast.see(cast.catalog.list_assets).items == []
    assert [item.name for item in cast.see(lambda tx: cast.catalog.list_assets(tx, deleted=True)).items] == ["triage"]
    assert cast.restore("bob").deleted_at is None
    assert cast.publish().number == 4


def test_every_change_leaves_its_event(cast: Cast) -> None:
    cast.delete("bob", "triage@3")
    cast.delete("bob")
    cast.restore("bob")
    rows = cast.see(lambda tx: tx.rows(tx.select(events).order_by(events.c.seq)))
    assert [(row.action, row.actor_name, row.object_name) for row in rows] == [
        *[("version:publish", "Anna", f"model/triage@{number}") for number in (1, 2, 3)],
        ("version:delete", "Bob", "model/triage@3"),
        ("asset:delete", "Bob", "model/triage"),
        ("asset:restore", "Bob", "model/triage"),
    ]


def test_a_version_that_points_nowhere_is_not_invented(cast: Cast) -> None:
    """All versions gone: the asset says so instead of failing."""
    cast.raw(update(asset_versions).where(asset_versions.c.workspace_id == cast.workspace_id).values(deleted_at=1))
    assert cast.see(lambda tx: cast.catalog.get_asset(tx, "model", "triage")).latest is None
    with pytest.raises(VersionNotFound, match="there is no version left"):
        cast.see(lambda tx: cast.catalog.resolve(tx, "model", "triage"))
