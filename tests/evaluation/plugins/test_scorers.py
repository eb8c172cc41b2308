from importlib.metadata import EntryPoint, EntryPoints

import pytest

from volano_server.evaluation import plugins
from volano_server.evaluation.domain.errors import ScorerOptions, UnknownScorer
from volano_server.evaluation.domain.scoring import (
    AnsweredRow,
    Judge,
    Judgement,
    Scorer,
    ScorerFactory,
    ScorerRegistry,
    scorer,
)

LABELS = ["spam", "ham", "not spam"]


def row(answer: str, *references: str) -> AnsweredRow:
    return AnsweredRow(row_id="row-1", question="?", answer=answer, references=references)


@scorer("starts_with", kind="number", bounds=(0.0, 1.0))
def starts_with(prefix: str) -> Judge:
    return lambda row: Judgement(float(row.answer.startswith(prefix)))


class ScorerConformance:
    """What every scorer must keep; a plugin's tests subclass it and say how to make one."""

    factory: ScorerFactory
    options: dict[str, object] = {}  # noqa: RUF012

    def make(self) -> Scorer:
        return self.factory.create(**self.options)

    def test_it_has_a_name_and_a_kind(self) -> None:
        made = self.make()
        assert made.name == self.factory.name
        assert made.kind in {"number", "label"}

    @pytest.mark.parametrize("answer", ["", " ", "spam", '{"label": 3}', "\x00", "é" * 5000, "{" * 5000])
    def test_any_answer_is_judged_the_same_twice_within_its_bounds(self, answer: str) -> None:
        made = self.make()
        judgement = made.judge(row(answer, "spam"))
        assert judgement == made.judge(row(answer, "spam"))
        if made.kind == "number" and made.bounds:
            assert isinstance(judgement.value, float)
            assert made.bounds[0] <= judgement.value <= made.bounds[1]
        else:
            assert judgement.value is None or isinstance(judgement.value, str)

    def test_an_unknown_option_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(ScorerOptions, match="nonsense") as caught:
            self.factory.create(nonsense=1)
        assert "Its options are" in caught.value.hint


class TestExactMatch(ScorerConformance):
    factory = plugins.exact_match


class TestContains(ScorerConformance):
    factory = plugins.contains


class TestTokenF1(ScorerConformance):
    factory = plugins.token_f1


class TestRougeL(ScorerConformance):
    factory = plugins.rouge_l


class TestBleu(ScorerConformance):
    factory = plugins.bleu


class TestLabel(ScorerConformance):
    factory = plugins.label
    options = {"labels": LABELS}  # noqa: RUF012


class TestForeignScorer(ScorerConformance):
    factory = starts_with
    options = {"prefix": "spam"}  # noqa: RUF012


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("spam", "spam"),
        (" Spam.\n", "spam"),
        ("**ham**", "ham"),
        ('{"label": "HAM", "why": "spam words"}', "ham"),
        ('```json\n{"label": "spam"}\n```', "spam"),
        ("I would say this is spam, clearly spam", "spam"),
        ("it is not spam", "not spam"),
        ("spam or ham?", None),
        ("spammy", None),
        ('{"label": "eggs"}', None),
        ('{"category": "spam"}', None),
        ('{"label": ["spam"]}', None),
        ("", None),
    ],
)
def test_a_label_is_read_out_of_an_answer_or_none_is(answer: str, label: str | None) -> None:
    assert plugins.label.create(labels=LABELS).judge(row(answer)).value == label


def test_a_strict_label_scorer_takes_the_whole_answer_or_nothing() -> None:
    strict = plugins.label.create(labels=LABELS, strict=True)
    assert strict.judge(row("Spam!")).value == "spam"
    unread = strict.judge(row("this is spam"))
    assert unread.value is None
    assert unread.reason == "names no label"


@pytest.mark.parametrize("labels", ["spam", ["spam"], ["spam", "SPAM"], []])
def test_labels_that_cannot_be_told_apart_are_refused(labels: object) -> None:
    with pytest.raises(ScorerOptions, match="differ in more than case"):
        plugins.label.create(labels=labels)


def test_contains_looks_for_whole_words() -> None:
    made = plugins.contains.create()
    assert made.judge(row("The answer is Rome.", "rome")).value == 1.0
    assert made.judge(row("Romeo", "rome")).value == 0.0
    assert made.judge(row("anything", "")).value == 0.0


def test_the_registry_names_what_there_is() -> None:
    registry = plugins.load_scorers()
    assert {"exact_match", "label", "token_f1", "rouge_l", "bleu", "contains"} <= set(registry.names)
    assert registry.create("exact_match", {"verbatim": True}).judge(row("a", "A")).value == 0.0
    with pytest.raises(UnknownScorer, match=r"no scorer `exact` .*exact_match") as caught:
        registry.create("exact")
    assert "volano.scorers" in caught.value.hint
    with pytest.raises(ScorerOptions, match="called `starts_with`"):
        ScorerRegistry([starts_with, starts_with])


def test_a_scorer_of_an_installed_package_comes_through_the_same_door(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = EntryPoint("starts_with", f"{__name__}:starts_with", "volano.scorers")
    bad = EntryPoint("bad", "json:loads", "volano.scorers")
    installed = [entry]
    monkeypatch.setattr(EntryPoint, "load", lambda e: starts_with if e is entry else len)
    monkeypatch.setattr(plugins, "entry_points", lambda group: EntryPoints(installed))
    assert plugins.load_scorers().create("starts_with", {"prefix": "s"}).judge(row("spam")).value == 1.0
    installed.append(bad)
    with pytest.raises(ScorerOptions, match="`bad`"):
        plugins.load_scorers()
