"""Mails, honest and broken, become columns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.conftest import MAILS
from volano_server.data.domain.mail import Mail, UnreadableMail, parse_mail


def fixture(name: str) -> Mail:
    return parse_mail((MAILS / f"{name}.eml").read_bytes())


def test_a_plain_mail_gives_subject_sender_time_and_body() -> None:
    mail = fixture("ham/01")
    assert mail.subject == "Minutes of Tuesday"
    assert mail.sender == "Ada Brunelli <ada.brunelli@example.org>"
    assert mail.sent_at == datetime(2026, 2, 3, 9, 12, tzinfo=UTC)
    assert mail.body.startswith("Hello all,\n\nhere are the minutes")
    assert mail.replaced == 0


def test_encoded_words_and_transfer_encodings_are_decoded() -> None:
    assert fixture("ham/13").sender == "Björn Åkesson <bjorn@example.se>"
    assert fixture("ham/13").subject == "Förfrågan om lokal"
    assert "ledig på torsdag kväll?" in fixture("ham/13").body
    assert fixture("ham/14").subject == "会議の件"
    assert "明日の会議は午後二時から" in fixture("ham/14").body


def test_bytes_without_a_charset_are_read_as_mail_programs_do() -> None:
    mail = fixture("ham/15")
    assert (mail.subject, mail.body.split()[1], mail.replaced) == ("Café opening", "café", 0)


def test_html_is_read_only_where_there_is_no_plain_text() -> None:
    html = fixture("ham/16").body
    assert html.splitlines()[0] == "Your weekly reading"
    assert "barley soup & rye bread" in html
    assert "track" not in html
    assert "hidden" not in html
    assert "must not be read" not in fixture("ham/17").body
    assert "The two changes on page four" in fixture("ham/17").body
    assert fixture("spam/11").body.startswith("BUY NOW\nAll your vitamins at half the price")
    assert fixture("spam/12").body.startswith("All your vitamins at half the price")


def test_attachments_are_left_out() -> None:
    assert "JVBER" not in fixture("ham/17").body


@pytest.mark.parametrize(
    "date", ["Wed, 21 Aug 2002 20:31:57 -2600", "yesterday", "", "1 Jan 9999 00:00:00 +0000", "x" * 5000, "99 Foo 2026"]
)
def test_an_impossible_date_is_missing(date: str) -> None:
    assert parse_mail(f"Subject: x\nDate: {date}\n\nbody\n".encode()).sent_at is None


def test_zero_and_stray_bytes_are_replaced_and_counted() -> None:
    mail = fixture("ham/25")
    assert "\x00" not in mail.body
    assert mail.replaced == 1
    assert "zero byte \ufffd and a stray byte ÿ" in mail.body


def test_a_broken_clock_does_not_lose_the_mail() -> None:
    assert fixture("ham/18").sent_at is None
    assert fixture("ham/18").subject == "When is it?"


def test_folded_headers_come_on_one_line() -> None:
    assert fixture("ham/21").subject == "Notes from the workshop of last week"


def test_an_unknown_charset_and_a_broken_encoded_word_stay_readable() -> None:
    mail = fixture("spam/14")
    assert mail.sender == "Straße <x@example.com>"
    assert mail.subject == "=?utf-8?B?broken"
    assert mail.body.startswith("Make money fast")


def test_a_mail_that_is_cut_off_gives_what_is_there() -> None:
    assert fixture("spam/13").body.startswith("Your order has been shipped")


def test_mails_nested_too_deep_or_in_too_many_parts_are_refused() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    with pytest.raises(UnreadableMail, match=r"too deep|more than 500 parts"):
        parse_mail(deep + b"\n\nx")
    many = b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 600
    with pytest.raises(UnreadableMail, match="more than 500 parts"):
        parse_mail(many)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"no headers at all",
        b"Subject: =?utf-8?q?" + b"=" * 100_000 + b"?=\n\nx",
        b"Subject: " + b"=?a?b?c?" * 20_000 + b"\n\nx",
        b"Content-Type: text/plain; charset=\xff\xfe\n\nx",
        b"Content-Type: text/plain; charset*=utf-8''%FF%00\n\nx",
        b'Content-Type: text/plain; charset="idna"\n\n' + b"a" * 100_000,
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Transfer-Encoding: uuencode\n\nbegin 666 x\n!!!\n",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"From: " + b"\x00" * 50 + b"\n\n\x00",
        b"Content-Disposition: " + b"attachment;" * 10_000 + b"\n\nx",
    ],
)
def test_hostile_mails_give_some_row(raw: bytes) -> None:
    mail = parse_mail(raw)
    for text in (mail.subject, mail.sender, mail.body):
        assert "\x00" not in text
        text.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_an_unreadable_one(raw: bytes) -> None:
    try:
        parse_mail(raw).body.encode()
    except UnreadableMail:
        pass
