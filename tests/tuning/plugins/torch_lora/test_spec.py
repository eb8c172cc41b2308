"""A specification is checked before anything heavy is loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from volano_server.tuning.plugins.torch_lora.__main__ import main
from volano_server.tuning.plugins.torch_lora.spec import BadSpec, Spec, read_spec

GOOD = {"base_model": "/m.gguf", "base_sha256": "0" * 64, "rows": "/rows.jsonl", "output": "/out"}


def body(**changes: Any) -> bytes:
    return json.dumps(GOOD | changes).encode()


def test_a_specification_needs_only_inputs_and_output() -> None:
    spec = read_spec(body())
    assert (spec.max_steps, spec.batch_size, spec.lora.rank, spec.weights) == (30, 8, 16, "q8_0")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"epochs": 3}, "epochs"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"learning_rate": 2}, "learning_rate"),
        ({"learning_rate": "fast"}, "learning_rate"),
        ({"max_steps": 0}, "max_steps"),
        ({"max_steps": 1.5}, "max_steps"),
        ({"batch_size": True}, "batch_size"),
        ({"lora": {"rank": 0}}, "lora.rank"),
        ({"lora": {"modules": ["lm_head"]}}, "lora.modules"),
        ({"lora": {"modules": []}}, "lora.modules"),
        ({"lora": {"modules": ["q_proj", "q_proj"]}}, "names a module twice"),
        ({"warmup_steps": 31}, "warmup_steps"),
        ({"base_sha256": "abc"}, "base_sha256"),
        ({"weights": "q2"}, "weights"),
        ({"dtype": "fp8"}, "dtype"),
        ({"max_length": 4}, "max_length"),
        ({"seed": -1}, "seed"),
        ({"rows": None}, "rows"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(BadSpec) as caught:
        read_spec(body(**changes))
    assert named in caught.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "not JSON"),
        (b"[]", "object"),
        (b'{"seed": NaN}', "NaN"),
        (b'{"seed": 1, "seed": 2}', "twice"),
        (b'{"name": "\xff"}', "UTF-8"),
        (body()[:-5], "not JSON"),
    ],
)
def test_text_that_is_no_specification_is_refused(text: bytes, said: str) -> None:
    with pytest.raises(BadSpec) as caught:
        read_spec(text)
    assert said in caught.value.message


def test_the_program_refuses_a_bad_specification_with_exit_code_2(tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(body(max_steps=-1))
    assert main([str(path)]) == 2
    event = json.loads(capsys.readouterr().out)
    assert (event["event"], event["code"]) == ("error", "bad_training_spec")
    assert main([str(tmp_path / "absent.json")]) == 2
    assert main([]) == 2


def test_every_field_of_the_specification_can_be_sent_back() -> None:
    spec = read_spec(body(lora={"rank": 4, "modules": ["q_proj"], "last_layers": 2}))
    assert Spec.model_validate_json(spec.model_dump_json()) == spec
