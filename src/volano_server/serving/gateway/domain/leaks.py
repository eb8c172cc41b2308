"""Does a text on its way out hold personal data, a secret, or the system prompt? Patterns with checksums.

Precision before recall: card and account numbers count where their check digits hold, telephone numbers where
they are written like one. Names and addresses need a language model and are not looked for.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from volano_server.kit.personal_numbers import card_holds, iban_holds
from volano_server.serving.gateway.domain.folding import fold
from volano_server.serving.gateway.domain.verdicts import Action, Finding, Verdict, verdict

PERSONAL, SECRET, PROMPT_LEAK = "personal_data", "secret", "prompt_leak"


@dataclass(frozen=True)
class Pattern:
    """One kind of thing that should not leave; where it has cues, it is tried only where one of them occurs."""

    id: str
    family: str
    cues: tuple[str, ...]
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    any_case: bool = False


def inspect_output(text: str, mode: Action = "mask", canaries: Sequence[str] = ()) -> Verdict:
    """What a text gives away: `mode` where anything is found, else `pass`.

    `canaries` are strings planted in the system prompt: one of them in the text, in any spelling, means the
    prompt leaked. Overlapping findings are settled in favour of the longer one. About 0.1 ms for an ordinary
    kilobyte.
    """
    lowered = text.lower()
    found = [
        Finding(kind.id, kind.family, 1.0, *match.span())
        for kind in PATTERNS
        if _possible(kind, text, lowered)
        for match in kind.pattern.finditer(text)
        if kind.holds(match.group())
    ]
    return verdict([*_apart(found), *_canaries(text, canaries)], mode, threshold=0.5)


def _phone_holds(text: str) -> bool:
    """Eight to fifteen digits (ITU-T E.164) that are no date."""
    return 8 <= sum(character.isdecimal() for character in text) <= 15 and not _DATE.fullmatch(text.strip(" ()"))


def _social_security_holds(text: str) -> bool:
    """Numbers the US administration never gave out do not count."""
    area, group, serial = text[:3], text[4:6], text[7:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _address_holds(text: str) -> bool:
    """An IPv4 address that is nobody's loopback, and rather no version number such as 1.2.3.4."""
    parts = [int(part) for part in text.split(".")]
    return all(part <= 255 for part in parts) and parts[0] not in {0, 127} and max(parts) > 31


def _random_looking(text: str) -> bool:
    """Whether an assigned value looks made by a machine: long, of several kinds of characters, hardly repeating."""
    value = re.split(r"[\s:='\"`]+", text.strip("'\"` "))[-1]
    counts = Counter(value)
    entropy = -math.fsum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return entropy >= 3.0 and any(c.isdecimal() for c in value) and any(c.isalpha() for c in value)


_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?|\d\d?[-./ ]\d\d?[-./ ](?:19|20)\d\d|(?:19|20)\d\d[- ](?:19|20)\d\d"
)
_EDGE, _END = r"(?<![\w.@+/=-])", r"(?![\w@]|[.,/=-]\d)"
_KEYWORDS = r"(?:pass(?:word|wd|phrase)|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|private[_-]?key)"

PATTERNS: tuple[Pattern, ...] = (
    Pattern("personal.email", PERSONAL, ("@",), re.compile(
        r"(?<![\w.%+-])[\w%+-](?:[\w.%+-]{0,62}[\w%+-])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}"
        r"[A-Za-z]{2,24}\b")),
    Pattern("personal.iban", PERSONAL, (), re.compile(
        r"(?<!\w)[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?!\w)"), iban_holds),
    Pattern("personal.card", PERSONAL, (), re.compile(
        _EDGE + r"[2-6]\d{3}(?:[ -]?\d){9,15}" + _END), card_holds),
    Pattern("personal.us_social_security", PERSONAL, ("-",), re.compile(
        _EDGE + r"\d{3}-\d{2}-\d{4}" + _END), _social_security_holds),
    Pattern("personal.phone", PERSONAL, (), re.compile(
        _EDGE + r"(?:(?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(0\) ?)?(?:\(\d{1,5}\)[ .-]?)?\d{1,5}(?:[ ./-]?\d{2,5}){1,4}"
        r"|\(\d{2,5}\)[ .-]?\d{2,5}(?:[ .-]?\d{2,5}){1,3}|1?[ .-]?[2-9]\d{2}[ .-]\d{3}[ .-]\d{4}"
        r"|0\d{1,4}[ /-]\d{5,8}|0\d{1,3}(?: \d{2,4}){2,4})" + _END), _phone_holds),
    Pattern("personal.ip_address", PERSONAL, (".",), re.compile(
        r"(?<![\w.:-])\d{1,3}(?:\.\d{1,3}){3}(?![\w-]|\.\w)"), _address_holds),
    Pattern("secret.private_key", SECRET, ("-----BEGIN",), re.compile(
        r"-----BEGIN [A-Z ]{0,24}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,24}PRIVATE KEY-----|\Z)")),
    Pattern("secret.volano_key", SECRET, ("volano_",), re.compile(r"\bvolano_[0-9a-f]{12}_[\w-]{43}")),
    Pattern("secret.aws_key", SECRET, ("AKIA", "ASIA"), re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    Pattern("secret.github_token", SECRET, ("gh", "github_pat_"), re.compile(
        r"\bgh[pousr]_[A-Za-z0-9]{36,251}\b|\bgithub_pat_\w{22,255}\b")),
    Pattern("secret.gitlab_token", SECRET, ("glpat-",), re.compile(r"\bglpat-[\w-]{20,}")),
    Pattern("secret.slack_token", SECRET, ("xox",), re.compile(r"\bxox[abeprs]-[A-Za-z0-9-]{10,}")),
    Pattern("secret.model_provider_key", SECRET, ("sk-", "hf_", "gsk_", "AIza"), re.compile(
        r"\bsk-(?:proj-|svcacct-|ant-[a-z0-9]{2,6}-|or-v1-)?[\w-]{20,}|\bhf_[A-Za-z]{30,}\b|\bgsk_[A-Za-z0-9]{40,}"
        r"|\bAIza[\w-]{35}")),
    Pattern("secret.stripe_key", SECRET, ("_live_", "_test_"), re.compile(
        r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b")),
    Pattern("secret.package_token", SECRET, ("npm_", "pypi-"), re.compile(
        r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[\w-]{50,}")),
    Pattern("secret.json_web_token", SECRET, ("eyJ",), re.compile(
        r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")),
    Pattern("secret.url_password", SECRET, ("://",), re.compile(
        r"(?<=://)[^\s/@:<>]{1,64}:[^\s/@<>]{1,64}(?=@[\w.-])")),
    Pattern("secret.assigned", SECRET, ("pass", "secret", "token", "key"), re.compile(
        r"\b(?:\w{0,20}_)?" + _KEYWORDS + r"[\"']?\s{0,3}[:=]\s{0,3}[\"'`]?[\w+/.~!#$%^&*-]{12,200}", re.IGNORECASE),
        _random_looking, any_case=True),
)  # fmt: skip


def _possible(kind: Pattern, text: str, lowered: str) -> bool:
    place = lowered if kind.any_case else text
    return not kind.cues or any(cue in place for cue in kind.cues)


def _apart(findings: list[Finding]) -> list[Finding]:
    """The findings without those that overlap a longer one."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.start - f.end, f.start)):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return kept


def _canaries(text: str, canaries: Sequence[str]) -> list[Finding]:
    folded, found = fold(text), []
    for canary in canaries:
        plain = fold(canary).text
        if plain and (at := folded.text.find(plain)) >= 0:
            found.append(Finding("leak.canary", PROMPT_LEAK, 1.0, *folded.span(at, at + len(plain))))
    return found
