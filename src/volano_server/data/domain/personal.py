"""Personal data in texts, by pattern and checksum: counted and replaced by placeholders, never reported itself.

Precision comes before recall: a number counts as a card or an account only when its checksum holds, and as a
telephone number only when it is written like one. Names and addresses need a language model and are not looked for.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from volano_server.kit.personal_numbers import card_holds, iban_holds

if TYPE_CHECKING:
    import pyarrow as pa


KindName = Literal["url_user", "email", "iban", "card", "ip", "phone"]
KIND_NAMES: tuple[KindName, ...] = get_args(KindName)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of personal data.

    `candidates` is a linear-time RE2 pattern that Arrow runs over whole columns. Where `pattern` is given, it is
    tried on the texts with candidates, and `holds` says whether a match is meant; otherwise the candidates are.
    """

    name: KindName
    placeholder: str
    candidates: str
    pattern: re.Pattern[str] | None = None
    holds: Callable[[str], bool] = bool


def scrub_texts(texts: pa.Array, kinds: Iterable[str] | None = None) -> tuple[pa.Array, Counter[str]]:
    """The texts with personal data replaced by placeholders such as `<EMAIL>`, and how often each kind was found.

    `kinds` are names from `KIND_NAMES`, all of them when None. Scrubbing twice changes nothing more.
    """
    wanted = None if kinds is None else set(kinds)
    counts: Counter[str] = Counter()
    for kind in KINDS:
        if wanted is None or kind.name in wanted:
            texts = _scrub_kind(texts, kind, counts)
    return texts, counts


def scrub_text(text: str, kinds: Iterable[str] | None = None) -> tuple[str, Counter[str]]:
    """`scrub_texts` for one text."""
    import pyarrow as pa

    scrubbed, counts = scrub_texts(pa.array([text], pa.large_string()), kinds)
    return scrubbed[0].as_py(), counts


def _scrub_kind(texts: pa.Array, kind: Kind, counts: Counter[str]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind.pattern is None:
        found = pc.sum(pc.count_substring_regex(texts, kind.candidates)).as_py() or 0
        if not found:
            return texts
        counts[kind.name] += found
        return pc.replace_substring_regex(texts, kind.candidates, kind.placeholder)
    mask = pc.fill_null(pc.match_substring_regex(texts, kind.candidates), False)
    if not pc.any(mask).as_py():
        return texts
    replaced = _replacer(kind, counts)
    changed = [kind.pattern.sub(replaced, text) for text in pc.filter(texts, mask).to_pylist()]
    return pc.replace_with_mask(texts, mask, pa.array(changed, type=texts.type))


def _replacer(kind: Kind, counts: Counter[str]) -> Callable[[re.Match[str]], str]:
    def replaced(match: re.Match[str]) -> str:
        if not kind.holds(match.group()):
            return match.group()
        counts[kind.name] += 1
        return kind.placeholder

    return replaced


def _phone_holds(text: str) -> bool:
    """Telephone numbers have 8 to 15 digits (ITU-T E.164) and do not look like dates, times or amounts."""
    digits = sum(char.isdigit() for char in text)
    return 8 <= digits <= 15 and not _DATE.fullmatch(text.strip(" ()"))


def _address_holds(text: str) -> bool:
    if ":" in text and (len(text) < 6 or not any(char.isdigit() for char in text)):
        return False  # rather C++ than IPv6
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (found.is_unspecified or found.is_loopback)


_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|\d\d?[-./ ]\d\d?[-./ ](?:19|20)\d\d(?:[ ]\d+)?|(?:19|20)\d\d[- ](?:19|20)\d\d"
)
_EDGE = r"(?<![\w.@+/=-])"
_PHONE = (
    _EDGE
    + r"(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\)[ ]?)?(?:\(\d{1,5}\)[ .-]?)?\d{1,5}(?:[ ./-]?\d{2,5}){1,4}"  # +39 02 1234567
    r"|\(\d{2,5}\)[ .-]?\d{2,5}(?:[ .-]?\d{2,5}){1,3}"  # (415) 555-0132
    r"|1?[ .-]?\d{3}[ .-]\d{3}[ .-]\d{4}"  # 415-555-0132
    r"|0\d{1,4}[ /-]\d{5,8}|0\d{1,3}(?:[ .]\d{2,4}){2,4}"  # 02 1234567, 01 42 68 53 00
    r"|3\d{2}[ -]\d{6,7})"  # 347 1234567, an Italian mobile
    r"(?![\w@]|[.,/=-]\d)"
)

# The order matters: longer and surer kinds first, so that no later one finds a part of them.
KINDS: tuple[Kind, ...] = (
    Kind("url_user", r"\1<USER>@", r"(://)[^\s/@:<>]{1,64}(?::[^\s/@<>]{0,64})?@"),
    Kind(
        "email",
        "<EMAIL>",
        r"\b[\w%+-](?:[\w.%+'-]{0,62}[\w%+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}\b",
    ),
    Kind(
        "iban",
        "<IBAN>",
        r"\b[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]{4}){2}",
        re.compile(r"(?<!\w)[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?!\w)"),
        iban_holds,
    ),
    Kind(
        "card",
        "<CARD>",
        r"\b[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}",
        re.compile(_EDGE + r"[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}(?:[ -]?\d{1,4})?(?![\w@]|[.-]\w)"),
        card_holds,
    ),
    Kind(
        "ip",
        "<IP>",
        r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-fA-F]:[0-9a-fA-F:]*:|::[0-9a-fA-F]",
        re.compile(
            r"(?<![\w.:-])(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:]))"
        ),
        _address_holds,
    ),
    Kind(
        "phone",
        "<PHONE>",
        r"(?:\+|\b00)\d{1,3}[ .-]?[(]?\d|\(\d{2,5}\)[ .-]?\d{2,5}[ .-]?\d{2}|\d{3}[ .-]\d{3}[ .-]\d{4}"
        r"|\b0\d{1,4}[ /-]\d{5}|\b0\d{1,3}[ .]\d{2,4}[ .]\d\d|\b3\d{2}[ -]\d{6}",
        re.compile(_PHONE),
        _phone_holds,
    ),
)
