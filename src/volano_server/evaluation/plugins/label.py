"""The scorer that reads a label out of an answer."""

import json
import re
from collections.abc import Sequence

from volano_server.evaluation.domain.errors import ScorerOptions
from volano_server.evaluation.domain.scoring import AnsweredRow, Judge, Judgement, scorer

_FENCE = re.compile(r"^```\w*\n(.*?)\n?```$", re.DOTALL)


@scorer("label", kind="label")
def label(labels: Sequence[str], field: str = "label", strict: bool = False) -> Judge:
    """Which of `labels` the answer names, None where it names none or several.

    Read in this order: a JSON object's `field`; the whole answer; the one label that occurs in it as a whole
    word (not when `strict`). Case and surrounding punctuation do not count.
    """
    by_folded = {name.casefold(): name for name in labels}
    if isinstance(labels, str) or len(by_folded) < 2 or len(by_folded) != len(labels):
        raise ScorerOptions(
            f"The labels {list(labels)} are not at least two names that differ in more than case.",
            hint="Pass a list such as ['spam', 'ham'].",
        )
    # Longer labels first, so that `not spam` is not read as `spam`.
    alternatives = "|".join(re.escape(name) for name in sorted(by_folded, key=len, reverse=True))
    word = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")

    def judge(row: AnsweredRow) -> Judgement:
        answer = _unfenced(row.answer)
        structured = _object(answer)
        if structured is not None:
            return _from_object(structured, field, by_folded)
        folded = answer.casefold()
        whole = folded.strip().strip(" \t\n\"'`*.,:;!?()[]{}<>")
        if whole in by_folded:
            return Judgement(by_folded[whole])
        named = set() if strict else set(word.findall(folded))
        if len(named) == 1:
            return Judgement(by_folded[named.pop()], "named within a longer answer")
        return Judgement(None, f"names {len(named)} labels" if named else "names no label")

    return judge


def _unfenced(answer: str) -> str:
    stripped = answer.strip()
    fenced = _FENCE.match(stripped)
    return fenced.group(1).strip() if fenced else stripped


def _object(answer: str) -> dict[str, object] | None:
    if not answer.startswith("{"):
        return None
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _from_object(structured: dict[str, object], field: str, by_folded: dict[str, str]) -> Judgement:
    value = structured.get(field)
    if isinstance(value, str) and value.strip().casefold() in by_folded:
        return Judgement(by_folded[value.strip().casefold()])
    return Judgement(None, f"the field `{field}` holds no label" if field in structured else f"no field `{field}`")
