"""How often do the intervals hold the truth? Ours beside the plain and the BCa bootstrap, on small samples.

    python bench/evaluation/interval_coverage.py [--trials 300]

A mail classifier with 25 % spam and given recalls answers n mails many times over; each line tells in which
share of the samples the nominal 95 % interval held the true macro F1, F1 of spam, or (paired) difference of
macro F1. The last column is the worst share of each method.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from volano_server.evaluation.domain.classification import classification, macro_f1_statistic
from volano_server.evaluation.domain.comparison import compare_labels
from volano_server.evaluation.domain.intervals import Estimate
from volano_server.evaluation.domain.resampling import bca_bootstrap
from volano_server.evaluation.domain.rows import labelled_rows

if TYPE_CHECKING:
    from volano_server.evaluation.domain.resampling import Statistic

LABELS = ("spam", "ham")
SIZES = (20, 50, 100, 400)
RECALLS = ((0.9, 0.95), (0.98, 0.99), (0.6, 0.9), (0.3, 0.99), (1.0, 0.97))
OUTCOMES = ((0.6, 0.1, 0.2, 0.1), (0.9, 0.02, 0.05, 0.03), (0.3, 0.02, 0.6, 0.08), (0.94, 0.03, 0.03, 0.0))
RESAMPLES = 600
Floats = NDArray[np.float64]


def covers(interval: Estimate | tuple[float, float], truth: float) -> bool:
    low, high = (interval.low, interval.high) if isinstance(interval, Estimate) else interval
    return low - 1e-12 <= truth <= high + 1e-12


def percentile(counts: NDArray[np.int64], statistic: "Statistic", seed: int) -> tuple[float, float]:
    n = int(counts.sum())
    draws = statistic(np.random.default_rng(seed).multinomial(n, counts / n, size=RESAMPLES).astype(float))
    low, high = np.nanquantile(draws, (0.025, 0.975))
    return float(low), float(high)


def one_system(n: int, recalls: tuple[float, float], trials: int, rng: np.random.Generator) -> dict[str, float]:
    cells = [(e, p) for e in LABELS for p in LABELS]
    spam, ham = recalls
    weights = np.array([0.25 * spam, 0.25 * (1 - spam), 0.75 * (1 - ham), 0.75 * ham])
    macro = macro_f1_statistic(cells, LABELS)
    truth = float(macro(weights[np.newaxis, :])[0])
    truth_spam = 2 * weights[0] / (2 * weights[0] + weights[1] + weights[2])
    held: dict[str, int] = dict.fromkeys(("ours macro", "BCa macro", "percentile macro", "ours spam"), 0)
    for seed in range(trials):
        counts = rng.multinomial(n, weights)
        rows = [cell for cell, times in zip(cells, counts, strict=True) for _ in range(times)]
        ids = [str(i) for i in range(n)]
        quality = classification(
            ids, [e for e, _ in rows], [p for _, p in rows], LABELS, resamples=RESAMPLES, seed=seed
        )
        f1 = quality.of("spam").f1
        held["ours macro"] += covers(quality.macro_f1, truth)
        held["ours spam"] += f1 is None or covers(f1, truth_spam)
        held["BCa macro"] += covers(bca_bootstrap(counts.tolist(), macro, resamples=RESAMPLES, seed=seed), truth)
        held["percentile macro"] += covers(percentile(counts, macro, seed), truth)
    return {name: times / trials for name, times in held.items()}


def two_systems(
    n: int, outcomes: tuple[float, float, float, float], trials: int, rng: np.random.Generator
) -> dict[str, float]:
    cells = [(e, a, b) for e, o in (("spam", "ham"), ("ham", "spam")) for a, b in ((e, e), (e, o), (o, e), (o, o))]
    weights = np.concatenate([0.25 * np.array(outcomes), 0.75 * np.array(outcomes)])
    first = macro_f1_statistic([(e, a) for e, a, _ in cells], LABELS)
    second = macro_f1_statistic([(e, b) for e, _, b in cells], LABELS)

    def difference(counts: Floats) -> Floats:
        gain: Floats = second(counts) - first(counts)
        return gain

    truth = float(difference(weights[np.newaxis, :])[0])
    held: dict[str, int] = dict.fromkeys(("ours", "BCa", "percentile", "ours accuracy"), 0)
    ids = [str(i) for i in range(n)]
    for seed in range(trials):
        counts = rng.multinomial(n, weights)
        rows = [cell for cell, times in zip(cells, counts, strict=True) for _ in range(times)]
        expected = [e for e, _, _ in rows]
        comparison = compare_labels(
            labelled_rows(ids, expected, [a for _, a, _ in rows], LABELS),
            labelled_rows(ids, expected, [b for _, _, b in rows], LABELS),
            resamples=RESAMPLES,
            seed=seed,
        )
        held["ours"] += covers(comparison.macro_f1_difference, truth)
        held["ours accuracy"] += covers(comparison.accuracy_difference, outcomes[2] - outcomes[1])
        held["BCa"] += covers(bca_bootstrap(counts.tolist(), difference, resamples=RESAMPLES, seed=seed), truth)
        held["percentile"] += covers(percentile(counts, difference, seed), truth)
    return {name: times / trials for name, times in held.items()}


def table(title: str, cases: list[tuple[str, Callable[[], dict[str, float]]]]) -> None:
    print(f"\n{title}")
    worst: dict[str, float] = {}
    for name, run in cases:
        shares = run()
        worst = {method: min(worst.get(method, 1.0), share) for method, share in shares.items()}
        print(f"{name:34}" + "".join(f"{method:>20} {share:.3f}" for method, share in shares.items()), flush=True)
    print(f"{'worst':34}" + "".join(f"{method:>20} {share:.3f}" for method, share in worst.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=300)
    trials, rng = parser.parse_args().trials, np.random.default_rng(1)
    table(
        "One system: share of samples whose 95 % interval holds the true F1",
        [
            (f"n={n} recalls={recalls}", lambda n=n, r=recalls: one_system(n, r, trials, rng))  # type: ignore[misc]
            for n in SIZES
            for recalls in RECALLS
        ],
    )
    table(
        "Two systems: share of samples whose 95 % interval holds the true difference",
        [
            (f"n={n} both/1/2/none={o}", lambda n=n, o=o: two_systems(n, o, trials, rng))  # type: ignore[misc]
            for n in SIZES
            for o in OUTCOMES
        ],
    )


if __name__ == "__main__":
    main()
