"""Scorers that compare an answer with reference texts."""

from volano_server.evaluation.domain import bleu as bleu_metric
from volano_server.evaluation.domain import text
from volano_server.evaluation.domain.scoring import AnsweredRow, Judge, Judgement, scorer


@scorer("exact_match", kind="number", bounds=(0.0, 1.0))
def exact_match(verbatim: bool = False) -> Judge:
    """1 where the answer equals a reference; case, punctuation, articles do not count unless `verbatim`."""
    return lambda row: Judgement(text.exact_match(row.answer, row.references, verbatim=verbatim))


@scorer("contains", kind="number", bounds=(0.0, 1.0))
def contains() -> Judge:
    """1 where the words of a reference occur in the answer one after the other, else 0."""

    def judge(row: AnsweredRow) -> Judgement:
        answer = f" {text.normalised(row.answer)} "
        found = [r for r in row.references if text.normalised(r) and f" {text.normalised(r)} " in answer]
        return Judgement(float(bool(found)), f"contains `{found[0]}`" if found else "contains no reference")

    return judge


@scorer("token_f1", kind="number", bounds=(0.0, 1.0))
def token_f1() -> Judge:
    """The F1 of the answer's words against the best reference's."""
    return lambda row: Judgement(text.token_f1(row.answer, row.references))


@scorer("rouge_l", kind="number", bounds=(0.0, 1.0))
def rouge_l() -> Judge:
    """The F1 of the longest common subsequence of words with the best reference."""
    return lambda row: Judgement(text.rouge_l(row.answer, row.references))


@scorer("bleu", kind="number", bounds=(0.0, 100.0))
def bleu() -> Judge:
    """Sentence BLEU, 0 … 100; a mean of it is not corpus BLEU."""
    return lambda row: Judgement(bleu_metric.sentence_bleu(row.answer, row.references).score)
