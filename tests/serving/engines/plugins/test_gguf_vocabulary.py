"""Control tokens are read from the header of a model file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.serving.engines.tiny_model import SPECIAL
from volano_server.serving.engines import EngineSpec
from volano_server.serving.engines.plugins.gguf_vocabulary import control_tokens


def test_control_and_unknown_tokens_are_found(tiny: EngineSpec) -> None:
    assert set(control_tokens(tiny.model)) == set(SPECIAL)


@pytest.mark.parametrize("content", [b"", b"GGUF", b"ELF" + b"\0" * 80, b"GGUF" + b"\xff" * 80])
def test_a_file_that_is_no_model_has_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.gguf").write_bytes(content)
    assert control_tokens(tmp_path / "x.gguf") == ()
