"""What every stage of the demo has at hand: the client, the screen, and a memory that survives interruption."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from volano.client import Client


class Memory:
    """What finished stages left, in a file: a second start goes on from there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self.facts: dict[str, Any] = json.loads(path.read_text())
        except (OSError, ValueError):
            self.facts = {}

    def keep(self, stage: str, facts: dict[str, Any], seconds: float) -> None:
        """Nothing; notes a finished stage."""
        self.facts[stage] = facts | {"seconds": round(seconds, 1)}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self.facts, indent=1))
        fresh.replace(self._path)


class Stage:
    """One stage's tools. `facts` of earlier stages are found by their name."""

    def __init__(self, client: Client, memory: Memory, console: Console, cache: Path) -> None:
        self.client = client
        self.memory = memory
        self.console = console
        self.cache = cache

    def facts(self, stage: str) -> dict[str, Any]:
        """What the stage `stage` left."""
        found: dict[str, Any] = self.memory.facts[stage]
        return found

    def say(self, text: str) -> None:
        """Nothing; prints a line."""
        self.console.print(f"   {text}", highlight=False)

    def wait(self, job_id: str, title: str) -> dict[str, Any]:
        """The result of a job, with a progress bar while it runs. Raises JobFailed."""
        columns = (
            TextColumn("   {task.description}"),
            BarColumn(30),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task(title, total=None, note="")

            def show(job: dict[str, Any]) -> None:
                progress = job.get("progress") or {}
                bar.update(
                    task,
                    total=progress.get("total"),
                    completed=progress.get("done", 0),
                    note=progress.get("message", ""),
                )

            job = self.client.wait(job_id, on_progress=show)
        result: dict[str, Any] = job["result"]
        return result

    def bar(self, title: str, items: list[Any], work: Callable[[Any], None]) -> None:
        """Nothing; does `work` for each item under a progress bar."""
        columns = (
            TextColumn("   {task.description}"),
            BarColumn(30),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task(title, total=len(items))
            for item in items:
                work(item)
                bar.advance(task)

    def run(self, name: str, title: str, work: Callable[[Stage], dict[str, Any]]) -> None:
        """Nothing; does a stage unless it was finished before."""
        if name in self.memory.facts:
            self.console.print(f"[green]✓[/green] {title} [dim](done before)[/dim]")
            return
        self.console.print(f"[bold]▸ {title}[/bold]")
        begun = time.monotonic()
        facts = work(self)
        seconds = time.monotonic() - begun
        self.memory.keep(name, facts, seconds)
        self.console.print(f"[green]✓[/green] {title} [dim]{seconds:.0f} s[/dim]")
