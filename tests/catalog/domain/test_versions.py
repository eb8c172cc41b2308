"""What a version is made of."""

from __future__ import annotations

from typing import Any

import pytest

from volano_server.catalog.domain.versions import (
    LakeTable,
    check_alias,
    content_text,
    lake_table_of,
    version_digest,
)
from volano_server.catalog.errors import ContentTooLarge, InvalidContent, ReservedAlias
from volano_server.kit.errors import BadInput
from volano_server.kit.names import InvalidName


def test_equal_content_has_an_equal_digest_in_any_order() -> None:
    one = version_digest({"a": 1, "b": [1.0, 2]}, {"x": "d1", "y": "d2"})
    assert one == version_digest({"b": [1, 2.0], "a": 1.0}, {"y": "d2", "x": "d1"})
    assert one != version_digest({"a": 1, "b": [2, 1]}, {"x": "d1", "y": "d2"})
    assert one != version_digest({"a": 1, "b": [1, 2]}, {"x": "d2", "y": "d1"})


def test_content_and_blobs_are_not_mistaken_for_each_other() -> None:
    assert version_digest({}, {"x": "d"}) != version_digest({"blobs": {"x": "d"}}, {})


@pytest.mark.parametrize("value", [float("nan"), "a\x00b", "\ud800", 2**70, object(), {1, 2}])
def test_content_that_no_store_could_hold_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        content_text({"x": [value]})


def test_content_is_an_object_of_at_most_a_mebibyte() -> None:
    with pytest.raises(InvalidContent):
        content_text([1])  # type: ignore[arg-type]
    with pytest.raises(ContentTooLarge, match="1048577 bytes"):
        content_text({"x": "a" * (1_048_577 - 8)})
    assert len(content_text({"x": "a" * (1_048_576 - 8)})) == 1_048_576


def test_a_lake_table_in_content_is_read_back() -> None:
    table = LakeTable("workspace/mails", 3, "sha256:ab", 6046)
    assert lake_table_of({"table": table.to_content(), "schema": {}}) == table
    assert lake_table_of({"rows": []}) is None


@pytest.mark.parametrize("table", ["x", {}, {"uri": "u", "version": "3", "fingerprint": "f", "rows": 1}, {"uri": "u"}])
def test_a_lake_table_of_another_form_is_refused(table: Any) -> None:
    with pytest.raises(InvalidContent):
        lake_table_of({"table": table})


@pytest.mark.parametrize("alias", ["latest", "7", "00"])
def test_words_with_a_meaning_are_no_aliases(alias: str) -> None:
    with pytest.raises(ReservedAlias):
        check_alias(alias)


@pytest.mark.parametrize("alias", ["", "Prod", "a b", "sha256:x", "../x", "a@b", "prod\u200b"])
def test_an_alias_is_a_plain_name(alias: str) -> None:
    with pytest.raises(InvalidName):
        check_alias(alias)
