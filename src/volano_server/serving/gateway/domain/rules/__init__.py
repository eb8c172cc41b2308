"""The rules against attacks on prompts: five families, each rule with what it looks for and how much it says.

A rule reads the folded words of a text (a to z, digits, single spaces), or its folded form with punctuation
where `on="text"`. It runs only where each of its `needs`, sets of whole words, is met, so an ordinary text
costs a few set look-ups. Weights say how surely a text with this hit alone is an attack. Supporting rules
name what attacks share with novels and newsletters; they count only beside one that speaks to a model.
Written and weighed on half of a public collection of jailbreaks and on mails;
bench/serving/guardrail_quality.py measures the other half.
"""

from volano_server.serving.gateway.domain.rules.instructions import INSTRUCTION_RULES
from volano_server.serving.gateway.domain.rules.language import ENCODING, FAMILIES, Rule
from volano_server.serving.gateway.domain.rules.personas import PERSONA_RULES

__all__ = ["ENCODING", "FAMILIES", "NEEDED", "RULES", "SQUEEZED_CUES", "Rule"]

RULES: tuple[Rule, ...] = (*INSTRUCTION_RULES, *PERSONA_RULES)
NEEDED = frozenset().union(*(need for rule in RULES if rule.on == "words" for need in rule.needs))
"""Every word that some rule needs."""

SQUEEZED_CUES = (
    "ignoreall", "ignoreprevious", "ignoreyour", "previousinstructions", "priorinstructions", "systemprompt",
    "doanythingnow", "jailbreak", "disregardall", "disregardprevious", "forgetall", "developermode",
)  # fmt: skip
"""What to look for in letters written one by one, where no words are left."""
