"""Judgements on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.telemetry.conftest import EVE, Rig
from volano_server.telemetry import InvalidScore, ScoreIn, ScoreTarget
from volano_server.telemetry.schemas import ScoresCreated

TRACE = "a" * 32


def score(**more: Any) -> ScoreIn:
    target = more.pop("target", {"trace_id": TRACE})
    given: dict[str, Any] = {"name": "label", "label": "spam", "source": "corpus"} | more
    return ScoreIn(target=ScoreTarget(**target), **given)


def create(rig: Rig, *scores: ScoreIn) -> ScoresCreated:
    return rig.write(lambda tx: rig.scores.create_scores(tx, scores))


def test_scores_of_every_target_are_kept_with_their_author(rig: Rig) -> None:
    span = rig.span()
    rig.record(span)
    create(
        rig,
        score(author="spamassassin"),
        score(
            target={"trace_id": TRACE, "span_id": span.span_id}, name="helpful", value=0.5, label=None, source="human"
        ),
        score(target={"run_id": "r1", "row_ref": "v1:7"}, source="model", author="judge@3"),
        score(target={"session_id": "s"}, source="code"),
    )
    found = rig.read(rig.scores.list_scores).items
    assert {(s.target_kind, s.source, s.author, s.value, s.label) for s in found} == {
        ("trace", "corpus", "spamassassin", None, "spam"),
        ("span", "human", "Anna", 0.5, None),
        ("row", "model", "judge@3", None, "spam"),
        ("session", "code", "Anna", None, "spam"),
    }
    trace = rig.read(lambda tx: rig.telemetry.get_trace(tx, TRACE))
    assert {s.name for s in trace.scores} == {"label", "helpful"}


def test_a_score_with_the_same_key_is_stored_once(rig: Rig) -> None:
    assert create(rig, score(key="k1"), score(key="k1")).model_dump() == {"accepted": 1, "repeated": 1}
    assert create(rig, score(key="k1"), score(key="k2")).model_dump() == {"accepted": 1, "repeated": 1}
    assert create(rig, score(), score()).accepted == 2


def test_a_score_may_come_before_its_span(rig: Rig) -> None:
    create(rig, score())
    rig.record(rig.span())
    assert len(rig.read(lambda tx: rig.telemetry.get_trace(tx, TRACE)).scores) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": None}, "says nothing"),
        ({"target": {}}, "nothing"),
        ({"target": {"span_id": "b" * 16}}, "span_id"),
        ({"target": {"trace_id": TRACE, "run_id": "r"}}, "run_id"),
    ],
)
def test_one_unclear_score_refuses_the_batch_and_names_its_place(rig: Rig, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidScore, match=f"score 1.*{said}"):
        create(rig, score(), score(**wrong))
    assert rig.read(rig.scores.list_scores).items == []


@pytest.mark.parametrize(
    "wrong", [{"value": float("nan")}, {"source": "robot"}, {"name": ""}, {"target": {"trace_id": "A" * 32}}]
)
def test_a_malformed_score_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        score(**wrong)


def test_scores_are_found_page_by_page_by_name_source_and_target_in_their_workspace(rig: Rig) -> None:
    create(rig, *(score(name=f"n{n % 2}", source="human" if n < 3 else "model") for n in range(5)))
    found = rig.read(lambda tx: rig.scores.list_scores(tx, name="n0"))
    assert len(found.items) == 3
    assert len(rig.read(lambda tx: rig.scores.list_scores(tx, name="n0", source="human")).items) == 2
    first = rig.read(lambda tx: rig.scores.list_scores(tx, limit=3))
    rest = rig.read(lambda tx: rig.scores.list_scores(tx, limit=3, cursor=first.next_cursor))
    assert len({s.id for s in first.items + rest.items}) == 5
    assert rig.read(rig.scores.list_scores, EVE).items == []
