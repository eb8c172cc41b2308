"""Is a text an attack on the prompt? Rules over the folded text, and over what it hides."""

from dataclasses import replace

from volano_server.serving.gateway.domain.disguises import Hidden, undisguised
from volano_server.serving.gateway.domain.folding import Folded, fold
from volano_server.serving.gateway.domain.rules import ENCODING, RULES, SQUEEZED_CUES
from volano_server.serving.gateway.domain.verdicts import Action, Finding, Verdict, verdict

THRESHOLD = 0.6
_DISGUISE_WEIGHTS = {"tag characters": 0.8, "variation selectors": 0.7}


def inspect_input(text: str, mode: Action = "block", threshold: float = THRESHOLD) -> Verdict:
    """What the rules say about a text on its way to a model: `mode` where its score reaches `threshold`.

    Under 0.2 ms for an ordinary kilobyte, linear in the length. Rules are written for English, with the most
    common phrase of five other languages; a score below the threshold is `observe`, never silently dropped.
    """
    return verdict(_findings(fold(text), layers=2), mode, threshold)


def scan_input(text: str, threshold: float = THRESHOLD) -> list[str]:
    """The ids of the rules that hit, the weightiest first, where together they reach the threshold; else none."""
    found = inspect_input(text, "block", threshold)
    return list(found.rules) if found.action == "block" else []


def _findings(folded: Folded, layers: int) -> list[Finding]:
    found = []
    words, text = folded.words, folded.text
    for rule in RULES:
        place = words if rule.on == "words" else text
        if not any(cue in place for cue in rule.cues):
            continue
        if match := rule.pattern.search(place):
            span = folded.word_span(*match.span()) if rule.on == "words" else folded.span(*match.span())
            found.append(Finding(rule.id, rule.family, rule.weight, *span, via=_via(folded)))
    if layers > 0:
        for hidden in undisguised(folded):
            found += _hidden_findings(hidden, layers - 1)
    return found


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


def _via(folded: Folded) -> str:
    return "plain" if folded.text == folded.source.lower() else "unicode"
