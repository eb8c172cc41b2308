"""The check on generated files finds what it is there for."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import check_generated


def test_a_file_that_is_missing_differs_or_is_left_over_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_generated, "ROOT", tmp_path)
    (tmp_path / "same.md").write_text("a")
    (tmp_path / "other.md").write_text("old")
    (tmp_path / "left.md").write_text("c")
    made = {tmp_path / "same.md": "a", tmp_path / "other.md": "new", tmp_path / "gone.md": "d"}
    assert list(check_generated.stale_files(made, tmp_path)) == [
        "other.md differs",
        "gone.md is missing",
        "left.md is made by nothing any more",
    ]


def test_the_migrations_of_this_tree_have_one_head() -> None:
    assert list(check_generated.check_migrations()) == []
