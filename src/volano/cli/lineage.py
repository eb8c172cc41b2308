"""`volano lineage get`: what something was made of and what became of it, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import click

from volano.cli.show import cell, show

if TYPE_CHECKING:
    from volano import types

_WIDTH = 100


@click.command()
@click.argument("node")
@click.option("--direction", type=click.Choice(["up", "down", "both"]), default="both", help="made from, became, both")
@click.option("--depth", type=int, default=5, show_default=True, help="steps from NODE")
@click.option("--limit", type=int, default=500, show_default=True, help="nodes at most")
@click.option("--json", "as_json", is_flag=True, help="print nodes and edges as JSON")
def get(node: str, direction: Literal["up", "down", "both"], depth: int, limit: int, as_json: bool) -> None:
    """What NODE was made from and what became of it.

    NODE is `dataset:mails@2`, `mails@2`, `model:NAME@production`, `endpoint:NAME`, `run:ID`, `trace:ID` (an answer in
    production), `row:mails@2:ROW` (one row of training data) or a bare id.
    """
    from volano.client import Client

    with Client() as client:
        answer = client.lineage.get(node=node, direction=direction, depth=depth, limit=limit)
    if as_json:
        show(answer, as_json)
        return
    for line in tree_lines(answer):
        click.echo(line)
    if answer["truncated"]:
        click.echo("more than this was found: raise --depth or --limit, or take one --direction", err=True)


def tree_lines(answer: types.LineageOut) -> Iterator[str]:
    """The lines of the tree: the node, what it was made from, what it became; each with its role on the edge."""
    names = {f"{node['kind']}:{node['id']}": name_of(node) for node in answer["nodes"]}
    start = answer["start"]
    ways = {
        "made from": _grouped((edge["target"], edge["role"], edge["source"]) for edge in answer["edges"]),
        "became": _grouped((edge["source"], edge["role"], edge["target"]) for edge in answer["edges"]),
    }
    ways = {title: next_to for title, next_to in ways.items() if start in next_to}
    yield names[start] if ways else f"{names[start]}  (nothing before it, nothing after it)"
    for title, next_to in ways.items():
        last = title == list(ways)[-1]
        yield f"{'└─' if last else '├─'} {title}"
        yield from _branches(start, next_to, names, "   " if last else "│  ", {start})


def name_of(node: types.NodeOut) -> str:
    """A node in words: `dataset mails@2`, `run tune triage (0193…)`."""
    if node["kind"] == "version" and "/" in node["label"]:
        return cell(node["label"].replace("/", " ", 1), _WIDTH)
    label = "" if node["label"] in ("", node["id"]) else f" {cell(node['label'], _WIDTH)}"
    return f"{node['kind']}{label} ({cell(node['id'], None)})"


def _grouped(edges: Iterable[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    """For each node the roles and nodes next to it; edges as (node, role, neighbour)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node, role, neighbour in edges:
        found.setdefault(node, []).append((role, neighbour))
    return found


def _branches(
    node: str, next_to: dict[str, list[tuple[str, str]]], names: dict[str, str], indent: str, shown: set[str]
) -> Iterator[str]:
    """The lines below `node`; what was shown before is not unfolded again."""
    children = next_to.get(node, [])
    width = max((len(role) for role, _ in children), default=0)
    for role, child in children:
        last = (role, child) == children[-1]
        known = child in shown
        again = "  (see above)" if known and child in next_to else ""
        yield f"{indent}{'└─' if last else '├─'} {cell(role, None).ljust(width)}  {names.get(child, child)}{again}"
        shown.add(child)
        if not known:
            yield from _branches(child, next_to, names, indent + ("   " if last else "│  "), shown)
