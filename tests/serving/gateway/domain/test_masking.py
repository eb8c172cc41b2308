from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.serving.gateway.domain.leaks import inspect_output
from volano_server.serving.gateway.domain.masking import HOLD, MaskedStream, advance, mask, releasable, unmask

KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----"
PIECES = [
    *("Hello, ", "write to ", "anna@example.org", " or ", "li@mail.example.com", ", pay ", " and ", ". Call ", "\n"),
    *("4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+39 02 1234567", "password: ", "q8Zt3LmX0pRw7Yb2"),
    *("THE END ", "ghp_" + "a1B2" * 9, " 12 ", "(see 3) ", 'api_key = "', KEY, " 7 ", "Mr. A. B. ", "x=", "; "),
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def masked(text: str) -> str:
    return mask(text, inspect_output(text).findings).text


def test_values_are_replaced_by_numbered_names_equal_ones_by_equal_names() -> None:
    text = "Ask anna@example.org or li@example.org; anna@example.org knows."
    result = mask(text, inspect_output(text).findings)
    assert result.text == "Ask [EMAIL_1] or [EMAIL_2]; [EMAIL_1] knows."
    assert result.values == {"[EMAIL_1]": "anna@example.org", "[EMAIL_2]": "li@example.org"}
    assert "anna" not in repr(result)


def test_a_later_text_uses_the_names_given_before() -> None:
    first = mask("a@example.org", inspect_output("a@example.org").findings)
    text = "b@example.org, a@example.org"
    second = mask(text, inspect_output(text).findings, known=first.values)
    assert second.text == "[EMAIL_2], [EMAIL_1]"


def test_a_name_that_the_text_already_says_is_not_given_again() -> None:
    text = "Literally [EMAIL_1], then a@example.org"
    result = mask(text, inspect_output(text).findings)
    assert result.text == "Literally [EMAIL_1], then [EMAIL_2]"
    assert unmask(result.text, result.values) == text


@given(texts | st.text(max_size=200))
def test_unmasking_gives_the_text_back(text: str) -> None:
    result = mask(text, inspect_output(text).findings)
    assert unmask(result.text, result.values) == text


@settings(max_examples=300)
@given(texts, st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_a_stream_is_masked_like_the_whole_text_however_it_is_cut(text: str, sizes: list[int]) -> None:
    stream, sent, at, turn = MaskedStream(), "", 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        stream, out = advance(stream, text[at : at + size])
        sent, at, turn = sent + out, at + size, turn + 1
    stream, out = advance(stream, "", last=True)
    assert sent + out == masked(text)
    assert stream.held == ""


def test_ordinary_prose_is_held_back_by_no_more_than_a_word() -> None:
    assert "The quick brown fox jum"[releasable("The quick brown fox jum") :] == "jum"
    assert releasable("done. ") == len("done. ")


def test_what_is_held_back_is_bounded() -> None:
    endless = "x" * 50_000
    stream, _ = advance(MaskedStream(), endless)
    assert len(stream.held) <= HOLD
    never_ends = "-----BEGIN PRIVATE KEY-----" + "A" * 9000
    stream, _ = advance(MaskedStream(), never_ends)
    assert len(stream.held) <= 8000
