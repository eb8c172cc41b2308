"""Findings replaced by names such as [EMAIL_1], whole or while a text streams, and put back where that is allowed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from volano_server.serving.gateway.domain.leaks import inspect_output
from volano_server.serving.gateway.domain.verdicts import Finding

HOLD = 2048
_MASK = re.compile(r"\[[A-Z_]{2,32}_\d{1,6}\]")
# What may be the beginning of a finding: an unfinished word, a keyword before its value, groups of capitals and digits.
_PENDING = re.compile(
    r"(?<!\S)(?:(?i:\S{0,60}(?:pass|secret|token|key)\w{0,12}[\"'`]{0,2}\s{0,3}[:=]?\s{0,3})"
    r"|(?:(?:\S{0,80}[^\w\s])?(?:[^\sa-z]{1,34} ){1,100})?)\S*\Z"
)
_KEY_BEGIN, _KEY_END = "-----BEGIN", "-----END"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with masks, and what each mask stands for; the values are as secret as the text was."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class MaskedStream:
    """A stream in progress: what is held back because it may begin a finding, and the masks given so far."""

    held: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


def mask(text: str, findings: Iterable[Finding], known: Mapping[str, str] | None = None) -> Masked:
    """The text with each finding replaced by a mask; equal values get equal masks, also across texts by
    `known`.

    A mask never equals something the text says already, so `unmask` gives the text back exactly.
    """
    values = dict(known or {})
    names = {value: name for name, value in values.items()}
    taken = set(_MASK.findall(text)) | values.keys()
    pieces, reached = [], 0
    for finding in sorted(findings, key=lambda f: f.start):
        if finding.start < reached:
            continue
        value = text[finding.start : finding.end]
        if value not in names:
            names[value] = _fresh(finding.rule, taken)
            values[names[value]] = value
            taken.add(names[value])
        pieces += [text[reached : finding.start], names[value]]
        reached = finding.end
    return Masked("".join([*pieces, text[reached:]]), values)


def unmask(text: str, values: Mapping[str, str]) -> str:
    """The text with every known mask replaced by what it stands for; other texts in brackets are left alone."""
    return _MASK.sub(lambda found: values.get(found.group(), found.group()), text)


def advance(stream: MaskedStream, chunk: str, *, last: bool = False) -> tuple[MaskedStream, str]:
    """The stream after one more chunk, and the masked text that can be sent on.

    Text is held back from where a finding may have begun, at most `HOLD` characters (8,000 within a private
    key), so a finding cut by chunks is masked like a whole one. With `last` everything is sent.
    """
    text = stream.held + chunk
    sure = len(text) if last else releasable(text)
    findings = inspect_output(text).findings
    sure = min([sure, *(finding.start for finding in findings if finding.start < sure < finding.end)])
    masked = mask(text[:sure], [finding for finding in findings if finding.end <= sure], stream.values)
    return MaskedStream(text[sure:], masked.values), masked.text


def releasable(text: str) -> int:
    """How many leading characters of an unfinished text cannot be part of a finding that is still to come."""
    begun = text.rfind(_KEY_BEGIN)
    if begun >= 0 and _KEY_END not in text[begun:] and len(text) - begun < 8000:
        return begun
    start = max(0, len(text) - HOLD)
    pending = _PENDING.search(text, start)
    return pending.start() if pending else len(text)


def _fresh(rule: str, taken: set[str]) -> str:
    kind = re.sub(r"[^A-Z]", "_", rule.rpartition(".")[2].upper())[:32]
    number = 1
    while f"[{kind}_{number}]" in taken:
        number += 1
    return f"[{kind}_{number}]"
