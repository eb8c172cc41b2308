import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.monitoring.domain.errors import BadRule
from volano_server.monitoring.domain.holm import holm


def test_a_worked_example_by_hand() -> None:
    """Times 4, 3, 2, 1 in rising order, never falling again."""
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert corrected == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02})


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=12))
def test_correction_keeps_names_and_order_and_never_lowers_a_p_value(p_values: dict[str, float]) -> None:
    corrected = holm(p_values)
    assert list(corrected) == list(p_values)
    assert all(p_values[name] <= corrected[name] <= 1.0 for name in p_values)
    ranked = sorted(p_values.items(), key=lambda item: item[1])
    assert all(corrected[one] <= corrected[other] for (one, _), (other, _) in pairwise(ranked))


def test_numbers_that_are_no_probabilities_are_refused() -> None:
    for bad in (-0.1, 1.1, math.nan):
        with pytest.raises(BadRule, match="`latency`"):
            holm({"latency": bad})
