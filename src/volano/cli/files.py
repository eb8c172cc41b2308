"""Verbs that take files from this machine, and waiting for the work that they start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from volano.cli.show import show

_JSON = click.option("--json", "as_json", is_flag=True, help="print the whole answer as JSON")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("put")
@click.argument("file", type=_FILE)
@_JSON
def put(file: Path, as_json: bool) -> None:
    """Keep a file on the server; name it by the digest that comes back."""
    from volano.client import Client

    with Client() as client:
        show(client.upload(file), as_json)


@click.command("wait")
@click.argument("job_id")
@_JSON
def wait(job_id: str, as_json: bool) -> None:
    """Wait for a job, with its progress; fail as it fails."""
    from volano.client import Client

    with Client() as client:
        show(follow(client, job_id), as_json)


@click.command("import")
@click.argument("name")
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option("--reader", help="kind of the files: eml, mbox, jsonl, csv, parquet, …; found out when left out")
@click.option("--label", help="column that holds the label")
@click.option("--key", help="column that identifies a row")
@click.option("--on-error", type=click.Choice(["fail", "skip"]), default="fail", show_default=True, help="bad rows")
@click.option("--notes", default="", help="what these rows are")
@_JSON
def import_files(
    name: str,
    files: tuple[Path, ...],
    reader: str | None,
    label: str | None,
    key: str | None,
    on_error: str,
    notes: str,
    as_json: bool,
) -> None:
    """Upload files and make a dataset version of them: e-mails, mbox, archives, JSONL, CSV, Parquet."""
    from volano.client import Client

    options: Any = {"on_error": on_error}
    options |= {field: value for field, value in (("label", label), ("key", key)) if value}
    with Client(timeout=600) as client:
        sources: Any = []
        for file in files:
            click.echo(f"uploading {file}", err=True)
            stored = client.upload(file)
            sources.append({"digest": stored["digest"], "name": stored["name"]})
        started = client.datasets.import_(name, files=sources, reader=reader, options=options, notes=notes)
        show(follow(client, started["job_id"])["result"], as_json)


def follow(client: Any, job_id: str) -> dict[str, Any]:
    """The finished job, its progress on the screen meanwhile. Raises JobFailed."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("working", total=None)

        def note(job: dict[str, Any]) -> None:
            progress = job.get("progress") or {}
            text = progress.get("message") or job["state"]
            bar.update(task, total=progress.get("total"), completed=progress.get("done", 0), description=text)

        found: dict[str, Any] = client.wait(job_id, on_progress=note)
    return found
