"""A small logistic regression, for the one question "which window does this row come from?"."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from volano_server.monitoring.domain.sessions import Floats, Integers

RIDGE = 10.0
FOLDS = 5
MAX_ROWS = 2000
_STEPS = 8


def grouped_auc(
    reference: "Floats", reference_groups: "Integers", current: "Floats", current_groups: "Integers", *, seed: int = 0
) -> float:
    """How often a classifier trained on other groups ranks a current row above a reference row; ties count
    half.

    Rows are (rows, dimensions), groups number the sessions of each window. Folds keep groups whole, so that a
    session's likeness to itself is not mistaken for drift. The mean over folds of each fold's AUC; windows
    beyond `MAX_ROWS` are sampled. Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", ICLR 2017,
    with groups.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    before, fold_before = _sampled(reference, reference_groups, rng)
    after, fold_after = _sampled(current, current_groups, rng)
    features = np.concatenate([before, after])
    folds, is_current = np.concatenate([fold_before, fold_after]), np.repeat([0.0, 1.0], [len(before), len(after)])
    spread = features.std(axis=0)
    features = (features - features.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)
    areas = []
    for fold in range(FOLDS):
        held = folds == fold
        truth = is_current[held] == 1.0
        if truth.all() or not truth.any():
            continue
        weights = fit(features[~held], is_current[~held])
        areas.append(_area(features[held] @ weights[1:], truth))
    return float(np.mean(areas)) if areas else 0.5


def fit(features: "Floats", labels: "Floats", ridge: float = RIDGE) -> "Floats":
    """Intercept and weights (1 + dimensions) of ridge logistic regression; both classes weigh the same.

    Newton's method (iteratively reweighted least squares); features should have unit variance. A step that
    would raise the loss is halved, so separable classes are safe too.
    """
    import numpy as np

    design = np.column_stack([np.ones(len(features)), features])
    share = labels.mean()
    weight = np.where(labels == 1.0, 0.5 / max(share, 1e-9), 0.5 / max(1 - share, 1e-9))
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 1e-6
    solution = np.zeros(design.shape[1])

    def loss(candidate: "Floats") -> float:
        signed = np.where(labels == 1.0, -1.0, 1.0) * (design @ candidate)
        return float(weight @ np.logaddexp(0.0, signed) + 0.5 * penalty @ candidate**2)

    current = loss(solution)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ solution, -30, 30)))
        gradient = design.T @ (weight * (chance - labels)) + penalty * solution
        curvature = (design * (weight * chance * (1 - chance))[:, np.newaxis]).T @ design
        step = np.linalg.solve(curvature + np.diag(penalty), gradient)
        while (candidate := loss(solution - step)) > current and np.abs(step).max() > 1e-8:
            step = step / 2
        solution, gain, current = solution - step, current - candidate, candidate
        if gain < 1e-6 * max(1.0, current):
            break
    return solution


def _sampled(rows: "Floats", groups: "Integers", rng: "np.random.Generator") -> "tuple[Floats, Integers]":
    """At most MAX_ROWS of the rows, and the fold of each: a group falls into one fold."""
    import numpy as np

    fold_of_group = rng.permutation(int(groups.max()) + 1) % FOLDS
    kept = np.sort(rng.permutation(len(rows))[:MAX_ROWS])
    return rows[kept], fold_of_group[groups[kept]]


def _area(scores: "Floats", positive: "np.typing.NDArray[np.bool_]") -> float:
    """The share of (positive, negative) pairs ranked right, ties half."""
    import numpy as np

    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    above, below = int(positive.sum()), int((~positive).sum())
    return float((ranks[positive].sum() - above * (above + 1) / 2) / (above * below))
