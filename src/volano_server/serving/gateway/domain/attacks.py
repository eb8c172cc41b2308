"""Is a text an attack on the prompt? Rules over the folded text, and over what it hides."""

from dataclasses import replace

from volano_server.serving.gateway.domain.disguises import Hidden, undisguised
from volano_server.serving.gateway.domain.folding import Folded, fold
from volano_server.serving.gateway.domain.rules import ENCODING, NEEDED, RULES, SQUEEZED_CUES, Rule
from volano_server.serving.gateway.domain.verdicts import Action, Finding, Verdict, verdict

THRESHOLD = 0.5
_LAYERS = 2
_DISGUISE_WEIGHTS = {"tag characters": 0.8, "variation selectors": 0.7}
_SUPPORTING = frozenset(rule.id for rule in RULES if rule.supporting)
_ADDRESSING = frozenset(rule.id for rule in RULES if rule.addresses)

_ON_TEXT = tuple(place for place, rule in enumerate(RULES) if rule.on == "text")


def inspect_input(text: str, mode: Action = "block", threshold: float = THRESHOLD) -> Verdict:
    """What the rules say about a text on its way to a model: `mode` where its score reaches `threshold`.

    Under 0.2 ms for an ordinary kilobyte, linear in the length. Rules are written for English, with the most
    common phrase of five other languages; a score below the threshold is `observe`, never silently dropped.
    """
    found = _findings(fold(text), _LAYERS)
    if not any(finding.rule in _ADDRESSING for finding in found):
        found = [finding for finding in found if finding.rule not in _SUPPORTING]
    return verdict(found, mode, threshold)


def scan_input(text: str, threshold: float = THRESHOLD) -> list[str]:
    """The ids of the rules that hit, the weightiest first, where together they reach the threshold; else none."""
    found = inspect_input(text, "block", threshold)
    return list(found.rules) if found.action == "block" else []


def _findings(folded: Folded, layers: int) -> list[Finding]:
    present = NEEDED.intersection(folded.vocabulary)
    # Most rules have no word of theirs in a text; those are not even looked at.
    reached = sorted({*_ON_TEXT, *(place for word in present for place in _BY_WORD.get(word, ()))})
    found = [finding for place in reached if (finding := _finding(RULES[place], folded, present))]
    if layers > 0:
        plain = {finding.rule for finding in found}
        for hidden in undisguised(folded):
            found += [f for f in _hidden_findings(hidden, layers - 1) if f.rule not in plain]
    return found


def _finding(rule: Rule, folded: Folded, present: frozenset[str]) -> Finding | None:
    if rule.on == "text":
        match = None
        if any(cue in folded.text for cue in rule.needs[0]):
            match = rule.pattern.search(folded.text)
        return _placed(rule, folded, folded.span(*match.span())) if match else None
    for need in rule.needs:
        if need.isdisjoint(present):
            return None
    match = rule.pattern.search(folded.words)
    return _placed(rule, folded, folded.word_span(*match.span())) if match else None


def _placed(rule: Rule, folded: Folded, span: tuple[int, int]) -> Finding:
    via = "plain" if folded.text == folded.source.lower() else "unicode"
    return Finding(rule.id, rule.family, rule.weight, *span, via=via)


def _hidden_findings(hidden: Hidden, layers: int) -> list[Finding]:
    """Findings within a hidden text, all placed where it was hidden; some disguises are findings by themselves."""
    found = []
    if weight := _DISGUISE_WEIGHTS.get(hidden.disguise):
        rule = f"encode.{hidden.disguise.replace(' ', '_')}"
        found.append(Finding(rule, ENCODING, weight, hidden.start, hidden.end, hidden.disguise))
    if hidden.disguise == "spaced letters":
        if any(cue in hidden.text for cue in SQUEEZED_CUES):
            found.append(Finding("encode.spaced", ENCODING, 0.8, hidden.start, hidden.end, hidden.disguise))
        return found
    inner = _findings(fold(hidden.text), layers)
    return found + [replace(f, start=hidden.start, end=hidden.end, via=hidden.disguise) for f in inner]


def _by_word() -> dict[str, list[int]]:
    """For each word the places of the rules whose smallest set of needs holds it."""
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(RULES):
        for word in min(rule.needs, key=len) if rule.on == "words" else ():
            places.setdefault(word, []).append(place)
    return places


_BY_WORD = _by_word()
