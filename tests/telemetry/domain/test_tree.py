"""The waterfall of a trace."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from volano_server.telemetry.domain.tree import summarise, waterfall


@dataclass(frozen=True)
class Node:
    span_id: str
    parent_id: str | None
    started_at: int


nodes = st.lists(
    st.tuples(st.sampled_from("abcdefghij"), st.none() | st.sampled_from("abcdefghijxy"), st.integers(0, 5)),
    unique_by=lambda node: node[0],
    max_size=10,
).map(lambda found: [Node(*each) for each in found])


@given(nodes)
def test_every_span_stands_once_and_after_its_parent_whatever_circles_there_are(found: list[Node]) -> None:
    placed = waterfall(found)
    assert sorted(place.span_id for place in placed) == sorted(node.span_id for node in found)
    parents = {node.span_id: node.parent_id for node in found}
    above: list[str] = []
    for place in placed:
        above = above[: place.depth]
        assert len(above) == place.depth
        if place.depth:
            assert parents[place.span_id] == above[-1]
        above.append(place.span_id)


def test_children_follow_their_parent_by_start_and_orphans_are_marked() -> None:
    found = [Node("b", "a", 3), Node("c", "a", 2), Node("a", None, 5), Node("d", "lost", 1), Node("e", "c", 9)]
    assert [(p.span_id, p.depth, p.orphan) for p in waterfall(found)] == [
        ("d", 0, True), ("a", 0, False), ("c", 1, False), ("e", 2, False), ("b", 1, False),
    ]  # fmt: skip


def test_a_chain_of_ten_thousand_spans_is_no_deep_recursion() -> None:
    chain = [Node(str(n), str(n - 1) if n else None, n) for n in range(10_000)]
    assert waterfall(chain)[-1].depth == 9_999


@dataclass(frozen=True)
class Row(Node):
    trace_id: str = "t"
    kind: str = "chain"
    name: str = "n"
    ended_at: int = 0
    status: str = "unset"
    counted: bool = False
    model: str | None = None
    endpoint: str | None = None
    version_ref: str | None = None
    prompt_ref: str | None = None
    pipeline_ref: str | None = None
    session_id: str | None = None
    user_id: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_micros: int | None = None


def test_a_summary_counts_model_calls_once_and_takes_its_face_from_the_root() -> None:
    found = summarise(
        [
            Row("a", None, 10, kind="agent", name="triage", ended_at=90, input_tokens=30, cost_micros=3),
            Row(
                "b",
                "a",
                20,
                "llm",
                ended_at=50,
                counted=True,
                model="m",
                input_tokens=10,
                cost_micros=1,
                session_id="s",
            ),
            Row("c", "a", 55, kind="llm", ended_at=95, counted=True, model="m", input_tokens=20, status="error"),
        ]
    )
    assert (found["name"], found["session_id"], found["models"]) == ("triage", "s", ["m"])
    assert (found["started_at"], found["latency_micros"], found["spans"], found["errors"]) == (10, 85, 3, 1)
    assert (found["input_tokens"], found["cost_micros"], found["cost_known"]) == (30, 1, False)
