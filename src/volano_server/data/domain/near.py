"""Near-duplicate texts: MinHash signatures (Broder 1997) and locality-sensitive hashing by bands.

Two texts are near when their sets of word 5-grams overlap enough (Jaccard). A signature estimates that overlap with
a standard error of sqrt(j (1 - j) / 128), so 0.035 at 0.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Signatures = npt.NDArray[np.uint32]

PERMUTATIONS = 128
SHINGLE = 5
SEED = 42
_WANTED_RECALL = 0.99
_REPRESENTATIVES = 16
_MIX = 0x9E3779B97F4A7C15
_BETWEEN = r"[^\pL\pN]+"
_UNSPACED = r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])"  # each sign counts as a word
_OUTER = rf"^{_BETWEEN}|{_BETWEEN}$"


@dataclass(frozen=True, slots=True)
class Clusters:
    """`roots[i]` is the first row of the cluster of row i, itself when it is alone; `pairs` are the pairs of rows that
    joined clusters, each with its estimated overlap."""

    roots: list[int]
    pairs: list[tuple[int, int, float]]


def signatures_of(texts: pa.Array) -> tuple[Signatures, npt.NDArray[np.int64]]:
    """The signatures of texts, shape (rows, 128), and how many words each has. Punctuation and case do not count."""
    import numpy as np
    import pyarrow.compute as pc
    import rensa

    lowered = pc.utf8_lower(pc.fill_null(texts, ""))
    if pc.any(pc.match_substring_regex(lowered, _UNSPACED)).as_py():
        lowered = pc.replace_substring_regex(lowered, _UNSPACED, r" \1 ")
    plain = pc.replace_substring_regex(lowered, _OUTER, "")
    words = pc.split_pattern_regex(plain, _BETWEEN)
    lengths = pc.list_value_length(words).to_numpy(zero_copy_only=False).astype(np.int64)
    hashes, counts = _shingles(_hash_words(words.flatten()), lengths)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, PERMUTATIONS, SEED)
    signatures = np.array(matrix.to_rows(), dtype=np.uint32).reshape(len(texts), PERMUTATIONS)
    return signatures, np.where(pc.equal(plain, "").to_numpy(zero_copy_only=False), 0, lengths)


def cluster(signatures: Signatures, threshold: float) -> Clusters:
    """Clusters of rows joined by pairs with an estimated overlap of at least `threshold`, in row order."""
    roots = list(range(len(signatures)))
    pairs: list[tuple[int, int, float]] = []

    def root(row: int) -> int:
        while roots[row] != row:
            roots[row] = roots[roots[row]]
            row = roots[row]
        return row

    for first, second, overlap in _near_pairs(signatures, threshold):
        low, high = sorted((root(first), root(second)))
        if low != high:
            roots[high] = low
            pairs.append((first, second, overlap))
    return Clusters([root(row) for row in range(len(signatures))], pairs)


def band_width(threshold: float) -> int:
    """Rows per band: as many as still find at least 99 % of the pairs that overlap by exactly `threshold`."""
    for width in (16, 12, 8, 7, 6, 5, 4, 3, 2):
        if 1 - (1 - threshold**width) ** (PERMUTATIONS // width) >= _WANTED_RECALL:
            return width
    return 1


def _near_pairs(signatures: Signatures, threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs that share a band and overlap enough; inside a bucket each row is compared with a few representatives."""
    import numpy as np

    width = band_width(threshold)
    for start in range(0, PERMUTATIONS - width + 1, width):
        band = np.ascontiguousarray(signatures[:, start : start + width]).view(f"V{4 * width}").ravel()
        _, inverse, counts = np.unique(band, return_inverse=True, return_counts=True)
        shared = np.flatnonzero(counts[inverse] > 1)
        order = shared[np.lexsort((shared, inverse[shared]))]
        edges = np.flatnonzero(np.diff(inverse[order])) + 1
        for bucket in np.split(order, edges):
            yield from _pairs_in(bucket, signatures, threshold)


def _pairs_in(
    bucket: npt.NDArray[np.int64], signatures: Signatures, threshold: float
) -> Iterator[tuple[int, int, float]]:
    for _ in range(_REPRESENTATIVES):
        if len(bucket) < 2:
            return
        first, rest = bucket[0], bucket[1:]
        overlap = (signatures[rest] == signatures[first]).mean(axis=1)
        near = overlap >= threshold
        for second, found in zip(rest[near], overlap[near], strict=True):
            yield int(first), int(second), float(found)
        bucket = rest[~near]


def _hash_words(words: pa.Array) -> npt.NDArray[np.uint64]:
    import numpy as np
    import xxhash

    encoded = words.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    hashed = np.fromiter((xxhash.xxh3_64_intdigest(word.encode()) for word in distinct), np.uint64, len(distinct))
    return hashed[encoded.indices.to_numpy(zero_copy_only=False)] if len(distinct) else hashed


def _shingles(
    words: npt.NDArray[np.uint64], lengths: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """One hash per run of five words inside a text (a shorter text is one run), and the number of runs per text."""
    import numpy as np

    ends = np.repeat(np.cumsum(lengths), lengths)
    left = ends - np.arange(len(words))
    with np.errstate(over="ignore"):
        hashes = words.copy()
        for step in range(1, SHINGLE):
            following = np.zeros_like(words)
            following[:-step] = words[step:]
            hashes = hashes * np.uint64(_MIX) + np.where(left > step, following, 0).astype(np.uint64)
    whole_run = (left >= SHINGLE) | (left == np.repeat(lengths, lengths))
    return hashes[whole_run], np.where(lengths > SHINGLE, lengths - SHINGLE + 1, np.minimum(lengths, 1))
