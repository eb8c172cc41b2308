"""Answers for people: a table for a list, lines of `name  value` for one thing, JSON on request."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

_WIDTH = 48
_LAST = ("created_at", "updated_at", "hint", "revision")


def show(answer: Any, as_json: bool) -> None:
    """Nothing; prints `answer` to stdout."""
    if as_json:
        click.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    elif isinstance(answer, dict) and isinstance(answer.get("items"), list):
        show_table(answer["items"])
        if answer.get("next_cursor"):
            click.echo(f"more: --cursor {answer['next_cursor']}", err=True)
    elif isinstance(answer, dict):
        show_one(answer)
    elif answer is None:
        click.echo("done", err=True)
    else:
        click.echo(cell(answer, None))


def show_table(items: Sequence[dict[str, Any]]) -> None:
    """Nothing; prints the simple fields of each item as columns."""
    if not items:
        click.echo("nothing there", err=True)
        return
    plain = [name for name in items[0] if not any(isinstance(item.get(name), dict | list) for item in items)]
    columns = [name for name in plain if name not in _LAST][:8]
    rows = [[cell(item.get(name), _WIDTH) for name in columns] for item in items]
    widths = [max(len(name), *(len(row[i]) for row in rows)) for i, name in enumerate(columns)]
    click.echo("  ".join(name.ljust(width) for name, width in zip(columns, widths, strict=True)).rstrip())
    for row in rows:
        click.echo("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())


def show_one(thing: dict[str, Any]) -> None:
    """Nothing; prints each field on a line, those of its parts as `part.field`, then its lists as tables."""
    lists = {name: value for name, value in thing.items() if _is_table(value)}
    lines = [line for name, value in thing.items() if name not in lists for line in _lines(name, value)]
    width = max((len(name) for name, _ in lines), default=0)
    for name, text in lines:
        click.echo(f"{name.ljust(width)}  {text}")
    for name, items in lists.items():
        click.echo(f"\n{name}:" if lines or len(lists) > 1 else f"{name}:")
        show_table(items)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _lines(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict) and value and not any(isinstance(part, dict | list) for part in value.values()):
        return [(f"{name}.{key}", cell(part, None)) for key, part in value.items()]
    return [(name, cell(value, None))]


def cell(value: Any, width: int | None) -> str:
    """One value as text, cut to `width` characters, control characters made visible."""
    if value is None:
        text = "-"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, float):
        text = f"{value:.6g}"
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
    else:
        text = str(value)
    text = "".join(
        char if char.isprintable() else " " if char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text
    )
    return text if width is None or len(text) <= width else text[: width - 1] + "…"
