"""Walking a graph: circles, limits, and what both say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volano_server.catalog.domain.lineage import Edge, NodeRef, node_ref, row_of, walk
from volano_server.catalog.errors import InvalidNode


def ref(number: int) -> NodeRef:
    return NodeRef("version", str(number))


def along(pairs: Sequence[tuple[int, int]], start: int, depth: int = 20, limit: int = 100) -> dict[int, int]:
    def neighbours(frontier: Sequence[NodeRef]) -> tuple[list[Edge], bool]:
        return [Edge(ref(a), ref(b), "input") for a, b in pairs if ref(a) in frontier], False

    found = walk(ref(start), neighbours, depth=depth, limit=limit)
    assert all(edge.source in found.nodes and edge.target in found.nodes for edge in found.edges)
    return {int(node.id): distance for node, distance in found.nodes.items()}


def test_a_circle_ends() -> None:
    assert along([(1, 2), (2, 3), (3, 1), (3, 3)], 1) == {1: 0, 2: 1, 3: 2}


def test_depth_ends_the_walk() -> None:
    assert along([(1, 2), (2, 3), (3, 4)], 1, depth=2) == {1: 0, 2: 1, 3: 2}


def test_the_node_limit_is_told() -> None:
    def neighbours(frontier: Sequence[NodeRef]) -> tuple[list[Edge], bool]:
        return [Edge(ref(1), ref(number), "input") for number in range(2, 50)], False

    found = walk(ref(1), neighbours, depth=3, limit=10)
    assert (len(found.nodes), found.truncated) == (10, True)


@settings(max_examples=200, database=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30))
def test_everything_within_reach_is_found_once_at_its_shortest_distance(pairs: list[tuple[int, int]]) -> None:
    shortest, edge_of_known = {0: 0}, [0]
    while edge_of_known:
        step = [b for a, b in pairs if a in edge_of_known and b not in shortest]
        shortest |= dict.fromkeys(step, shortest[edge_of_known[0]] + 1)
        edge_of_known = list(dict.fromkeys(step))
    assert along(pairs, 0) == shortest


@pytest.mark.parametrize(
    ("kind", "id_"), [("version", ""), ("", "x"), ("Version", "x"), ("a b", "x"), ("run", "x" * 201), ("r", "a\nb")]
)
def test_a_node_that_is_none_is_refused(kind: str, id_: str) -> None:
    with pytest.raises(InvalidNode):
        node_ref(kind, id_)


def test_a_row_names_its_dataset_version() -> None:
    assert str(row_of("v1", "mail:7")) == "row:v1:mail:7"
    assert node_ref("row", "v1:mail:7") == row_of("v1", "mail:7")
