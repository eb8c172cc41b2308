"""From judgements to rows: agreement, disagreement, review, decision, data set; by the routes a user takes."""

from __future__ import annotations

import secrets

import pytest

from tests.harness.house import TestHouse
from tests.wheel.workshop import Workshop
from volano_server.kit.clock import now
from volano_server.telemetry import NewSpan, TelemetryService


class Desk:
    """An endpoint's traces, and somebody who judges them."""

    def __init__(self, house: TestHouse) -> None:
        self.house, self.shop = house, Workshop(house)

    def trace(self, said: str, answered: str) -> str:
        """The id of a call to `sort`."""
        trace_id, at = secrets.token_hex(16), now()
        span = NewSpan(
            trace_id=trace_id, span_id=secrets.token_hex(8), name="chat sort", kind="llm", started_at=at,
            ended_at=at + 1, status="ok", service="gateway", endpoint="sort", input=[{"role": "user", "content": said}],
            output=[{"role": "assistant", "content": answered}],
        )  # fmt: skip
        telemetry = self.house.house.services[TelemetryService]
        self.house.house.database.write(self.house.subject(), lambda tx: telemetry.record_spans(tx, [span]))
        return trace_id


@pytest.fixture
def desk(house: TestHouse) -> Desk:
    return Desk(house)


def test_a_label_that_agrees_is_a_score_and_one_that_does_not_waits_for_a_person(desk: Desk) -> None:
    trace = desk.trace("mail 1", "spam")
    assert desk.shop.post(f"/traces/{trace}/feedback", {"label": "spam"})["agreed"] == 1
    other = desk.trace("mail 2", "spam")
    done = desk.shop.post(f"/traces/{other}/feedback", {"label": "ham", "comment": "from my aunt"})
    assert (done["disagreed"], done["accepted"]) == (1, 1)
    (review,) = desk.shop.get("/reviews", state="open")["items"]
    assert (review["queue"], review["answer"], review["proposed"]) == ("sort", "spam", "ham")
    rated = desk.shop.post(f"/traces/{trace}/feedback", {"value": 1, "author": "ann"})
    assert (rated["agreed"], rated["disagreed"]) == (0, 0)


def test_decisions_become_rows_of_the_newest_version(desk: Desk) -> None:
    desk.shop.import_rows("mails", [{"id": "a", "text": "old", "label": "ham"}], key="id")
    for turn, text in enumerate(["first", "second"]):
        trace = desk.trace(text, "spam")
        desk.shop.post(f"/traces/{trace}/feedback", {"label": "ham"})
        (review,) = desk.shop.get("/reviews", state="open")["items"]
        desk.shop.post(f"/reviews/{review['id']}/decide", {"label": "ham"})
        made = desk.shop.finish(desk.shop.post("/reviews/collect", {"queue": "sort", "dataset": "mails"}))
        assert (made["dataset"], made["rows"]) == (f"mails@{turn + 2}", turn + 2)
    again = desk.shop.http.post("/api/v1/reviews/collect", json={"queue": "sort", "dataset": "mails"})
    assert again.json()["code"] == "nothing_decided"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"/traces/{'0' * 32}/feedback", {"label": "ham"}, 404),
        ("/traces/x/feedback", {"label": "ham"}, 422),
        ("/traces/{trace}/feedback", {}, 422),
        ("/traces/{trace}/feedback", {"label": "ham", "source": "oracle"}, 422),
    ],
)
def test_feedback_on_nothing_or_about_nothing_is_refused(
    desk: Desk, path: str, body: dict[str, str], status: int
) -> None:
    trace = desk.trace("mail", "spam")
    answer = desk.shop.http.post(f"/api/v1{path.replace('{trace}', trace)}", json=body)
    assert answer.status_code == status
