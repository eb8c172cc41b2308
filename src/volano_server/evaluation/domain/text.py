"""How close an answer is to a reference: exact match, token F1, ROUGE-L; 0 to 1, the best reference wins."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from volano_server.evaluation.domain.errors import EmptyEvaluation

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_WORDS = re.compile(r"[^\W_]+")


def exact_match(answer: str, references: Sequence[str], *, verbatim: bool = False) -> float:
    """1.0 where the answer equals a reference, else 0.0; case, punctuation, articles and spacing do not
    count.

    `verbatim` compares the texts as they are. The normalisation is SQuAD's (Rajpurkar et al., EMNLP 2016)
    after Unicode NFKC. Raises EmptyEvaluation without a reference.
    """
    if verbatim:
        return _best(answer, references, lambda a, r: float(a == r))
    return _best(answer, references, lambda a, r: float(normalised(a) == normalised(r)))


def token_f1(answer: str, references: Sequence[str]) -> float:
    """The F1 of the answer's words against a reference's, as multisets, after `exact_match`'s normalisation.

    Rajpurkar et al., "SQuAD", EMNLP 2016. Two texts without any word agree. Raises EmptyEvaluation.
    """
    return _best(answer, references, lambda a, r: _multiset_f1(normalised(a).split(), normalised(r).split()))


def rouge_l(answer: str, references: Sequence[str]) -> float:
    """The F1 of the longest common subsequence of words, lower-cased, letters and digits of any script, no
    stemming.

    Lin, "ROUGE: a package for automatic evaluation of summaries", ACL 2004, with beta = 1 as the common
    `rouge-score` implementation; equal to it on ASCII text. 0.0 where either has no word. Raises
    EmptyEvaluation.
    """

    def one(answered: str, reference: str) -> float:
        first, second = _WORDS.findall(answered.lower()), _WORDS.findall(reference.lower())
        return 2 * _common_subsequence(first, second) / (len(first) + len(second)) if first and second else 0.0

    return _best(answer, references, one)


def normalised(text: str) -> str:
    """The text in NFKC, lower-cased, without ASCII punctuation, English articles and repeated spaces."""
    folded = unicodedata.normalize("NFKC", text).lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", folded).split())


def _best(answer: str, references: Sequence[str], score: Callable[[str, str], float]) -> float:
    if isinstance(references, str) or not references:
        raise EmptyEvaluation("There is no list of reference texts.", hint="Pass at least one reference per row.")
    return max(score(answer, reference) for reference in references)


def _multiset_f1(first: Sequence[str], second: Sequence[str]) -> float:
    if not first or not second:
        return float(not first and not second)
    return 2 * (Counter(first) & Counter(second)).total() / (len(first) + len(second))


def _common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence, one machine word of columns at a time.

    Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004: the zero bits of `row` mark the
    columns where the length grows.
    """
    places: dict[str, int] = {}
    for position, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << position
    mask = (1 << len(first)) - 1
    row = mask
    for word in second:
        matches = row & places.get(word, 0)
        row = (row + matches | row - matches) & mask
    return len(first) - row.bit_count()
