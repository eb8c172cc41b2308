"""What a process says of itself: stable, complete, and comparable with what another said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from volano_server.kit import provenance


def test_the_code_is_named_by_commit_or_by_version_and_source() -> None:
    found = provenance.code_version()
    assert re.fullmatch(r"git:[0-9a-f]{40}(\+dirty\.[0-9a-f]{16})?|volano:[^+]+\+[0-9a-f]{16}", found), found
    assert provenance.code_version() is found


def test_the_environment_lists_every_package_sorted() -> None:
    found = provenance.environment()
    assert found["packages"] == sorted(found["packages"])
    assert any(one.startswith("pytest==") for one in found["packages"])
    assert found["processor"]["cores"] >= 1


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("flags\t\t: fpu sse4_2 avx2 mmx\n", ["avx2", "sse4_2"]),
        ("Features\t: fp asimd sve crc32\n", ["asimd", "sve"]),
        ("nothing\n", []),
    ],
)
def test_only_features_that_change_numbers_count(tmp_path: Path, text: str, features: list[str]) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    assert provenance.processor_features(tmp_path / "cpuinfo") == features


def test_differences_name_what_changed() -> None:
    then = {"python": "3.11", "packages": ["a==1", "b==1"]}
    now = {"python": "3.12", "packages": ["a==2", "c==1"]}
    assert provenance.compare_environments(then, now) == {
        "python": ["3.11", "3.12"], "packages": {"a": ["1", "2"], "b": ["1", None], "c": [None, "1"]},
    }  # fmt: skip
    assert provenance.compare_environments(now, now) == {}
