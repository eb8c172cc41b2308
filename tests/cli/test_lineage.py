"""The tree that `volano lineage get` prints."""

from __future__ import annotations

from typing import Any

from volano.cli.lineage import tree_lines

NAMES = {"raw": "dataset/mails@1", "clean": "dataset/mails@2", "base": "model/gemma@1", "tuned": "model/triage@3"}


def answer(start: str, edges: list[tuple[str, str, str]], *others: tuple[str, str, str]) -> Any:
    nodes = [{"kind": "version", "id": id_, "label": label, "distance": 0} for id_, label in NAMES.items()]
    nodes += [{"kind": kind, "id": id_, "label": label, "distance": 0} for kind, id_, label in others]
    full = [{"source": source, "target": target, "role": role, "data": {}} for source, role, target in edges]
    return {"start": start, "direction": "both", "nodes": nodes, "edges": full, "truncated": False}


def test_both_ways_are_shown_with_kind_name_and_role() -> None:
    edges = [
        ("version:base", "base", "version:tuned"),
        ("version:clean", "train", "version:tuned"),
        ("version:raw", "source", "version:clean"),
        ("version:tuned", "used", "trace:t1"),
    ]
    assert list(tree_lines(answer("version:tuned", edges, ("trace", "t1", "triage")))) == [
        "model triage@3",
        "├─ made from",
        "│  ├─ base   model gemma@1",
        "│  └─ train  dataset mails@2",
        "│     └─ source  dataset mails@1",
        "└─ became",
        "   └─ used  trace triage (t1)",
    ]


def test_what_is_reached_twice_is_unfolded_once_and_circles_end() -> None:
    edges = [
        ("version:clean", "train", "version:tuned"),
        ("version:clean", "test", "version:tuned"),
        ("version:raw", "source", "version:clean"),
        ("version:tuned", "labelled", "version:raw"),
    ]
    assert list(tree_lines(answer("version:tuned", edges)))[:6] == [
        "model triage@3",
        "├─ made from",
        "│  ├─ train  dataset mails@2",
        "│  │  └─ source  dataset mails@1",
        "│  │     └─ labelled  model triage@3  (see above)",
        "│  └─ test   dataset mails@2  (see above)",
    ]


def test_a_lone_node_says_that_it_is_alone() -> None:
    lines = list(tree_lines(answer("run:r1", [], ("run", "r1", "r1"))))
    assert lines == ["run (r1)  (nothing before it, nothing after it)"]


def test_control_characters_in_names_do_not_reach_the_terminal() -> None:
    lines = list(tree_lines(answer("run:r1", [], ("run", "r1", "\x1b[31mred"))))
    assert "\x1b" not in lines[0]
