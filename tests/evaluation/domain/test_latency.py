import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.evaluation.domain.errors import EmptyEvaluation, NumberOutOfRange
from volano_server.evaluation.domain.latency import latency, quantile


def test_a_worked_example_by_hand() -> None:
    summary = latency([0.1 * i for i in range(1, 101)])
    assert (summary.n, summary.maximum) == (100, 10.0)
    assert summary.mean == pytest.approx(5.05)
    assert (summary.p50.value, summary.p95.value) == pytest.approx((5.05, 9.505))


def test_bounds_of_the_median_of_a_hundred_are_the_tabulated_order_statistics() -> None:
    """Ranks 40 and 61 at 95 %, as tabulated (Hahn and Meeker, "Statistical intervals")."""
    median = latency([float(i) for i in range(1, 101)]).p50
    assert (median.low, median.high) == (40.0, 61.0)


def test_too_few_measurements_leave_the_bound_open() -> None:
    summary = latency([0.2, 0.3, 0.4])
    assert summary.p99.high is None
    assert summary.p50.low is None
    assert summary.p99.value == pytest.approx(0.398)


def test_bounds_cover_the_true_p95() -> None:
    rng, covered = np.random.default_rng(3), 0
    truth = math.exp(1.6448536)
    for _ in range(300):
        bounds = latency(rng.lognormal(size=200).tolist()).p95
        assert bounds.low is not None
        assert bounds.high is not None
        covered += bounds.low <= truth <= bounds.high
    assert covered >= 282


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60), st.sampled_from([0.5, 0.95, 0.99]))
def test_quantiles_agree_with_numpys_and_lie_between_their_bounds(values: list[float], share: float) -> None:
    found = quantile(sorted(values), share)
    assert found.value == pytest.approx(float(np.quantile(values, share)))
    assert found.low is None or found.low <= found.value + 1e-9
    assert found.high is None or found.value <= found.high + 1e-9


def test_bad_measurements_are_refused() -> None:
    with pytest.raises(EmptyEvaluation):
        latency([])
    for bad in (-0.1, math.nan, math.inf):
        with pytest.raises(NumberOutOfRange):
            latency([0.1, bad])
