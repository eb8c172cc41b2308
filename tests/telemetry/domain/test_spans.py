"""What a span may hold, and what becomes of too much."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.kit.clock import DAY, from_rfc3339
from volano_server.kit.strict_json import check_value
from volano_server.telemetry import NewSpan, SpanRejected, load_pricing
from volano_server.telemetry.domain.spans import MAX_ATTRIBUTES, MAX_PAYLOAD, PreparedSpan, prepare_span, read_payload
from volano_server.telemetry.domain.values import Cuts, clean_value, unflatten

NOW = from_rfc3339("2026-11-21T12:00:00Z")
PRICING = load_pricing()


def span(**more: Any) -> NewSpan:
    base: dict[str, Any] = {
        "trace_id": "a" * 32,
        "span_id": "b" * 16,
        "name": "call",
        "started_at": NOW,
        "ended_at": NOW + 5,
    }
    return NewSpan(**base | more)


def prepared(**more: Any) -> PreparedSpan:
    return prepare_span(span(**more), PRICING, NOW)


def body(found: PreparedSpan) -> dict[str, Any]:
    assert found.payload is not None
    return read_payload(found.payload["encoding"], found.payload["body"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"trace_id": ""}, "trace id"),
        ({"trace_id": "0" * 32}, "trace id"),
        ({"trace_id": "a" * 66}, "trace id"),
        ({"trace_id": "A" * 32}, "trace id"),
        ({"span_id": "0" * 16}, "span id"),
        ({"span_id": "b" * 15}, "span id"),
        ({"span_id": "b" * 15 + "\n"}, "span id"),
        ({"parent_id": "xyz"}, "parent id"),
        ({"ended_at": NOW - 1}, "1 µs before it starts"),
        ({"started_at": 0, "ended_at": 1}, "outside the years"),
        ({"started_at": NOW, "ended_at": NOW + 2 * DAY}, "outside the years"),
        (
            {"started_at": from_rfc3339("2100-01-01T00:00:00Z"), "ended_at": from_rfc3339("2100-01-01T00:00:01Z")},
            "outside",
        ),
    ],
)
def test_a_span_that_no_trace_could_hold_is_rejected_with_the_reason(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(SpanRejected, match=said):
        prepared(**wrong)


def test_too_many_attributes_are_left_out_and_counted() -> None:
    found = prepared(attributes={f"k{n}": n for n in range(100_000)})
    assert len(found.row["attributes"]) == MAX_ATTRIBUTES
    assert found.row["dropped_attributes"] == 100_000 - MAX_ATTRIBUTES


def test_a_ten_megabyte_attribute_is_cut_and_counted() -> None:
    found = prepared(attributes={"big": "x" * 10_000_000})
    assert len(found.row["attributes"]["big"]) == 65_536
    assert found.row["dropped_attributes"] == 1


def test_a_payload_over_the_limit_is_cut_and_says_so() -> None:
    found = prepared(input=[{"role": "user", "content": "x" * (MAX_PAYLOAD - 10)}, {"role": "user", "content": "tail"}])
    assert found.payload is not None
    assert found.payload["cut"]
    assert found.payload["input_bytes"] > MAX_PAYLOAD
    assert isinstance(body(found)["input"], str)


def test_content_comes_back_as_it_was() -> None:
    found = prepared(input={"messages": ["é\u2028"]}, output=None, events=[{"name": "e", "ts": 1, "attributes": {}}])
    assert body(found) == {
        "input": {"messages": ["é\u2028"]},
        "output": None,
        "events": [{"name": "e", "ts": 1, "attributes": {}}],
        "links": [],
    }
    assert found.payload is not None
    assert not found.payload["cut"]


def test_without_content_there_is_no_payload() -> None:
    assert prepared().payload is None


def test_only_model_calls_are_priced_and_counted() -> None:
    call = prepared(kind="llm", provider="openai", model="gpt-4o-mini", input_tokens=1000, output_tokens=100)
    assert (call.row["cost_micros"], call.row["cost_source"], call.row["counted"]) == (210, "table", True)
    agent = prepared(kind="agent", model="gpt-4o-mini", input_tokens=1000)
    assert (agent.row["cost_micros"], agent.row["counted"]) == (None, False)
    told = prepared(kind="llm", model="gpt-4o-mini", input_tokens=1000, cost_micros=7)
    assert (told.row["cost_micros"], told.row["cost_source"]) == (7, "reported")


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.binary(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(), max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(anything)
def test_any_value_becomes_json_that_both_databases_hold(value: Any) -> None:
    cleaned = clean_value(value, Cuts())
    check_value(cleaned)
    json.dumps(cleaned, allow_nan=False).encode()


def test_a_deep_value_is_cut_not_followed() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    cuts = Cuts()
    clean_value(deep, cuts)
    assert cuts.count == 1


def test_an_index_is_a_name_and_never_a_size() -> None:
    found = unflatten(
        {"a.999999999.x": 1, "a.0.m.parts.1.t": "b", "a.0.m.parts.0.t": "a", "a.99999999999999999.x": 2, "a.z": 3}, "a."
    )
    assert found == [{"m": {"parts": [{"t": "a"}, {"t": "b"}]}}, {"x": 1}]


def test_indexed_keys_that_contradict_each_other_do_no_harm() -> None:
    assert unflatten({"a.0": "text", "a.0.b": 1, "a.0.b.c": 2}, "a.") == [{"value": "text", "b": 1}]
