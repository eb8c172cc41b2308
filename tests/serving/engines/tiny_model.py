"""A tiny Gemma 3 made on the spot, written with the `gguf` package: an independent hand for our reader."""

from __future__ import annotations

import hashlib
from pathlib import Path

import gguf
import numpy as np

WIDTH, HIDDEN, LAYERS, HEADS, HEAD_WIDTH = 64, 128, 6, 2, 32
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"]
PIECES = ["sp", "am", "ham", "spam", "\u2581h", "\u2581he", "ll", "ello", "\u2581th", "\u2581the"]
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<start_of_turn>{{ message.role }}\n"
    "{{ message.content }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>assistant\n{% endif %}"
)


def vocabulary() -> tuple[list[str], list[float], list[int]]:
    """Tokens, scores and kinds: special tokens, all bytes, printable characters and a few pieces of words."""
    characters = [chr(code) for code in range(33, 127)] + ["\u2581", "\n", "é", "日"]
    tokens = [*SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256)), *characters, *PIECES]
    kinds = [3] * len(SPECIAL) + [6] * 256 + [1] * (len(characters) + len(PIECES))
    kinds[SPECIAL.index("<unk>")] = 2
    scores = [0.0] * (len(SPECIAL) + 256) + [-1000.0 - place for place in range(len(characters))]
    scores += [-float(place) for place in range(len(PIECES))]
    return tokens, scores, kinds


def write_tiny_model(path: Path, *, template: str | None = None, architecture: str = "gemma3", seed: int = 0) -> str:
    """The sha256 of the model file written to `path`; matrices are Q8_0 and F16, norms F32."""
    tokens, scores, kinds = vocabulary()
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name("tiny")
    writer.add_context_length(1024)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_key_length(HEAD_WIDTH)
    writer.add_value_length(HEAD_WIDTH)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_sliding_window(48)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    for name, token in (("bos", "<bos>"), ("eos", "<eos>"), ("unk", "<unk>"), ("pad", "<pad>")):
        getattr(writer, f"add_{name}_token_id")(tokens.index(token))
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    if template:
        writer.add_chat_template(template)
    _add_tensors(writer, len(tokens), np.random.default_rng(seed))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _add_tensors(writer: gguf.GGUFWriter, tokens: int, random: np.random.Generator) -> None:
    def matrix(name: str, rows: int, columns: int, kind: gguf.GGMLQuantizationType) -> None:
        weights = (random.standard_normal((rows, columns)) / np.sqrt(columns)).astype(np.float32)
        writer.add_tensor(f"{name}.weight", gguf.quants.quantize(weights, kind), raw_dtype=kind)

    def norm(name: str, width: int) -> None:
        writer.add_tensor(f"{name}.weight", (1 + 0.1 * random.standard_normal(width)).astype(np.float32))

    q8, f16 = gguf.GGMLQuantizationType.Q8_0, gguf.GGMLQuantizationType.F16
    matrix("token_embd", tokens, WIDTH, q8)
    norm("output_norm", WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        matrix(f"{block}.attn_q", HEADS * HEAD_WIDTH, WIDTH, q8)
        matrix(f"{block}.attn_k", HEAD_WIDTH, WIDTH, q8)
        matrix(f"{block}.attn_v", HEAD_WIDTH, WIDTH, f16)
        matrix(f"{block}.attn_output", WIDTH, HEADS * HEAD_WIDTH, q8)
        matrix(f"{block}.ffn_gate", HIDDEN, WIDTH, q8)
        matrix(f"{block}.ffn_up", HIDDEN, WIDTH, q8)
        matrix(f"{block}.ffn_down", WIDTH, HIDDEN, f16)
        for name in ("attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"):
            norm(f"{block}.{name}", WIDTH)
        norm(f"{block}.attn_q_norm", HEAD_WIDTH)
        norm(f"{block}.attn_k_norm", HEAD_WIDTH)
