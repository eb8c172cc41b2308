"""`volano audit verify`: says whether the event log is whole, and fails when it is not."""

from __future__ import annotations

import sys

import click

from volano.cli.show import show


@click.command()
@click.option("--json", "as_json", is_flag=True, help="print the whole report as JSON")
def verify(as_json: bool) -> None:
    """Check every event of this workspace: any edit, deletion or reordering is found and named."""
    from volano.client import Client

    with Client() as client:
        report = client.transport.call("GET", "/api/v1/audit/verify")
    show(report, as_json)
    if report["fault"]:
        sys.exit(1)
