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
_CHUNK = 65_536
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

    width = band_width(threshold)
    for start in range(0, PERMUTATIONS - width + 1, width):
        for first, second, overlap in _near_pairs(signatures, start, width, threshold, _settled(roots)):
            low, high = sorted((root(first), root(second)))
            if low != high:
                roots[high] = low
                pairs.append((first, second, overlap))
    return Clusters(_settled(roots).tolist(), pairs)


def _settled(roots: list[int]) -> npt.NDArray[np.int64]:
    """The end of every chain of roots."""
    import numpy as np

    labels = np.array(roots, dtype=np.int64)
    while not np.array_equal(following := labels[labels], labels):
        labels = following
    return labels


def band_width(threshold: float) -> int:
    """Rows per band: as many as still find at least 99 % of the pairs that overlap by exactly `threshold`."""
    for width in (16, 12, 8, 7, 6, 5, 4, 3, 2):
        if 1 - (1 - threshold**width) ** (PERMUTATIONS // width) >= _WANTED_RECALL:
            return width
    return 1


def _near_pairs(
    signatures: Signatures, start: int, width: int, threshold: float, labels: npt.NDArray[np.int64]
) -> Iterator[tuple[int, int, float]]:
    """Pairs that share the band and overlap enough, but for those whose `labels` are equal already.

    Inside a bucket every row is compared with the first one, those that are not near with the next, and so on.
    """
    import numpy as np

    rows, buckets = _shared_buckets(_hash_band(signatures[:, start : start + width]))
    for _ in range(_REPRESENTATIVES):
        if not len(rows):
            return
        is_first = np.concatenate([[True], buckets[1:] != buckets[:-1]])
        firsts = rows[np.maximum.accumulate(np.where(is_first, np.arange(len(rows)), 0))]
        asked = ~is_first & (labels[rows] != labels[firsts])
        rows, firsts, buckets = rows[asked], firsts[asked], buckets[asked]
        overlap = _overlaps(signatures, rows, firsts)
        near = overlap >= threshold
        found = zip(firsts[near].tolist(), rows[near].tolist(), overlap[near].tolist(), strict=True)
        yield from found
        rows, buckets = rows[~near], buckets[~near]


def _hash_band(band: Signatures) -> npt.NDArray[np.uint64]:
    """One number per row over its part of the signature; equal numbers are checked later."""
    import numpy as np

    with np.errstate(over="ignore"):
        hashes = np.zeros(len(band), dtype=np.uint64)
        for column in range(band.shape[1]):
            hashes = (hashes + band[:, column]) * np.uint64(_MIX)
            hashes ^= hashes >> np.uint64(32)
    return hashes


def _shared_buckets(hashes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows whose hash is not theirs alone, sorted by bucket and row, and the buckets."""
    import numpy as np

    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(counts[inverse] > 1)
    rows = shared[np.lexsort((shared, inverse[shared]))]
    return rows, inverse[rows]


def _overlaps(
    signatures: Signatures, rows: npt.NDArray[np.int64], others: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """The estimated overlap of each row with the other one, in bounded memory."""
    import numpy as np

    parts = [
        (signatures[rows[at : at + _CHUNK]] == signatures[others[at : at + _CHUNK]]).mean(axis=1)
        for at in range(0, len(rows), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.empty(0)


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
