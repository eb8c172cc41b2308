import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.monitoring.domain.categorical import categorical_drift, js_divergence, psi
from volano_server.monitoring.domain.errors import ShapeMismatch, TooFewSessions

LANGUAGES = ("en", "de", "fr", "it")


def traffic(rng: np.random.Generator, sessions: int, extra: float = 0.0) -> tuple[list[str], list[str]]:
    """A person writes in one language nine times in ten; `extra` is the share of sessions in a new one."""
    values, ids = [], []
    for session in range(sessions):
        own = "pt" if rng.random() < extra else LANGUAGES[int(rng.integers(4))]
        for _ in range(int(rng.integers(1, 10))):
            values.append(own if rng.random() < 0.9 else "en")
            ids.append(str(session))
    return values, ids


def test_undisturbed_sessions_raise_alarms_no_oftener_than_alpha_where_the_tabulated_test_does() -> None:
    rng, alarms, tabulated = np.random.default_rng(1), 0, 0
    critical = 11.345  # chi-square with 3 degrees of freedom, 1 %
    for seed in range(150):
        drift = categorical_drift(*traffic(rng, 100), *traffic(rng, 100), permutations=199, seed=seed)
        alarms += drift.p_value <= 0.01
        tabulated += drift.chi_square > critical
    assert alarms <= 5
    assert tabulated >= 30


def test_a_new_language_in_a_fifth_of_the_sessions_is_found_and_named() -> None:
    rng, found = np.random.default_rng(2), 0
    for seed in range(20):
        drift = categorical_drift(*traffic(rng, 200), *traffic(rng, 200, extra=0.2), permutations=199, seed=seed)
        found += drift.p_value <= 0.01
        assert drift.shifts[0].category == "pt"
        assert drift.shifts[0].reference_share == 0.0
    assert found >= 19


def test_chi_square_is_pearsons_when_each_row_is_a_session() -> None:
    """A 2 by 2 table by hand: 30/20 against 20/30, chi-square 4."""
    reference, current = ["a"] * 30 + ["b"] * 20, ["a"] * 20 + ["b"] * 30
    ids = [str(i) for i in range(50)]
    drift = categorical_drift(reference, ids, current, ids)
    assert drift.chi_square == pytest.approx(4.0)
    assert drift.p_value == pytest.approx(0.0714, abs=0.03)  # Fisher's exact test, two-sided


def test_psi_by_hand() -> None:
    """Counts 60/40 and 40/60, half a row added: (40.5 - 60.5)/101 ln(40.5/60.5), twice."""
    assert psi([60, 40], [40, 60]) == pytest.approx(2 * 20 / 101 * math.log(60.5 / 40.5))


counts = st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(lambda c: sum(c) > 0)


@given(counts, counts)
def test_divergences_are_symmetric_not_negative_and_zero_for_equal_mixes(a: list[int], b: list[int]) -> None:
    p, q = [x / sum(a) for x in a], [x / sum(b) for x in b]
    assert psi(a, b) == pytest.approx(psi(b, a))
    assert psi(a, b) >= -1e-12
    assert psi(a, a) == 0.0
    assert 0.0 <= js_divergence(p, q) <= 1 + 1e-12
    assert js_divergence(p, q) == pytest.approx(js_divergence(q, p))
    assert js_divergence(p, p) == pytest.approx(0.0, abs=1e-12)


def test_disjoint_mixes_differ_by_one_bit() -> None:
    assert js_divergence([1.0, 0.0], [0.0, 1.0]) == pytest.approx(1.0)


def test_one_category_throughout_is_no_drift() -> None:
    ids = [str(i) for i in range(50)]
    drift = categorical_drift(["en"] * 50, ids, ["en"] * 50, ids, permutations=19)
    assert (drift.chi_square, drift.p_value) == (0.0, 1.0)


def test_windows_that_cannot_be_compared_are_refused() -> None:
    ids = [str(i) for i in range(50)]
    with pytest.raises(ShapeMismatch):
        categorical_drift(["en"] * 50, ids, ["en"] * 49, ids)
    with pytest.raises(TooFewSessions, match="reference window has 1 sessions"):
        categorical_drift(["en"] * 50, ["1"] * 50, ["en"] * 50, ids)
