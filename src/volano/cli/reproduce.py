"""`volano reproduce`: makes a version again and says whether it is the same, and fails when it is not."""

from __future__ import annotations

import sys
from typing import Any

import click

from volano.cli.files import follow
from volano.cli.show import show


@click.command()
@click.argument("ref")
@click.option("--kind", help="of the asset, such as `dataset`; found by its name when left out")
@click.option("--json", "as_json", is_flag=True, help="print the whole report as JSON")
def reproduce(ref: str, kind: str | None, as_json: bool) -> None:
    """Make the version REF (`mails@2`, `dataset:mails@2`, `triage@production`) again and compare.

    Ends with 0 when the same came out and with 1 when something else did. Nothing is published.
    """
    from volano.client import Client

    given, colon, rest = ref.partition(":")
    if colon and not given.partition("@")[1]:
        kind, ref = given, rest
    name, _, pointer = ref.partition("@")
    with Client() as client:
        started = client.versions.reproduce(kind or kind_of(client, name), name, pointer or "latest")
        report = follow(client, started["job_id"])["result"]
    show(report, as_json)
    if not report["same"]:
        sys.exit(1)


def kind_of(client: Any, name: str) -> str:
    """The kind of the only asset of that name. Raises click.UsageError."""
    kinds = [asset["kind"] for asset in client.assets.list(q=name, limit=200)["items"] if asset["name"] == name]
    if len(kinds) != 1:
        found = f"there are several: {', '.join(kinds)}" if kinds else "there is no asset of that name"
        raise click.UsageError(f"`{name}`: {found}; say which with `KIND:{name}`")
    return str(kinds[0])
