"""Scorers: ours, and those of installed packages, all through the same door."""

from importlib.metadata import entry_points

from volano_server.evaluation.domain.errors import ScorerOptions
from volano_server.evaluation.domain.scoring import ENTRY_POINTS, ScorerFactory, ScorerRegistry
from volano_server.evaluation.plugins.label import label
from volano_server.evaluation.plugins.texts import bleu, contains, exact_match, rouge_l, token_f1

__all__ = ["BUILT_IN", "bleu", "contains", "exact_match", "label", "load_scorers", "rouge_l", "token_f1"]

BUILT_IN: tuple[ScorerFactory, ...] = (bleu, contains, exact_match, label, rouge_l, token_f1)


def load_scorers() -> ScorerRegistry:
    """The registry of our scorers and every `volano.scorers` entry point; raises ScorerOptions."""
    found = list(BUILT_IN)
    for entry in entry_points(group=ENTRY_POINTS):
        factory = entry.load()
        if not isinstance(factory, ScorerFactory):
            raise ScorerOptions(
                f"The entry point `{entry.name}` ({entry.value}) is not a scorer.",
                hint="Decorate the function with @scorer from volano_server.evaluation.",
            )
        found.append(factory)
    return ScorerRegistry(found)
