"""Options that take JSON."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from volano.cli.generated import JsonText


@pytest.mark.parametrize("text", ["{bad", '{"a": NaN}', "[Infinity]", "[" * 100_000, "@no-such-file", ""])
def test_what_is_no_json_is_refused_with_its_beginning(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is neither JSON nor @FILE"):
        JsonText().convert(text, None, None)


def test_json_comes_from_the_line_or_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text('[{"step": "exact_duplicates"}]')
    assert JsonText().convert('{"a": [1, null]}', None, None) == {"a": [1, None]}
    assert JsonText().convert(f"@{tmp_path}/recipe.json", None, None) == [{"step": "exact_duplicates"}]
