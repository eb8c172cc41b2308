"""Personal data: what is found, what is left, and that nothing is found twice."""

from __future__ import annotations

import time

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volano_server.data.domain.personal import KIND_NAMES, KINDS, scrub_text, scrub_texts


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("write to ada.brunelli@example.org.", "write to <EMAIL>."),
        ("<x+y_z%w@mail.sub.example.co.uk>", "<<EMAIL>>"),
        ("MAILTO:A@EXAMPLE.ORG?subject=x", "MAILTO:<EMAIL>?subject=x"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN <IBAN> please"),
        ("IT60X0542811101000000123456", "<IBAN>"),
        ("gb82-west-1234-5698-7654-32", "<IBAN>"),
        ("card 4111 1111 1111 1111,", "card <CARD>,"),
        ("5500-0000-0000-0004 and 371449635398431", "<CARD> and <CARD>"),
        ("from 203.0.113.17 to 2001:db8::17", "from <IP> to <IP>"),
        ("http://203.0.113.99/order", "http://<IP>/order"),
        ("[10.20.40.142])", "[<IP>])"),
        ("https://deploy:s3cret@git.example.org/a", "https://<USER>@git.example.org/a"),
        ("ftp://ada@198.51.100.7/", "ftp://<USER>@<IP>/"),
        ("call +39 02 5550 1234 now", "call <PHONE> now"),
        ("+1 (415) 555-0132", "<PHONE>"),
        ("(800) 555-0142", "<PHONE>"),
        ("at 1-800-555-0199 or", "at <PHONE> or"),
        ("347 5550123", "<PHONE>"),
        ("0900 5550123", "<PHONE>"),
        ("01 42 68 53 00", "<PHONE>"),
        ("+44 (0)20 7499 2264", "<PHONE>"),
        ("+34 900 555 012.", "<PHONE>."),
    ],
)
def test_personal_data_becomes_a_placeholder(text: str, scrubbed: str) -> None:
    assert scrub_text(text)[0] == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "DE99 3704 1234 5678 9123 01",
        "4111 1111 1111 1112",
        "order 20260211-4711, ticket 88-1234",
        "2026-02-11 10:12:00 and 11.02.2026",
        "1999-2002 and 2002 2003",
        "version 1.14.2 of 999.999.999.999",
        "127.0.0.1 and 0.0.0.0",
        "me @ home, Shop@Netscape and @@ -1,2 +1,2 @@",
        "12:30:45 and a::b and ::",
        "1,234,567.89 and 0.123456789",
        "id 1234567890123456789012345",
        "812 passed in 93.41s",
        "std::vector<int>",
        "",
    ],
)
def test_what_only_looks_like_personal_data_stays(text: str) -> None:
    assert scrub_text(text) == (text, {})


def test_counts_are_by_kind_and_kinds_can_be_chosen() -> None:
    text = "a@example.org b@example.org +39 02 5550 1234"
    assert scrub_text(text)[1] == {"email": 2, "phone": 1}
    assert scrub_text(text, ["phone"]) == ("a@example.org b@example.org <PHONE>", {"phone": 1})


def test_columns_keep_their_type_their_order_and_their_empty_cells() -> None:
    for kind in (pa.string(), pa.large_string()):
        texts = pa.array(["a@example.org", None, "", "x", "4111111111111111"], kind)
        scrubbed, counts = scrub_texts(texts)
        assert scrubbed.to_pylist() == ["<EMAIL>", None, "", "x", "<CARD>"]
        assert (scrubbed.type, counts) == (kind, {"email": 1, "card": 1})
        assert scrub_texts(texts.slice(0, 0))[0].to_pylist() == []


@given(st.text("ab1@.-+ :/()<>_49DE[]\n", max_size=80))
def test_scrubbing_twice_changes_nothing_more(text: str) -> None:
    once, _ = scrub_text(text)
    assert scrub_text(once)[0] == once


@given(st.text(max_size=60))
def test_a_known_address_never_stays(text: str) -> None:
    assert "ada.brunelli@example.org" not in scrub_text(f"{text} ada.brunelli@example.org {text}")[0]


def test_every_kind_has_its_own_placeholder() -> None:
    assert tuple(kind.name for kind in KINDS) == KIND_NAMES
    assert len({kind.placeholder for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "a@", "a.", "://", "12-", "+1 ", "0:", "AB12 ", "(", "4111 ", "@a."])
def test_hostile_texts_cost_no_more_than_their_length(piece: str) -> None:
    def seconds(size: int) -> float:
        started = time.process_time()
        scrub_text(piece * size)
        return time.process_time() - started

    small, large = seconds(2_000), seconds(32_000)
    assert large < 16 * 8 * max(small, 0.002)
