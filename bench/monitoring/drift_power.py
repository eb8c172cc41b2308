"""How often does the drift monitor fire, with and without drift? On real text, in sessions.

    python bench/monitoring/drift_power.py [--repetitions 200]

Texts are paragraphs of the standard library's docstrings, one topic per package, embedded with the default
embedder. A session has one topic and 1 to 12 requests, so requests of a session resemble each other. The
reference window has 400 sessions of eight topics. Each line is one kind of current window; the columns are
the share of windows flagged at alpha 0.01, the median effect size (AUC, 0.5 = none), the share flagged by the
mix of topics as a category, and by the first test when it is told that requests are independent ("naive").
"""

import argparse
import ast
import sysconfig
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from volano_server.monitoring.domain.categorical import categorical_drift
from volano_server.monitoring.domain.drift import embedding_drift
from volano_server.serving.engines.plugins.wordllama import WordLlamaEmbedder

ALPHA = 0.01
REFERENCE_SESSIONS = 400
PARAGRAPHS = 120
KNOWN = ("asyncio", "email", "unittest", "logging", "xml", "importlib", "concurrent", "http")
UNSEEN = "tkinter"


@dataclass(frozen=True)
class Topics:
    """Embedded paragraphs by topic, (paragraphs, dimensions)."""

    vectors: dict[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Window:
    """Simulated traffic: a vector, a session id and a topic per request."""

    vectors: NDArray[np.float64]
    sessions: list[str]
    topics: list[str]


def docstring_paragraphs(package: str) -> Iterator[str]:
    """The paragraphs of at least 40 characters in the docstrings of a standard library package."""
    folder = Path(sysconfig.get_path("stdlib")) / package
    for file in sorted(folder.rglob("*.py")):
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    if len(paragraph.strip()) >= 40:
                        yield paragraph.strip()


def load_topics(names: Sequence[str] = (*KNOWN, UNSEEN), paragraphs: int = PARAGRAPHS) -> Topics:
    """The first distinct paragraphs of each package, embedded."""
    embedder, vectors = WordLlamaEmbedder(), {}
    for name in names:
        texts = list(dict.fromkeys(docstring_paragraphs(name)))
        chosen = [texts[i] for i in np.random.default_rng(0).permutation(len(texts))[:paragraphs]]
        vectors[name] = embedder.embed(chosen).astype(np.float64)
    return Topics(vectors)


def window(
    topics: Topics, sessions: int, rng: np.random.Generator, prefix: str, unseen: float = 0.0, tilt: float = 0.0
) -> Window:
    """Traffic of so many sessions; shares of sessions on the unseen topic, and moved over to the first known one."""
    vectors, ids, names = [], [], []
    for number in range(sessions):
        draw = rng.random()
        name = UNSEEN if draw < unseen else KNOWN[0] if draw < unseen + tilt else str(rng.choice(KNOWN))
        requests = int(rng.integers(1, 13))
        vectors.append(topics.vectors[name][rng.integers(0, len(topics.vectors[name]), requests)])
        ids += [f"{prefix}-{number}"] * requests
        names += [name] * requests
    return Window(np.concatenate(vectors), ids, names)


def flagged(reference: Window, current: Window, seed: int) -> tuple[bool, float, bool, bool]:
    """Whether the drift tests fire (meaning; topics as categories), the effect size, and the naive test's word."""
    drift = embedding_drift(reference.vectors, reference.sessions, current.vectors, current.sessions, seed=seed)
    mix = categorical_drift(reference.topics, reference.sessions, current.topics, current.sessions, seed=seed)
    naive = embedding_drift(
        reference.vectors, [str(i) for i in range(len(reference.vectors))],
        current.vectors, [str(i) for i in range(len(current.vectors))], permutations=199, seed=seed,
    )  # fmt: skip
    return drift.p_value <= ALPHA, drift.effect_auc, mix.p_value <= ALPHA, naive.p_value <= ALPHA


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=200)
    repetitions, topics = parser.parse_args().repetitions, load_topics()
    print({name: len(vectors) for name, vectors in topics.vectors.items()})
    print(f"{'current window':44}{'meaning':>9}{'AUC':>7}{'topics':>9}{'naive':>9}{'s each':>8}")
    cases = [(200, 0.0, 0.0), (50, 0.0, 0.0), (200, 0.05, 0.0), (200, 0.1, 0.0), (200, 0.2, 0.0), (50, 0.2, 0.0),
             (100, 0.2, 0.0), (200, 0.0, 0.1), (200, 0.0, 0.2)]  # fmt: skip
    for sessions, unseen, tilt in cases:
        found, started = defaultdict(list), time.monotonic()
        for repetition in range(repetitions):
            rng = np.random.default_rng(1_000_003 * repetition + sessions + int(1000 * unseen + 10 * tilt))
            reference = window(topics, REFERENCE_SESSIONS, rng, "r")
            current = window(topics, sessions, rng, "c", unseen, tilt)
            for column, value in zip(("meaning", "auc", "topics", "naive"), flagged(reference, current, repetition),
                                     strict=True):  # fmt: skip
                found[column].append(value)
        name = f"{sessions} sessions, {unseen:.0%} unseen topic, {tilt:.0%} moved over"
        each = (time.monotonic() - started) / repetitions
        print(f"{name:44}{np.mean(found['meaning']):9.3f}{np.median(found['auc']):7.3f}"
              f"{np.mean(found['topics']):9.3f}{np.mean(found['naive']):9.3f}{each:8.2f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
