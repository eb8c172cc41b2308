import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.evaluation.domain.bleu import bleu, sentence_bleu, tokens_13a
from volano_server.evaluation.domain.errors import EmptyEvaluation, RowMismatch

ANSWERS = ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."]
REFERENCES = [
    ["The dog bit the man.", "The dog had bit the man."],
    ["It was not unexpected.", "No one was surprised."],
    ["The man bit him first.", "The man had bitten the dog."],
]


def test_corpus_bleu_gives_the_figure_of_sacrebleus_own_documentation() -> None:
    found = bleu(ANSWERS, REFERENCES)
    assert found.score == pytest.approx(48.530827009929865)
    assert found.precisions == pytest.approx((82.3529411764706, 50.0, 45.45454545454545, 37.5))
    assert found.brevity_penalty == pytest.approx(0.9428731438548749)
    assert (found.answer_length, found.reference_length) == (17, 18)


@pytest.mark.parametrize(
    ("answer", "references", "score"),
    [
        ("the cat sat on the mat", ["the cat sat on the mat"], 100.0),
        ("the cat", ["the cat sat on the mat"], 13.533528323661276),
        ("the the the the", ["the cat is on the mat"], 11.521590992286539),
        ("mat", ["dog"], 0.0),
        ("", ["dog"], 0.0),
    ],
)
def test_sentence_bleu_agrees_with_sacrebleu(answer: str, references: list[str], score: float) -> None:
    """Values of sacrebleu 2.6.0, BLEU(effective_order=True).sentence_score."""
    assert sentence_bleu(answer, references).score == pytest.approx(score)


def test_tokens_split_symbols_but_not_numbers() -> None:
    text = "It's 3.14, (not 1,000) &quot;re-do&quot; 5-6 a.b\nend."
    assert tokens_13a(text) == [
        *("It's", "3.14", ",", "(", "not", "1,000", ")", '"', "re-do", '"'),
        *("5", "-", "6", "a", ".", "b", "end", "."),
    ]


texts = st.lists(st.sampled_from(["a", "b", "c", "d.", "3.5", "é"]), min_size=1, max_size=10).map(" ".join)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
def test_bleu_is_bounded_and_does_not_depend_on_the_order_of_rows(rows: list[tuple[str, str]]) -> None:
    answers, references = [a for a, _ in rows], [[r] for _, r in rows]
    found = bleu(answers, references)
    assert 0.0 <= found.score <= 100.0 + 1e-9
    assert found.score == pytest.approx(bleu(answers[::-1], references[::-1]).score)
    assert sentence_bleu(answers[0], [answers[0]]).score == pytest.approx(100.0)


def test_missing_rows_and_references_are_refused() -> None:
    with pytest.raises(EmptyEvaluation):
        bleu([], [])
    with pytest.raises(EmptyEvaluation):
        sentence_bleu("a", [])
    with pytest.raises(RowMismatch):
        bleu(["a"], [["a"], ["b"]])
