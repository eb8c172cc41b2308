import ast
import math
import sysconfig
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from volano_server.monitoring.domain.drift import embedding_drift
from volano_server.monitoring.domain.errors import BadRule, ShapeMismatch, TooFewSessions
from volano_server.serving.engines.plugins.wordllama import WordLlamaEmbedder

Vectors = NDArray[np.float64]
KNOWN = ("asyncio", "email", "unittest", "logging")
UNSEEN = "tkinter"


@cache
def topic(package: str) -> Vectors:
    """Eighty docstring paragraphs of a standard library package, embedded; 96 dimensions keep the test fast."""
    texts: dict[str, None] = {}
    for file in sorted((Path(sysconfig.get_path("stdlib")) / package).glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    if len(paragraph) >= 40:
                        texts[paragraph] = None
    return WordLlamaEmbedder().embed(list(texts)[:80])[:, :96].astype(np.float64)


def traffic(rng: np.random.Generator, sessions: int, unseen: float = 0.0) -> tuple[Vectors, list[str]]:
    """One topic and one to twelve requests per session, so requests of a session resemble each other."""
    vectors, ids = [], []
    for session in range(sessions):
        texts = topic(UNSEEN if rng.random() < unseen else KNOWN[int(rng.integers(len(KNOWN)))])
        requests = int(rng.integers(1, 13))
        vectors.append(texts[rng.integers(0, len(texts), requests)])
        ids += [f"session-{session}"] * requests
    return np.concatenate(vectors), ids


def test_undisturbed_traffic_in_sessions_raises_no_alarm_where_a_naive_test_does() -> None:
    rng = np.random.default_rng(4)
    windows = [(*traffic(rng, 100), *traffic(rng, 100)) for _ in range(16)]
    alarms = [embedding_drift(*window, permutations=199, seed=i).p_value <= 0.01 for i, window in enumerate(windows)]
    naive = [
        embedding_drift(a, [str(i) for i in range(len(a))], b, [str(i) for i in range(len(b))], permutations=199)
        for a, _, b, _ in windows
    ]
    assert sum(alarms) <= 1
    assert sum(drift.p_value <= 0.01 for drift in naive) >= 4


def test_a_new_topic_in_a_fifth_of_two_hundred_sessions_is_found() -> None:
    rng, found = np.random.default_rng(8), 0
    for repetition in range(6):
        drift = embedding_drift(*traffic(rng, 200), *traffic(rng, 200, unseen=0.2), permutations=199, seed=repetition)
        found += drift.p_value <= 0.01
    assert found == 6
    assert drift.effect_auc > 0.53
    assert (drift.reference_sessions, drift.current_sessions) == (200, 200)


def test_the_sessions_that_moved_are_named() -> None:
    rng = np.random.default_rng(2)
    before, before_ids = traffic(rng, 60)
    after, after_ids = traffic(rng, 50)
    moved = topic(UNSEEN)[rng.integers(0, 80, 120)]
    moved_ids = [f"moved-{i // 12}" for i in range(120)]
    drift = embedding_drift(before, before_ids, np.concatenate([after, moved]), after_ids + moved_ids)
    assert sum(name.startswith("moved") for name in drift.most_shifted) >= 8


def test_windows_that_share_nothing_are_told_apart_with_the_smallest_p_value_there_is() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0, 1, (60, 8)), rng.normal(5, 1, (60, 8))
    ids = [str(i) for i in range(60)]
    drift = embedding_drift(a, ids, b, ids, permutations=199)
    assert drift.p_value == pytest.approx(1 / 200)
    assert drift.effect_auc > 0.99


def test_constant_vectors_are_no_drift() -> None:
    ids = [str(i) for i in range(50)]
    drift = embedding_drift(np.ones((50, 3)), ids, np.ones((50, 3)), ids, permutations=99)
    assert (drift.distance, drift.p_value, drift.effect_auc) == (0.0, 1.0, 0.5)


@settings(max_examples=10)
@given(st.integers(0, 10_000), st.floats(0.1, 10), st.floats(-5, 5))
def test_the_p_value_does_not_depend_on_scale_place_or_order(seed: int, scale: float, place: float) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(30, 4)), rng.normal(0.3, 1, size=(30, 4))
    ids = [str(i // 2) for i in range(30)]
    one = embedding_drift(a, ids, b, ids, min_sessions=10, permutations=49)
    other = embedding_drift(a * scale + place, ids, b * scale + place, ids, min_sessions=10, permutations=49)
    assert one.p_value == other.p_value
    assert one.distance == pytest.approx(other.distance, rel=1e-6)
    back = [*range(29, -1, -1)]
    turned = embedding_drift(a, ids, b[back], [ids[i] for i in back], min_sessions=10, permutations=49)
    assert turned.distance == pytest.approx(one.distance)


def test_windows_that_cannot_be_compared_are_refused() -> None:
    ids = [str(i) for i in range(50)]
    good = np.random.default_rng(0).normal(size=(50, 3))
    with pytest.raises(TooFewSessions, match="current window has 10 sessions; at least 50"):
        embedding_drift(good, ids, good, [str(i % 10) for i in range(50)])
    with pytest.raises(ShapeMismatch, match="50 rows but 49 session ids"):
        embedding_drift(good, ids, good, ids[:49])
    with pytest.raises(ShapeMismatch, match="3 and 2 dimensions"):
        embedding_drift(good, ids, good[:, :2], ids)
    with pytest.raises(ShapeMismatch, match="NaN"):
        embedding_drift(good, ids, np.where(good > 2, math.nan, good) * math.nan, ids)
    with pytest.raises(ShapeMismatch, match=r"shape \(50,\)"):
        embedding_drift(good, ids, good[:, 0], ids)
    with pytest.raises(BadRule, match="5 permutations"):
        embedding_drift(good, ids, good, ids, permutations=5)
