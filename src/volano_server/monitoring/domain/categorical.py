"""Has a mix of categories changed? Languages, labels, models, finish reasons, tools, compared session by session."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.monitoring.domain.drift import MIN_SESSIONS, PERMUTATIONS
from volano_server.monitoring.domain.sessions import Sessions, fold, permutation_sums

if TYPE_CHECKING:
    from volano_server.monitoring.domain.sessions import Floats


@dataclass(frozen=True, slots=True)
class CategoryShift:
    """One category's share of rows in both windows."""

    category: str
    reference_share: float
    current_share: float


@dataclass(frozen=True, slots=True)
class CategoricalDrift:
    """What `categorical_drift` gives; `shifts` has the largest change first.

    `psi` is the population stability index (0.1 to 0.25 is usually called moderate), `js_divergence` the
    Jensen-Shannon divergence in bits, 0 to 1. Both are effect sizes; only `p_value` says whether chance
    explains them.
    """

    chi_square: float
    p_value: float
    psi: float
    js_divergence: float
    reference_sessions: int
    current_sessions: int
    shifts: tuple[CategoryShift, ...]


def categorical_drift(
    reference: Sequence[str],
    reference_sessions: Sequence[str],
    current: Sequence[str],
    current_sessions: Sequence[str],
    *,
    min_sessions: int = MIN_SESSIONS,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> CategoricalDrift:
    """How far the mix of categories in the current window is from the reference's, one category per row.

    The statistic is Pearson's chi-square of the two-row table, its p-value from exchanging whole sessions
    (rows of a session are not independent, so the tabulated distribution does not hold). Raises
    ShapeMismatch, TooFewSessions.
    """
    import numpy as np

    old = fold(reference_sessions, len(reference), "reference", min_sessions)
    new = fold(current_sessions, len(current), "current", min_sessions)
    places = {category: at for at, category in enumerate(sorted({*reference, *current}))}
    before, after = _table(reference, old, places), _table(current, new, places)
    pooled = np.concatenate([before, after])
    totals = pooled.sum(axis=0)
    observed = float(_chi_square(after.sum(axis=0)[np.newaxis, :], totals)[0])
    as_far = sum(
        int(np.sum(_chi_square(sums, totals) >= observed * (1 - 1e-9)))
        for sums in permutation_sums(pooled, len(new), permutations, seed)
    )
    counts_old, counts_new = before.sum(axis=0), after.sum(axis=0)
    shares_old, shares_new = counts_old / counts_old.sum(), counts_new / counts_new.sum()
    shifts = [CategoryShift(c, float(shares_old[at]), float(shares_new[at])) for c, at in places.items()]
    return CategoricalDrift(
        chi_square=observed,
        p_value=(1 + as_far) / (1 + permutations),
        psi=psi(counts_old.tolist(), counts_new.tolist()),
        js_divergence=js_divergence(shares_old.tolist(), shares_new.tolist()),
        reference_sessions=len(old),
        current_sessions=len(new),
        shifts=tuple(sorted(shifts, key=lambda s: (-abs(s.current_share - s.reference_share), s.category))),
    )


def psi(reference: Sequence[float], current: Sequence[float]) -> float:
    """The population stability index of two lists of counts: sum of (q - p) ln(q / p), never negative.

    Half a row is added to each count, so that a category new to either window gives a finite number.
    Symmetric. Siddiqi, "Credit risk scorecards" (2006).
    """
    size = len(reference)
    p = [(count + 0.5) / (sum(reference) + size / 2) for count in reference]
    q = [(count + 0.5) / (sum(current) + size / 2) for count in current]
    return math.fsum((b - a) * math.log(b / a) for a, b in zip(p, q, strict=True))


def js_divergence(reference: Sequence[float], current: Sequence[float]) -> float:
    """The Jensen-Shannon divergence of two lists of shares in bits, 0 to 1. Lin, IEEE Trans. IT 37 (1991)."""

    def half(one: float, other: float) -> float:
        return one * math.log2(2 * one / (one + other)) / 2 if one > 0 else 0.0

    return max(0.0, math.fsum(half(a, b) + half(b, a) for a, b in zip(reference, current, strict=True)))


def _table(values: Sequence[str], sessions: Sessions, places: dict[str, int]) -> "Floats":
    """Counts of shape (sessions, categories)."""
    import numpy as np

    counts = np.zeros((len(sessions), len(places)))
    np.add.at(counts, (sessions.index, np.array([places[value] for value in values])), 1.0)
    return counts


def _chi_square(current: "Floats", totals: "Floats") -> "Floats":
    """Pearson's chi-square of each row of `current` (tables, categories) against the rest of `totals`."""
    import numpy as np

    rows = current.sum(axis=1, keepdims=True)
    everything = totals.sum()
    expected, rest = rows * totals / everything, (everything - rows) * totals / everything
    # Sessions differ in length, so an exchange can leave one side of the table without rows.
    terms = np.divide((current - expected) ** 2, expected, out=np.zeros_like(expected), where=expected > 0)
    terms += np.divide((current - expected) ** 2, rest, out=np.zeros_like(rest), where=rest > 0)
    sums: Floats = terms.sum(axis=1)
    return sums
