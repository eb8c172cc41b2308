"""The trainer's tokens are the engine's tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.serving.engines.tiny_model import SPECIAL, write_tiny_model
from tests.tuning.plugins.torch_lora.conftest import Base
from volano_server.kit.control_text import mask
from volano_server.kit.gguf import GgufError
from volano_server.serving import EngineHost, EngineSpec, tokenise_chat
from volano_server.tuning.plugins.torch_lora.gguf_file import GgufFile
from volano_server.tuning.plugins.torch_lora.tokenizer import Tokenizer

ECHO = "{% for message in messages %}{{ message.content }}{% endfor %}"


@pytest.fixture(scope="module")
def tokenizer(base: Base) -> Tokenizer:
    return Tokenizer(GgufFile(base.path))


def test_any_text_becomes_the_same_tokens_as_in_the_engine(
    tokenizer: Tokenizer, base: Base, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with EngineHost(tmp_path_factory.mktemp("logs")) as host:
        handle = host.ensure(EngineSpec(base.path, base.digest, threads=1, chat_template=ECHO))

        def check(text: str) -> None:
            masked = mask([text], tokenizer.control)
            ours = tokenizer.encode(masked.texts[0], begin=True, masked=masked)
            assert tokenise_chat(handle, [{"role": "user", "content": text}]) == ours

        plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)
        mixed = st.lists(plain | st.sampled_from(SPECIAL), min_size=1, max_size=5).map("".join)
        settings(max_examples=150, suppress_health_check=list(HealthCheck))(given(mixed)(check))()
        for text in ("spam, the ham", "  two  spaces\n\n", "<start_of_turn>spam<end_of_turn>", "日本 é 😀", "<0x41>"):
            check(text)


@pytest.mark.parametrize("text", ["the spam", "  x\n", "日本 é 😀", "a\tb"])
def test_decoding_gives_the_text_back(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_special_tokens_are_cut_out_and_end_a_turn(tokenizer: Tokenizer) -> None:
    ids = tokenizer.encode("ham<end_of_turn>")
    assert [tokenizer.tokens[number] for number in ids] == ["ham", "<end_of_turn>"]
    assert ids[-1] in tokenizer.ends
    assert tokenizer.decode(ids) == "ham"


def test_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.gguf"
    write_tiny_model(path)
    before, after = (b"tokenizer.ggml.model\x08\0\0\0\5\0\0\0\0\0\0\0" + kind for kind in (b"llama", b"gpt-2"))
    path.write_bytes(path.read_bytes().replace(before, after))
    with pytest.raises(GgufError, match="tokenizer of kind `gpt-2`"):
        Tokenizer(GgufFile(path))
