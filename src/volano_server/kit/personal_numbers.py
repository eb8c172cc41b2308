"""Numbers that stand for persons, known by their check digits: payment cards and bank accounts."""

from __future__ import annotations

import re


def card_holds(text: str) -> bool:
    """Whether a text is a card number: 13 to 19 digits, not all alike, the last one right (ISO/IEC 7812-1, annex B).

    Anything that is no digit counts as a separator.
    """
    digits = [int(character) for character in text if character.isdecimal()]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits[::-1])]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and sum(doubled) % 10 == 0


def iban_holds(text: str) -> bool:
    """Whether a text is an account number: as long as its country's are, the check digits right.

    ISO 13616, ISO 7064 mod 97-10. Blanks and hyphens may stand between, capitals do not matter.
    """
    compact = re.sub(r"[ -]", "", text).upper()
    if _IBAN_LENGTHS.get(compact[:2]) != len(compact) or not (compact.isascii() and compact.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK18DO28EE20EG29ES24FI18FO18FR27GB22GE22GI23"
        "GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21MC27MD24ME22MK19MR27MT31MU30NL18"
        "NO15PK24PL28PS29PT25QA29RO24RS22SA24SC31SE24SI19SK24SM27ST25SV28TL23TN24TR26UA29VA22VG24XK20",
    )
}
