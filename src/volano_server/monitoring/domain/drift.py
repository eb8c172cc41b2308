"""Has the meaning of the traffic changed? Embeddings of two windows, compared session by session.

The p-value comes from exchanging whole sessions between the windows; the effect size is how well a classifier
tells the windows apart. Report both: with much traffic a tiny change is significant, and an AUC alone is far
from 0.5 for undisturbed traffic wherever sessions are not kept together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.monitoring.domain.errors import ShapeMismatch
from volano_server.monitoring.domain.logistic import grouped_auc
from volano_server.monitoring.domain.sessions import Sessions, fold, permutation_sums

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from volano_server.monitoring.domain.sessions import Floats, Integers

MIN_SESSIONS = 50
PERMUTATIONS = 999
RIDGE = 5.0
"""In mean variances: how much a direction in which sessions hardly differ is held back."""
SHORT_SESSION = 2
"""A session of so many rows counts with weight sqrt(1/2): its mean is the noisier the shorter it is."""


@dataclass(frozen=True, slots=True)
class EmbeddingDrift:
    """What `embedding_drift` gives.

    `distance` is between the mean session vectors, in units of the sessions' own spread, `p_value` the share
    of session exchanges at least as far apart, `effect_auc` how often a classifier ranks a current row above
    a reference row (0.5: cannot tell them apart), and `most_shifted` the current sessions farthest along the
    change, for a person to read.
    """

    distance: float
    p_value: float
    effect_auc: float
    reference_sessions: int
    current_sessions: int
    reference_rows: int
    current_rows: int
    most_shifted: tuple[str, ...]


def embedding_drift(
    reference: "ArrayLike",
    reference_sessions: Sequence[str],
    current: "ArrayLike",
    current_sessions: Sequence[str],
    *,
    min_sessions: int = MIN_SESSIONS,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
) -> EmbeddingDrift:
    """How far the vectors of the current window are from the reference's, shapes (rows, dimensions).

    The statistic is a regularised Hotelling T (Chen, Paul, Prentice, Wang, JASA 106, 2011) of session means:
    directions in which sessions differ anyway count less, so a new topic in 10 % of 200 sessions is found
    twice as often as by the plain distance of centroids (bench/monitoring/drift_power.py). Its level is exact
    where sessions of both windows come from one source: p = (1 + exchanges at least as far) / (1 +
    permutations), Phipson and Smyth (2010). Raises ShapeMismatch for vectors that are not finite or not of
    one width, TooFewSessions below `min_sessions` in either window.
    """
    import numpy as np

    before, after = _vectors(reference, "reference"), _vectors(current, "current")
    if before.shape[1] != after.shape[1]:
        raise ShapeMismatch(
            f"The windows have vectors of {before.shape[1]} and {after.shape[1]} dimensions.",
            hint="Embed both windows with the same embedder and version.",
        )
    old = fold(reference_sessions, len(before), "reference", min_sessions)
    new = fold(current_sessions, len(after), "current", min_sessions)
    pooled = _standardised(
        np.concatenate([_session_sums(before, old), _session_sums(after, new)]),
        np.concatenate([np.bincount(old.index), np.bincount(new.index)]),
    )
    shift = pooled[len(old) :].mean(axis=0) - pooled[: len(old)].mean(axis=0)
    distance = float(np.linalg.norm(shift))
    # A row of these sums is the sum of the sessions that play "current"; the rest play "reference".
    farther = sum(
        int(np.sum(_distances(sums, pooled.sum(axis=0), len(new), len(old)) >= distance * (1 - 1e-12)))
        for sums in permutation_sums(pooled, len(new), permutations, seed)
    )
    along = pooled[len(old) :] @ shift
    return EmbeddingDrift(
        distance=distance,
        p_value=(1 + farther) / (1 + permutations),
        effect_auc=grouped_auc(before, old.index, after, new.index, seed=seed),
        reference_sessions=len(old),
        current_sessions=len(new),
        reference_rows=old.rows,
        current_rows=new.rows,
        most_shifted=tuple(new.ids[i] for i in np.argsort(-along, kind="stable")[:10]),
    )


def _distances(sums: "Floats", total: "Floats", current: int, reference: int) -> "Floats":
    import numpy as np

    distances: Floats = np.linalg.norm(sums / current - (total - sums) / reference, axis=1)
    return distances


def _session_sums(vectors: "Floats", sessions: Sessions) -> "Floats":
    import numpy as np

    sums = np.zeros((len(sessions), vectors.shape[1]))
    np.add.at(sums, sessions.index, vectors)
    return sums


def _standardised(sums: "Floats", rows: "Integers") -> "Floats":
    """Centred session means, short sessions shrunk, scaled by the regularised inverse root of their
    covariance.

    Made from both windows together, so that exchanging sessions between the windows changes nothing.
    """
    import numpy as np

    means = sums / rows[:, np.newaxis]
    centred = means - means.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    scale = np.sqrt(np.maximum(variances, 0.0) + RIDGE * variances.mean())
    shrunk = centred * np.sqrt(rows / (rows + SHORT_SESSION))[:, np.newaxis]
    standardised: Floats = shrunk @ (directions / np.where(scale > 0, scale, 1.0))
    return standardised


def _vectors(values: "ArrayLike", what: str) -> "Floats":
    import numpy as np

    vectors: Floats = np.asarray(values, dtype=np.float64)
    if vectors.ndim != 2 or not np.all(np.isfinite(vectors)):
        raise ShapeMismatch(
            f"The vectors of the {what} window have shape {vectors.shape} or hold NaN or infinity.",
            hint="Pass finite numbers of shape (rows, dimensions).",
        )
    return vectors
