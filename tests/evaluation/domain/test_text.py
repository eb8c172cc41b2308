import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.evaluation.domain.errors import EmptyEvaluation
from volano_server.evaluation.domain.text import exact_match, rouge_l, token_f1

words = st.lists(st.sampled_from(["mail", "spam", "buy", "now", "the", "1,000", "Straße", "猫"]), max_size=12).map(
    " ".join
)


def test_exact_match_forgives_case_articles_punctuation_and_width() -> None:
    assert exact_match("The  Eiffel Tower!", ["eiffel tower"]) == 1.0
    assert exact_match("ｓｐａｍ", ["spam"]) == 1.0
    assert exact_match("The Eiffel Tower", ["eiffel tower"], verbatim=True) == 0.0
    assert exact_match("London", ["Paris", "london"]) == 1.0


def test_token_f1_by_hand() -> None:
    """Answer "cat sat on mat", reference "cat lay on mat mat": three words in common of 4 and 5."""
    assert token_f1("The cat sat on a mat.", ["cat lay on mat mat"]) == pytest.approx(2 * 3 / (4 + 5))
    assert token_f1("", ["..."]) == 1.0
    assert token_f1("word", [""]) == 0.0


def test_rouge_l_gives_lins_published_example() -> None:
    """Lin (2004), section 3: "police killed the gunman" against two answers in another order: 3/4 and 2/4."""
    assert rouge_l("police kill the gunman", ["police killed the gunman"]) == pytest.approx(3 / 4)
    assert rouge_l("the gunman kill police", ["police killed the gunman"]) == pytest.approx(2 / 4)


def test_rouge_l_reads_other_scripts() -> None:
    assert rouge_l("кошка сидит", ["кошка лежит"]) == pytest.approx(0.5)
    assert rouge_l("...", ["word"]) == 0.0


def longest_common(first: list[str], second: list[str]) -> int:
    """The textbook table, as a check on the bit-parallel form."""
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@given(st.lists(st.sampled_from("abcd"), min_size=1), st.lists(st.sampled_from("abcd"), min_size=1))
def test_rouge_l_agrees_with_the_textbook_table(first: list[str], second: list[str]) -> None:
    expected = 2 * longest_common(first, second) / (len(first) + len(second))
    assert rouge_l(" ".join(first), [" ".join(second)]) == pytest.approx(expected)


@given(words, words)
def test_scores_are_symmetric_bounded_and_one_for_equal_texts(first: str, second: str) -> None:
    for score in (exact_match, token_f1, rouge_l):
        assert 0.0 <= score(first, [second]) == score(second, [first]) <= 1.0
        assert score(first, [second, first]) == 1.0 or score is rouge_l
    assert exact_match(first, [second]) <= token_f1(first, [second])


def test_a_long_text_is_scored_in_time() -> None:
    text = " ".join(f"word{i % 97}" for i in range(20_000))
    assert rouge_l(text, [text]) == 1.0


def test_missing_references_are_refused() -> None:
    for score in (exact_match, token_f1, rouge_l):
        with pytest.raises(EmptyEvaluation):
            score("text", [])
        with pytest.raises(EmptyEvaluation, match="list of reference texts"):
            score("text", "one string is not a list")
