"""The scorer plugin point: a scorer judges one answer; a registry makes scorers by name.

A plugin is a module with one decorated function, found through the entry-point group `volano.scorers`:

    @scorer("starts_with", kind="number", bounds=(0.0, 1.0))
    def starts_with(prefix: str) -> Judge:
        return lambda row: Judgement(float(row.answer.startswith(prefix)))
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from volano_server.evaluation.domain.errors import ScorerOptions, UnknownScorer

ENTRY_POINTS = "volano.scorers"
Kind = Literal["number", "label"]


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """One row to judge: what was asked, what the system answered, which answers are right."""

    row_id: str
    question: str
    answer: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A scorer's finding: a number, a label, or None for an answer that cannot be read; `reason` says why."""

    value: float | str | None
    reason: str = ""


Judge = Callable[[AnsweredRow], Judgement]


class Scorer(Protocol):
    """Judges answers one by one; two calls with the same row give the same judgement unless it says
    otherwise.

    `kind` is `number` (means and paired differences apply; `bounds` are the least and greatest value, if any)
    or `label` (accuracy, F1 and confusion apply). An answer that cannot be read is a Judgement of None, not
    an error.
    """

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def bounds(self) -> tuple[float, float] | None: ...

    def judge(self, row: AnsweredRow) -> Judgement: ...


@dataclass(frozen=True, slots=True)
class FunctionScorer:
    """A Scorer made of one function."""

    name: str
    kind: Kind
    bounds: tuple[float, float] | None
    function: Judge

    def judge(self, row: AnsweredRow) -> Judgement:
        """What the function says about the row."""
        return self.function(row)


@dataclass(frozen=True, slots=True)
class ScorerFactory:
    """Makes a scorer from options; what the `scorer` decorator leaves in a plugin module."""

    name: str
    kind: Kind
    bounds: tuple[float, float] | None
    build: Callable[..., Judge]

    def create(self, **options: object) -> Scorer:
        """The scorer with these options; raises ScorerOptions for an option it does not know or lacks."""
        signature = inspect.signature(self.build)
        try:
            signature.bind(**options)
        except TypeError as error:
            raise ScorerOptions(
                f"The scorer `{self.name}` cannot be made with options {sorted(options)}: {error}.",
                hint=f"Its options are {signature}.",
            ) from None
        return FunctionScorer(self.name, self.kind, self.bounds, self.build(**options))


def scorer(
    name: str, *, kind: Kind, bounds: tuple[float, float] | None = None
) -> Callable[[Callable[..., Judge]], ScorerFactory]:
    """A decorator that makes a scorer factory of a function from options to a judging function."""
    return lambda build: ScorerFactory(name, kind, bounds, build)


class ScorerRegistry:
    """Scorers by name."""

    def __init__(self, factories: Iterable[ScorerFactory]) -> None:
        self._factories: dict[str, ScorerFactory] = {}
        for factory in factories:
            if factory.name in self._factories:
                raise ScorerOptions(
                    f"Two installed scorers are called `{factory.name}`.", hint="Remove one of the packages."
                )
            self._factories[factory.name] = factory

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all scorers, sorted."""
        return tuple(sorted(self._factories))

    def create(self, name: str, options: Mapping[str, object] | None = None) -> Scorer:
        """The scorer called `name`; raises UnknownScorer or ScorerOptions."""
        if name not in self._factories:
            raise UnknownScorer(
                f"There is no scorer `{name}` (there are: {', '.join(self.names)}).",
                hint=f"Use one of them, or install a package with it as a `{ENTRY_POINTS}` entry point.",
            )
        return self._factories[name].create(**(options or {}))
