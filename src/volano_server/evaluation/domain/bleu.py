"""BLEU as sacreBLEU computes it by default: 13a tokens, case kept, four-grams, exponential smoothing.

Papineni et al., "BLEU: a method for automatic evaluation of machine translation", ACL 2002; Post, "A call for
clarity in reporting BLEU scores", WMT 2018; smoothing 3 of Chen and Cherry, WMT 2014. Values are 0 … 100.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from volano_server.evaluation.domain.errors import EmptyEvaluation, RowMismatch

ORDER = 4
_SYMBOLS = re.compile(r"([\{-\~\[-\` -\&\(-\+\:-\@\/])")
_POINT_AFTER_WORD = re.compile(r"([^0-9])([\.,])")
_POINT_BEFORE_WORD = re.compile(r"([\.,])([^0-9])")
_DASH_AFTER_DIGIT = re.compile(r"([0-9])(-)")
_ENTITIES = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">"}


@dataclass(frozen=True, slots=True)
class Bleu:
    """What BLEU gives; `precisions` (percent, by n-gram order) are smoothed where an order has no match."""

    score: float
    precisions: tuple[float, ...]
    brevity_penalty: float
    answer_length: int
    reference_length: int


@dataclass(slots=True)
class _Statistics:
    matches: list[int]
    totals: list[int]
    answer_length: int = 0
    reference_length: int = 0


def bleu(answers: Sequence[str], references: Sequence[Sequence[str]]) -> Bleu:
    """Corpus BLEU over all rows; `references[i]` are the texts accepted for `answers[i]`.

    Counts are summed over rows before they are divided, so this is not a mean of sentence scores. Raises
    EmptyEvaluation without a row or a reference, RowMismatch where the lengths differ.
    """
    if len(answers) != len(references):
        raise RowMismatch(
            f"There are {len(answers)} answers but references for {len(references)} rows.",
            hint="Pass one list of references per answer.",
        )
    if not answers:
        raise EmptyEvaluation("There is no row to evaluate.", hint="Pass at least one answer.")
    sums = _Statistics([0] * ORDER, [0] * ORDER)
    for answer, accepted in zip(answers, references, strict=True):
        _count(answer, accepted, sums)
    return _score(sums, ORDER)


def sentence_bleu(answer: str, references: Sequence[str]) -> Bleu:
    """BLEU of one row, only of orders the answer is long enough for. Raises EmptyEvaluation."""
    sums = _Statistics([0] * ORDER, [0] * ORDER)
    _count(answer, references, sums)
    return _score(sums, sum(total > 0 for total in sums.totals))


def tokens_13a(text: str) -> list[str]:
    """The text in the tokens of mteval-v13a (NIST): symbols apart, points apart but between digits."""
    text = text.replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    text = _SYMBOLS.sub(r" \1 ", f" {text} ")
    text = _POINT_AFTER_WORD.sub(r"\1 \2 ", text)
    text = _POINT_BEFORE_WORD.sub(r" \1 \2", text)
    return _DASH_AFTER_DIGIT.sub(r"\1 \2 ", text).split()


def _count(answer: str, references: Sequence[str], sums: _Statistics) -> None:
    if isinstance(references, str) or not references:
        raise EmptyEvaluation("There is no list of reference texts.", hint="Pass at least one reference per row.")
    words, accepted = tokens_13a(answer), [tokens_13a(reference) for reference in references]
    lengths = [len(reference) for reference in accepted]
    sums.answer_length += len(words)
    sums.reference_length += min(lengths, key=lambda length: (abs(length - len(words)), length))
    for order in range(1, ORDER + 1):
        ceiling: Counter[tuple[str, ...]] = Counter()
        for reference in accepted:
            ceiling |= _ngrams(reference, order)
        found = _ngrams(words, order)
        sums.matches[order - 1] += (found & ceiling).total()
        sums.totals[order - 1] += found.total()


def _ngrams(words: Sequence[str], order: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + order]) for at in range(len(words) - order + 1))


def _score(sums: _Statistics, orders: int) -> Bleu:
    penalty = 1.0
    if sums.answer_length < sums.reference_length:
        shortfall = 1 - sums.reference_length / sums.answer_length if sums.answer_length else -math.inf
        penalty = math.exp(shortfall)
    precisions, smoothing = [], 1.0
    for matches, total in zip(sums.matches, sums.totals, strict=True):
        if total and not matches:
            smoothing *= 2
        precisions.append(100 * matches / total if matches else 100 / (smoothing * total) if total else 0.0)
    # Without a single matching word smoothing would still give points.
    if not any(sums.matches):
        return Bleu(0.0, (0.0,) * ORDER, penalty, sums.answer_length, sums.reference_length)
    if not orders or 0.0 in precisions[:orders]:
        return Bleu(0.0, tuple(precisions), penalty, sums.answer_length, sums.reference_length)
    mean = math.fsum(math.log(precision) for precision in precisions[:orders]) / orders
    # A perfect answer may come out a rounding error above 100.
    score = min(100.0, penalty * math.exp(mean))
    return Bleu(score, tuple(precisions), penalty, sums.answer_length, sums.reference_length)
