"""Rows of traffic folded into sessions, the unit that drift tests exchange.

Requests of one session resemble each other, so tests that treat rows as independent call 72 to 100 % of
undisturbed windows drifted. Whole sessions are exchangeable between two undisturbed windows; rows are not.
Where one person has many sessions, pass the person as the session.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volano_server.monitoring.domain.errors import BadRule, ShapeMismatch, TooFewSessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

_NUMBERS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Sessions:
    """Rows by session: `ids[index[row]]` is the session of a row; sessions are in order of first appearance."""

    ids: tuple[str, ...]
    index: "Integers"

    @property
    def rows(self) -> int:
        return int(self.index.size)

    def __len__(self) -> int:
        return len(self.ids)


def fold(session_ids: Sequence[str], rows: int, what: str, min_sessions: int) -> Sessions:
    """The rows by session; raises ShapeMismatch for another number of rows, TooFewSessions below `min_sessions`."""
    import numpy as np

    if len(session_ids) != rows:
        raise ShapeMismatch(
            f"The {what} window has {rows} rows but {len(session_ids)} session ids.",
            hint="Pass one session id per row.",
        )
    places: dict[str, int] = {}
    index = np.fromiter((places.setdefault(s, len(places)) for s in session_ids), dtype=np.int64, count=rows)
    if len(places) < max(2, min_sessions):
        raise TooFewSessions(
            f"The {what} window has {len(places)} sessions; at least {max(2, min_sessions)} are needed.",
            hint="Use a longer window; 200 sessions find a new topic in 20 % of traffic.",
        )
    return Sessions(tuple(places), index)


def permutation_sums(per_session: "Floats", chosen: int, permutations: int, seed: int) -> "Iterator[Floats]":
    """Batches of sums of `chosen` sessions drawn at random from `per_session` (sessions, features).

    All batches together have `permutations` rows. Raises BadRule for fewer than 19 permutations, which cannot
    give a p-value below 5 %.
    """
    import numpy as np

    if permutations < 19:
        raise BadRule(f"{permutations} permutations were asked for.", hint="Use 999, at least 99 for alpha 0.01.")
    rng, sessions = np.random.default_rng(seed), len(per_session)
    chunk = max(1, _NUMBERS_AT_ONCE // sessions)
    for start in range(0, permutations, chunk):
        size = min(chunk, permutations - start)
        order = np.argpartition(rng.random((size, sessions)), chosen - 1, axis=1)[:, :chosen]
        member = np.zeros((size, sessions))
        np.put_along_axis(member, order, 1.0, axis=1)
        yield member @ per_session
