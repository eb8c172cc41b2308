"""What a profile finds in the texts of one column: languages, duplicates, personal data."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from volano_server.data.domain.language import UNKNOWN, detect_language
from volano_server.data.domain.near import cluster, signatures_of
from volano_server.data.domain.personal import KIND_NAMES, scrub_texts
from volano_server.data.domain.text import comparable_text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

LANGUAGE_THRESHOLD = 0.5
NEAR_THRESHOLD = 0.8
MIN_WORDS = 10


class TextProfile:
    """Collects texts batch by batch; holds 528 bytes per text for the near-duplicates."""

    def __init__(self) -> None:
        self.rows = 0
        self._languages: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self._rows_with: Counter[str] = Counter()
        self._distinct: set[bytes] = set()
        self._signatures: list[npt.NDArray[np.uint32]] = []

    def add(self, texts: pa.Array) -> None:
        """Takes a batch of texts into account; empty cells count as empty texts."""
        import pyarrow.compute as pc
        import xxhash

        filled = pc.fill_null(texts, "")
        self.rows += len(filled)
        for text in filled.to_pylist():
            language, score = detect_language(text)
            self._languages[language if score >= LANGUAGE_THRESHOLD else UNKNOWN] += 1
            self._distinct.add(xxhash.xxh3_128_digest(comparable_text(text).encode()))
        shown = filled
        for kind in KIND_NAMES:
            scrubbed, counts = scrub_texts(shown, (kind,))
            self._found += counts
            self._rows_with[kind] += pc.sum(pc.not_equal(shown, scrubbed)).as_py() or 0
            shown = scrubbed
        signatures, words = signatures_of(filled)
        self._signatures.append(signatures[words >= MIN_WORDS])

    def to_json(self) -> dict[str, Any]:
        """The profile as plain values; personal data only as counts per kind."""
        import numpy as np

        compared = np.concatenate(self._signatures) if self._signatures else np.empty((0, 128), dtype=np.uint32)
        roots = cluster(compared, NEAR_THRESHOLD).roots
        sizes = [size for size in Counter(roots).values() if size > 1]
        return {
            "rows": self.rows,
            "languages": [{"language": name, "rows": rows} for name, rows in self._languages.most_common()],
            "exact_duplicates": {"rows": self.rows - len(self._distinct), "distinct": len(self._distinct)},
            "near_duplicates": {
                "clusters": len(sizes),
                "rows_in_clusters": sum(sizes),
                "removable": sum(sizes) - len(sizes),
                "threshold": NEAR_THRESHOLD,
                "compared": len(compared),
            },
            "personal_data": [
                {"kind": kind, "found": self._found[kind], "rows": self._rows_with[kind]} for kind in KIND_NAMES
            ],
        }
