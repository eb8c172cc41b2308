"""`volano demo`: a real model once round the wheel."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.option("--home", default=".volano-demo", show_default=True, help="folder of the demo, apart from your own work")
@click.option("--port", type=int, default=8701, show_default=True, help="port of the demo's server; 0 takes a free one")
@click.option("--fresh", is_flag=True, help="begin anew; what was downloaded is kept")
@click.option("--exit", "leave", is_flag=True, help="stop after the summary instead of serving on")
@click.option("--json", "as_json", is_flag=True, help="print the summary as JSON")
def demo(home: str, port: int, fresh: bool, leave: bool, as_json: bool) -> None:
    """Take a real language model once round the whole wheel, on real mail, on this machine."""
    from rich.console import Console

    from volano.demo.story import Demo, summarise

    console = Console(stderr=True)
    story = Demo(Path(home), console)
    story.prepare(fresh)
    try:
        client = story.connect(port)
        url = client.transport.connection.url
        console.print(f"\nVolano runs at {url} (home: {home}). Watch it there while the demo goes on.")
        console.print(f"sign in: {story.sign_in_link(client)}\n", soft_wrap=True)
        facts = story.go_round(client)
        if as_json:
            click.echo(json.dumps(facts, indent=1))
        else:
            Console().print(summarise(facts))
        if not leave:
            console.print(f"\nsign in: {story.sign_in_link(client)}\nserving until Ctrl-C", soft_wrap=True)
            wait_for_interrupt()
    finally:
        story.stop()


def wait_for_interrupt() -> None:
    """Nothing, after Ctrl-C."""
    import signal

    try:
        signal.pause()
    except KeyboardInterrupt:
        click.echo("stopping", err=True)
