"""Near-duplicates: found, whatever the order and split, and nothing else."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest

from volano_server.data.domain.near import PERMUTATIONS, band_width, cluster, signatures_of

WORDS = [f"word{number}" for number in range(2000)]


def make_texts(count: int, seed: int, length: int = 120) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choice(WORDS) for _ in range(length)) for _ in range(count)]


def edited(text: str, changes: int, chance: random.Random) -> str:
    words = text.split()
    for place in chance.sample(range(len(words)), changes):
        words[place] = chance.choice(WORDS)
    return " ".join(words)


def overlap(one: str, other: str) -> float:
    """The true share of common runs of five words."""
    first, second = ({tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (one.split(), other.split()))
    return len(first & second) / len(first | second)


def test_a_signature_estimates_the_overlap() -> None:
    chance = random.Random(1)
    texts = make_texts(100, 2)
    others = [edited(text, chance.randint(0, 6), chance) for text in texts]
    one, _ = signatures_of(pa.array(texts))
    two, _ = signatures_of(pa.array(others))
    errors = (one == two).mean(axis=1) - np.array([overlap(a, b) for a, b in zip(texts, others, strict=True)])
    assert abs(errors.mean()) < 0.02
    assert errors.std() < 1.5 * np.sqrt(0.25 / PERMUTATIONS)


def test_planted_copies_are_found_and_nothing_else() -> None:
    chance = random.Random(3)
    texts = make_texts(400, 4)
    copies = [edited(text, 1 + row % 2, chance) for row, text in enumerate(texts[:100])]
    true = [overlap(a, b) for a, b in zip(texts, copies, strict=False)]
    signatures, _ = signatures_of(pa.array(texts + copies))
    roots = cluster(signatures, 0.8).roots
    found = [roots[400 + row] == row for row in range(100)]
    sure = [hit for hit, share in zip(found, true, strict=True) if share > 0.87]
    assert sum(sure) >= 0.98 * len(sure)
    assert len(sure) > 40
    assert roots[:400] == list(range(400)), "different texts stay apart"


def test_signatures_do_not_depend_on_the_neighbours() -> None:
    texts = [*make_texts(30, 5), "", "two words", "one", *make_texts(10, 6, length=6)]
    whole, words = signatures_of(pa.array(texts))
    single = np.concatenate([signatures_of(pa.array([text]))[0] for text in texts])
    assert (whole == single).all()
    assert words.tolist()[30:34] == [0, 2, 1, 6]


def test_case_and_punctuation_do_not_count_but_letters_of_all_scripts_do() -> None:
    texts = ["Dear Ada, here is the LIST you wanted.", "dear ada -- here is the list; you wanted"]
    texts += ["αβγ δεζ ηθι κλμ νξο πρσ", "αβγ δεζ ηθι κλμ νξο πρχ"]
    signatures, words = signatures_of(pa.array(texts))
    assert (signatures[0] == signatures[1]).all()
    assert (signatures[2] != signatures[3]).any()
    assert words.tolist() == [8, 8, 6, 6]


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    text = "お世話になっております。明日の会議は午後二時から三階の会議室で行います。資料は共有フォルダにあります。"
    signatures, words = signatures_of(pa.array([text, text.replace("二時", "三時"), text[::-1]]))
    assert words.tolist()[0] == 48
    assert (signatures[0] == signatures[1]).mean() > 0.6
    assert (signatures[0] == signatures[2]).mean() < 0.1


def test_chains_join_and_the_first_row_names_the_cluster() -> None:
    base = np.arange(PERMUTATIONS, dtype=np.uint32)
    near = base.copy()
    near[:12] += 1000
    far = near.copy()
    far[64:76] += 1000
    alone = base + 5000
    found = cluster(np.stack([alone, far, near, base]), 0.9)
    assert found.roots == [0, 1, 1, 1]
    assert [pair[:2] for pair in found.pairs] == [(1, 2), (2, 3)]


def test_large_buckets_of_equal_texts_are_no_trouble() -> None:
    signatures, _ = signatures_of(pa.array(["the same text again and again and again"] * 5000))
    assert set(cluster(signatures, 0.8).roots) == {0}


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])
def test_bands_find_99_percent_of_the_pairs_at_the_threshold(threshold: float) -> None:
    width = band_width(threshold)
    assert 1 - (1 - threshold**width) ** (PERMUTATIONS // width) >= 0.99


def test_no_texts_give_no_clusters() -> None:
    signatures, words = signatures_of(pa.array([], pa.string()))
    assert (signatures.shape, words.tolist()) == ((0, PERMUTATIONS), [])
    assert cluster(signatures, 0.8).roots == []
