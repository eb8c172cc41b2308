"""Every text in a value is found."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.texts import DEEPEST, texts_in

leaf = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
values = st.recursive(leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner))


@given(values, st.text(alphabet="abc", min_size=1))
def test_a_text_is_found_wherever_it_stands(value: Any, hidden: str) -> None:
    assert hidden in texts_in([value, {"x": [{hidden: value}]}])
    assert hidden in texts_in({"arguments": json.dumps({"q": [value, hidden]})})


def test_no_depth_hides_a_text() -> None:
    value: Any = "find me"
    for _ in range(3 * DEEPEST):
        value = [value]
    assert any("find me" in text for text in texts_in(value))
    for _ in range(6):
        value = json.dumps(value)
    assert any("find me" in text for text in texts_in(value))


def test_broken_json_is_a_text_like_any_other() -> None:
    assert texts_in('{"q": "x') == ['{"q": "x']
    assert texts_in([1, True, None, 2.5]) == []
