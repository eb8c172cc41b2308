import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.folding import fold, fold_character


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ignore ALL", "ignore all"),
        ("ｉｇｎｏｒｅ", "ignore"),
        ("𝓲𝓰𝓷𝓸𝓻𝓮 𝔞𝔩𝔩 𝕣𝕦𝕝𝕖𝕤", "ignore all rules"),
        ("ⓘⓖⓝⓞⓡⓔ 🅐🅛🅛 🄰 🇦", "ignore all a a"),
        ("іgnоrе", "ignore"),
        ("ιgnοrε", "ignore"),
        ("ig\u200bno\u200dre\u2060 a\u00adll", "ignore all"),
        ("i\u0301g\u0336n\u0336ore", "ignore"),
        ("ignóre", "ignore"),
        ("ɪɢɴᴏʀᴇ", "ignore"),
        ("don’t", "don't"),
        ("\u202eerongi\u202c", "erongi"),
        ("ﬁlter", "filter"),
    ],
)
def test_spellings_that_look_alike_fold_to_one(written: str, read: str) -> None:
    assert fold(written).text == read


def test_words_are_apart_by_one_space_and_lose_their_apostrophes() -> None:
    assert fold("Don't -- stop,\n\tit's 5!").words == " dont stop its 5 "
    assert fold("...").words == "  "


def test_places_lead_back_to_the_text_as_given() -> None:
    source = "Please, 𝓲𝓰\u200b𝓷𝓸𝓻𝓮\u200b the ﬁlters!"
    folded = fold(source)
    assert folded.words == " please ignore the filters "
    start = folded.words.index(" ignore ")
    place = folded.word_span(start, start + len(" ignore "))
    assert source[slice(*place)] == "𝓲𝓰\u200b𝓷𝓸𝓻𝓮"
    start = folded.words.index(" filters ")
    assert source[slice(*folded.word_span(start, start + len(" filters ")))] == "ﬁlters"


@given(st.text())
def test_folding_is_stable_and_every_word_has_a_place(source: str) -> None:
    folded = fold(source)
    assert fold(folded.text).text == folded.text or not folded.text.isascii()
    at = 0
    for word in folded.tokens:
        at = folded.words.index(f" {word} ", at)
        start, end = folded.word_span(at, at + len(word) + 2)
        assert 0 <= start < end <= len(source)
        assert word.replace("'", "") in "".join(fold(source[start:end]).tokens)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_ascii_is_only_lowered(source: str) -> None:
    assert fold(source).text == source.lower()


@given(st.characters())
def test_any_character_folds_to_few(character: str) -> None:
    assert len(fold_character(character)) <= 18
