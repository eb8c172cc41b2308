"""From an answer back to the rows, and from a row forward to the endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.catalog.cast import Cast
from volano_server.catalog import Edge, LineageOut, NodeRef, RowLineage, encode_rows, row_of
from volano_server.catalog.errors import InvalidNode
from volano_server.db import Database, Tx
from volano_server.lake import open_blob_store, open_dataset_store


def version(id_: str) -> NodeRef:
    return NodeRef("version", id_)


def labels(found: LineageOut) -> dict[str, int]:
    return {node.label: node.distance for node in found.nodes}


@pytest.fixture
def wheel(cast: Cast) -> dict[str, NodeRef]:
    """mails@1 -> mails@2 -> (run) -> triage@4 -> endpoint spec; a trace used triage@4."""
    raw = cast.publish("anna", {"rows": 10}, kind="dataset", name="mails")
    clean = cast.publish("anna", {"rows": 8}, kind="dataset", name="mails", inputs=[("source", "dataset", "mails@1")])
    model = cast.publish(
        "anna", {"w": 1}, inputs=[("train", "dataset", "mails@2"), ("base", "model", "triage@1")], run_id="tuning-1"
    )
    spec = cast.publish("anna", {"plan": 1}, kind="endpoint_spec", inputs=[("target", "model", "triage@4")])

    def link(tx: Tx) -> None:
        cast.lineage.link(tx, version(clean.id), NodeRef("run", "tuning-1"), "train")
        cast.lineage.link(tx, version(spec.id), NodeRef("endpoint", "triage"), "serves")
        cast.lineage.link(tx, version(spec.id), NodeRef("endpoint", "triage"), "serves")

    cast.do("anna", link)
    return {"raw": version(raw.id), "clean": version(clean.id), "model": version(model.id), "spec": version(spec.id)}


@pytest.fixture
def rows(cast: Cast, tmp_path: Path) -> RowLineage:
    """Row lineage as the application plugs it in."""
    made = RowLineage(open_blob_store(tmp_path / "blobs"), open_dataset_store(tmp_path / "lake"))
    cast.plugs.sources.append(made)
    return made


def test_backwards_it_finds_what_something_was_made_from(cast: Cast, wheel: dict[str, NodeRef]) -> None:
    found = cast.see(lambda tx: cast.lineage.lineage(tx, NodeRef("endpoint", "triage"), "up", depth=10))
    assert labels(found) == {
        "triage": 0, "endpoint_spec/triage@1": 1, "model/triage@4": 2, "dataset/mails@2": 3, "model/triage@1": 3,
        "tuning-1": 3, "dataset/mails@1": 4,
    }  # fmt: skip
    assert {edge.role for edge in found.edges} == {"serves", "target", "train", "base", "source", "output"}
    assert not found.truncated


def test_forwards_it_finds_what_a_row_touched(cast: Cast, wheel: dict[str, NodeRef], rows: RowLineage) -> None:
    poisoned = row_of(wheel["raw"].id, "mail:7")
    found = cast.see(lambda tx: cast.lineage.lineage(tx, poisoned, "down", depth=10))
    assert ("endpoint", "triage") in [(node.kind, node.id) for node in found.nodes]
    assert labels(found)["dataset/mails@2"] == 1  # its table cannot be looked into: the whole of it counts


def test_a_row_leads_only_to_what_used_it(
    cast: Cast, wheel: dict[str, NodeRef], rows: RowLineage, tmp_path: Path
) -> None:
    digest = open_blob_store(tmp_path / "blobs").put(encode_rows(["mail:7", "mail:9"])).digest

    def link(tx: Tx) -> None:
        for target in (wheel["model"], NodeRef("run", "tuning-1")):
            cast.lineage.link(tx, wheel["clean"], target, "rows", data={"rows": digest, "count": 2})

    cast.do("anna", link)
    touched = {}
    for row_id in ("mail:7", "mail:8"):
        at = row_of(wheel["clean"].id, row_id)
        touched[row_id] = labels(cast.do("anna", lambda tx, at=at: cast.lineage.lineage(tx, at, "down", depth=9)))  # type: ignore[misc]
    assert touched["mail:7"]["triage"] == 3
    assert list(touched["mail:8"]) == [f"{wheel['clean'].id}:mail:8"]
    above = labels(cast.see(lambda tx: cast.lineage.lineage(tx, row_of(wheel["clean"].id, "mail:8"), "up", depth=1)))
    assert "dataset/mails@2" in above
    page = cast.see(lambda tx: rows.page(tx, wheel["model"], None, 1))
    assert [item.row_id for item in page.items] == ["mail:7"]
    page = cast.see(lambda tx: rows.page(tx, wheel["model"], page.next_cursor, 5))
    assert ([(item.dataset, item.row_id) for item in page.items], page.next_cursor) == ([("mails@2", "mail:9")], None)
    assert cast.see(cast.catalog.referenced_blobs) >= {digest}


def test_both_ways_does_not_go_sideways(cast: Cast, wheel: dict[str, NodeRef]) -> None:
    cast.publish("anna", {"rows": 7}, kind="dataset", name="mails", inputs=[("source", "dataset", "mails@1")])
    found = labels(cast.see(lambda tx: cast.lineage.lineage(tx, wheel["clean"], depth=10)))
    assert "dataset/mails@3" not in found
    assert (found["dataset/mails@1"], found["triage"]) == (1, 3)


def test_depth_and_limit_hold(cast: Cast, wheel: dict[str, NodeRef]) -> None:
    near = cast.see(lambda tx: cast.lineage.lineage(tx, wheel["spec"], "up", depth=1))
    assert labels(near) == {"endpoint_spec/triage@1": 0, "model/triage@4": 1}
    few = cast.see(lambda tx: cast.lineage.lineage(tx, wheel["spec"], "up", depth=9, limit=3))
    assert (len(few.nodes), few.truncated) == (3, True)


def test_a_circle_ends(cast: Cast) -> None:
    one, two = NodeRef("run", "1"), NodeRef("run", "2")

    def link(tx: Tx) -> None:
        cast.lineage.link(tx, one, two, "started")
        cast.lineage.link(tx, two, one, "started")
        cast.lineage.link(tx, two, two, "started")

    cast.do("anna", link)
    found = cast.see(lambda tx: cast.lineage.lineage(tx, one, depth=20))
    assert (labels(found), len(found.edges)) == ({"1": 0, "2": 1}, 3)


def test_an_edge_can_name_the_rows_that_flowed(cast: Cast, wheel: dict[str, NodeRef]) -> None:
    rows = {"rows": ["mail:1", "mail:2"]}
    cast.do("anna", lambda tx: cast.lineage.link(tx, wheel["clean"], wheel["model"], "rows", data=rows))
    found = cast.see(lambda tx: cast.lineage.lineage(tx, wheel["model"], "up", depth=1))
    assert [edge.data for edge in found.edges if edge.role == "rows"] == [rows]


def test_areas_above_add_edges_and_labels(cast: Cast, wheel: dict[str, NodeRef], rows: RowLineage) -> None:
    class Traces:
        def edges(self, tx: Tx, nodes: Sequence[NodeRef], *, up: bool, limit: int) -> Iterable[Edge]:
            trace = NodeRef("trace", "t1")
            if up:
                return [Edge(wheel["model"], trace, "used")] if trace in nodes else []
            return [Edge(wheel["model"], trace, "used")] if wheel["model"] in nodes else []

        def labels(self, tx: Tx, ids: Sequence[str]) -> Mapping[str, str]:
            return {id_: f"answer {id_}" for id_ in ids}

    cast.plugs.sources.append(Traces())
    cast.plugs.labels["trace"] = Traces()
    back = cast.see(lambda tx: cast.lineage.lineage(tx, NodeRef("trace", "t1"), "up", depth=10))
    assert labels(back)["answer t1"] == 0
    assert labels(back)["dataset/mails@1"] == 3
    forward = cast.see(lambda tx: cast.lineage.lineage(tx, row_of(wheel["raw"].id, "r"), "down", depth=10))
    assert "answer t1" in labels(forward)


def test_the_run_that_made_equal_content_again_is_linked_to_the_version(cast: Cast, wheel: dict[str, NodeRef]) -> None:
    cast.publish("bob", {"w": 1}, run_id="tuning-2")
    found = cast.see(lambda tx: cast.lineage.lineage(tx, wheel["model"], "up", depth=1))
    assert {"tuning-1", "tuning-2"} <= set(labels(found))


def test_a_stranger_sees_no_edge(cast: Cast, wheel: dict[str, NodeRef], shared: Database) -> None:
    other = Cast(shared, "other")
    found = other.see(lambda tx: other.lineage.lineage(tx, wheel["model"], depth=10))
    assert ([node.label for node in found.nodes], found.edges) == ([wheel["model"].id], [])


def test_an_edge_without_a_role_or_between_nothing_is_refused(cast: Cast) -> None:
    one = NodeRef("run", "1")
    for source, role in ((one, ""), (one, "x" * 81), (NodeRef("Run", "1"), "input"), (NodeRef("run", ""), "input")):
        with pytest.raises(InvalidNode):
            cast.do("anna", lambda tx, source=source, role=role: cast.lineage.link(tx, source, one, role))  # type: ignore[misc]


def test_many_edges_are_walked_in_few_queries(cast: Cast) -> None:
    def link(tx: Tx) -> None:
        for number in range(700):
            cast.lineage.link(tx, NodeRef("run", "0"), NodeRef("run", f"a{number}"), "child")
            cast.lineage.link(tx, NodeRef("run", f"a{number}"), NodeRef("run", "end"), "child")

    cast.do("anna", link)
    found = cast.see(lambda tx: cast.lineage.lineage(tx, NodeRef("run", "0"), "down", depth=5, limit=2000))
    assert (len(found.nodes), len(found.edges), labels(found)["end"]) == (702, 1400, 2)
