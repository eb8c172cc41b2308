"""One e-mail (RFC 5322, MIME) as the columns of a table; hostile or broken mails give what can be read of them."""

from __future__ import annotations

import email
import email.header
import email.utils
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from volano_server.data.domain.html import html_to_text
from volano_server.data.domain.text import decode_text

MAX_PARTS = 500
MAX_HEADER = 10_000
_FOLDED = re.compile(r"\s*[\r\n]\s*")


class UnreadableMail(ValueError):
    """The mail cannot be taken apart; the text says why."""


@dataclass(frozen=True, slots=True)
class Mail:
    """`sent_at` is None when the date is missing or impossible; `replaced` counts characters lost in decoding."""

    subject: str
    sender: str
    sent_at: datetime | None
    body: str
    replaced: int


def parse_mail(raw: bytes) -> Mail:
    """The mail in `raw`. Raises UnreadableMail when it is nested too deep or has too many parts.

    The body is the plain text of the mail, or its HTML reduced to text where there is no plain text; attachments
    are left out.
    """
    try:
        message = email.message_from_bytes(raw)
        texts, pages = _collect(message)
    except RecursionError:
        raise UnreadableMail("its parts are nested too deep") from None
    subject, lost_subject = _header(message, "subject")
    sender, lost_sender = _header(message, "from")
    plain = "\n".join(text.strip() for text, _ in texts if text.strip())
    body = plain or "\n".join(html_to_text(page) for page, _ in pages).strip()
    lost = sum(count for _, count in (texts if plain else pages))
    return Mail(subject, sender, _date(message), body, lost_subject + lost_sender + lost)


def _collect(message: Message) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Plain texts and HTML pages of the mail, each with the number of replaced characters."""
    texts: list[tuple[str, int]] = []
    pages: list[tuple[str, int]] = []
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            raise UnreadableMail(f"it has more than {MAX_PARTS} parts")
        if part.is_multipart() or _is_attachment(part):
            continue
        kind = part.get_content_type()
        if kind == "text/html":
            pages.append(_content(part))
        elif kind.startswith("text/") or part is message:
            text, lost = _content(part)
            looks_like_html = kind == "text/plain" and text.lstrip()[:6].lower() in ("<html>", "<!doct")
            (pages if looks_like_html else texts).append((text, lost))
    return texts, pages


def _is_attachment(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment")


def _content(part: Message) -> tuple[str, int]:
    payload = part.get_payload(decode=True)
    try:
        charset = part.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return decode_text(payload if isinstance(payload, bytes) else b"", charset)


def _header(message: Message, wanted: str) -> tuple[str, int]:
    """The first header of that name, its encoded words decoded (RFC 2047), on one line."""
    value = next((value for name, value in message.raw_items() if name.lower() == wanted), "")
    text, lost = decode_text(str(value)[:MAX_HEADER].encode("utf-8", "surrogateescape"))
    try:
        pieces = email.header.decode_header(_FOLDED.sub(" ", text))
    except (email.errors.HeaderParseError, ValueError):
        pieces = [(text, None)]
    decoded: list[str] = []
    for content, charset in pieces:
        if isinstance(content, bytes):
            content_text, more = decode_text(content, charset)
            lost += more
        else:
            content_text = content
        decoded.append(content_text)
    return _FOLDED.sub(" ", "".join(decoded)).strip(), lost


def _date(message: Message) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(str(message.get("date", ""))[:200])
        moment = found if found.tzinfo else found.replace(tzinfo=UTC)
        return moment.astimezone(UTC) if 1970 <= moment.year <= 2199 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
