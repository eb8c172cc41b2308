"""How an answer is drawn: the prompt's parameters, the caller's wishes, the endpoint's bounds, on a real engine."""

from __future__ import annotations

import json

import openai
import pytest

from tests.serving.gateway.conftest import Front

ASKED = [{"role": "user", "content": "{{mail}}"}]


@pytest.fixture
def versed(front: Front) -> Front:
    """An endpoint whose prompt draws hot, with a seed, eight tokens at most."""
    parameters = {"temperature": 1.5, "seed": 7, "max_tokens": 8, "top_k": 20}
    prompt = front.prompt("hot", messages=ASKED, parameters=parameters)
    front.endpoint("hot", {"prompt": prompt}, input_variable="mail", limits={"max_output_tokens": 32})
    front.endpoint("cool", {"prompt": prompt}, input_variable="mail", limits={"max_temperature": 0})
    return front


def said(front: Front, model: str, **more: object) -> str:
    return str(front.ask(model=model, **more).choices[0].message.content)


def test_parameters_of_the_prompt_are_the_defaults(versed: Front) -> None:
    answer = versed.ask(model="hot")
    assert (answer.usage.completion_tokens, answer.choices[0].finish_reason) == (8, "length")
    same = {"temperature": 1.5, "seed": 7, "max_tokens": 8, "extra_body": {"top_k": 20}}
    assert said(versed, "plain", **same) == answer.choices[0].message.content
    greedy = said(versed, "plain", max_tokens=8)
    assert greedy != answer.choices[0].message.content


def test_what_the_caller_asks_for_wins_within_the_endpoints_bounds(versed: Front) -> None:
    greedy = said(versed, "plain", max_tokens=8)
    assert said(versed, "hot", temperature=0) == greedy
    assert said(versed, "hot", seed=8) != said(versed, "hot", seed=9)
    assert versed.ask(model="hot", max_tokens=3).usage.completion_tokens == 3
    assert versed.ask(model="hot", max_completion_tokens=5_000).usage.completion_tokens <= 32
    assert said(versed, "cool", temperature=2) == greedy


def test_an_answer_ends_before_a_stop_text_of_the_prompt_or_of_the_caller(front: Front) -> None:
    whole = said(front, "plain", max_tokens=40)
    word = next(char for char in whole[3:] if char.strip())
    cut = front.ask(max_tokens=40, stop=[word])
    assert (cut.choices[0].message.content, cut.choices[0].finish_reason) == (whole[: whole.index(word)], "stop")
    prompt = front.prompt("cut", messages=ASKED, parameters={"stop": [word], "max_tokens": 40})
    front.endpoint("cut", {"prompt": prompt}, input_variable="mail")
    assert said(front, "cut") == whole[: whole.index(word)]


@pytest.mark.parametrize("stream", [False, True])
def test_a_form_of_the_prompt_or_of_the_caller_binds_the_answer(front: Front, stream: bool) -> None:
    prompt = front.prompt("sort", messages=ASKED, output_schema={"enum": ["spam", "ham"]})
    front.endpoint("sort", {"prompt": prompt}, input_variable="mail")
    form = {"type": "json_schema", "json_schema": {"name": "a", "schema": {
        "type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False,
    }}}  # fmt: skip
    if stream:
        chunks = list(front.ask(model="sort", stream=True))
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) in ("spam", "ham")
        return
    assert said(front, "sort") in ("spam", "ham")
    assert set(json.loads(said(front, "sort", response_format=form))) == {"ok"}


def test_json_object_constrains_the_answer_to_an_object(front: Front) -> None:
    answer = front.ask(response_format={"type": "json_object"}, max_tokens=150)
    text = answer.choices[0].message.content
    assert text.lstrip().startswith("{")
    if answer.choices[0].finish_reason == "stop":
        assert isinstance(json.loads(text), dict)


def test_an_answer_that_misses_its_form_is_an_error_and_stays_in_its_trace(front: Front) -> None:
    """The engine's grammar knows no `multipleOf`, so the whole answer is checked."""
    form = {"type": "integer", "multipleOf": 1_000_003, "minimum": 1, "maximum": 9}
    wanted = {"type": "json_schema", "json_schema": {"name": "a", "schema": form}}
    with pytest.raises(openai.InternalServerError) as caught:
        front.ask(response_format=wanted, max_tokens=20)
    assert (caught.value.status_code, caught.value.code) == (502, "invalid_answer")
    span = front.spans()[0]
    assert (span.status, span.attributes["error.type"]) == ("error", "invalid_answer")
    assert int(span.output[0]["content"]) in range(1, 10)
    with pytest.raises(openai.APIError, match="does not fit"):
        list(front.ask(response_format=wanted, max_tokens=20, stream=True))


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"type": "xml"}, "neither"),
        ({"type": "json_schema", "json_schema": {"name": "a"}}, "neither"),
        ({"type": "json_schema", "json_schema": {"name": "a", "schema": {"pattern": "(a+)+$"}}}, "not allowed"),
    ],
)
def test_a_form_that_is_not_understood_is_refused(front: Front, form: dict[str, object], said: str) -> None:
    with pytest.raises(openai.BadRequestError, match=said) as caught:
        front.ask(response_format=form)
    assert (caught.value.code, caught.value.param) == ("unsupported_parameter", "response_format")
