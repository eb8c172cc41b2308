"""What a rule is, and the words rules are made of."""

import re
from dataclasses import dataclass, field
from typing import Literal

IGNORE = "ignore_instructions"
PERSONA = "jailbreak_persona"
EXTRACTION = "prompt_extraction"
SPOOFING = "role_spoofing"
ENCODING = "encoding"
FAMILIES = (IGNORE, PERSONA, EXTRACTION, SPOOFING, ENCODING)


@dataclass(frozen=True)
class Rule:
    """One thing to look for; made by `words` and `text` below."""

    id: str
    family: str
    weight: float
    needs: tuple[frozenset[str], ...]
    pattern: re.Pattern[str] = field(repr=False)
    on: Literal["words", "text"] = "words"
    supporting: bool = False
    addresses: bool = False


def words(
    rule: str,
    family: str,
    weight: float,
    needs: str,
    pattern: str,
    *,
    supporting: bool = False,
    addresses: bool = False,
) -> Rule:
    """A rule on words. `needs` are sets of words divided by `|`; in the pattern `{name}` stands for such a
    set.

    `~3` in the pattern is "up to three words", a space included. Patterns begin and end with the space
    between words: a literal start makes a search three times as fast as a word boundary.
    """
    sets = tuple(frozenset(_expand(part).split()) for part in needs.split("|"))
    filled = re.sub(r"\{([a-z]+)\}", lambda name: f"(?:{'|'.join(VOCABULARY[name[1]].split())})", pattern)
    filled = re.sub(r"~(\d)", r"(?:\\w+ ){0,\1}?", filled)
    return Rule(rule, family, weight, sets, re.compile(f" (?:{filled}) "), "words", supporting, addresses)


def text(rule: str, family: str, weight: float, cues: str, pattern: str) -> Rule:
    """A rule on the folded text with punctuation; one of the cues, divided by spaces, must occur in it."""
    return Rule(rule, family, weight, (frozenset(cues.split()),), re.compile(pattern, re.MULTILINE), "text")


def _expand(part: str) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda name: VOCABULARY[name[1]], part)


VOCABULARY = {
    "drop": (
        "ignore ignoring ignores disregard disregarding forget forgetting override overriding overrule"
        " bypass bypassing neglect discard abandon erase scrap unlearn"
    ),
    "orders": (
        "instruction instructions prompt prompts direction directions directive directives rule rules"
        " guideline guidelines command commands orders policy policies restriction restrictions constraint"
        " constraints safeguards filters programming training limitations protocols tos context programing"
    ),
    "earlier": (
        "previous prior above earlier preceding former initial original system existing foregoing openai"
        " openais chatgpt chatgpts past last given standard predefined preset"
    ),
    "show": (
        "reveal show print repeat output display tell give share recite dump leak expose copy write"
        " translate encode summarize summarise describe list paraphrase return provide what whats see"
        " continue explain"
    ),
    "bounds": (
        "restriction restrictions limitation limitations limits filters filtering censorship guidelines"
        " rules moral morals morality ethics ethical boundaries constraints principles safeguards"
        " moderation inhibitions"
    ),
    "free": "no without any free zero lacks lacking not nor from",
    "wild": (
        "unfiltered uncensored unrestricted unlimited amoral immoral unethical unhinged unlocked"
        " jailbroken unbound unshackled limitless"
    ),
    "thing": (
        "ai chatbot bot robot assistant gpt chatgpt model llm persona character response responses answer"
        " answers mode confidant entity"
    ),
    "not": "never not dont doesnt wont cannot cant without no isnt arent none nor neither",
    "ai": "chatgpt gpt gpt3 gpt4 openai ai llm llms bard claude gemini chatbot chatbots clyde",
    "lawless": (
        "illegal unethical immoral unlawful harmful malicious evil dangerous violent amoral inhumane"
        " illicit legality morality legal moral morals ethics ethical consequences ethicality illegality"
    ),
}
