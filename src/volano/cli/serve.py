"""Starting the platform: `volano up` on a laptop; `volano server` and `volano worker` apart for a team."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

_HOME = click.option("--home", help="folder that holds all data on this machine [VOLANO_HOME, .volano]")
_HOST = click.option("--host", help="address to listen on [127.0.0.1]")
_PORT = click.option("--port", type=int, help="port to listen on; 0 takes a free one [8700]")


def _platform() -> Any:
    """The server's package, loaded by name: the client must stay installable and quick without it."""
    try:
        return import_module("volano_server.app")
    except ImportError as error:
        raise click.ClickException(f"the platform is not installed here: {error}") from None


def _overrides(home: str | None, host: str | None = None, port: int | None = None) -> dict[str, object]:
    server = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    found: dict[str, object] = {"server": server} if server else {}
    return found | ({"home": home} if home else {})


@click.command()
@_HOME
@_HOST
@_PORT
def up(home: str | None, host: str | None, port: int | None) -> None:
    """Start everything on this machine: the server, the UI and a worker. Ctrl-C stops it."""
    _platform().run_up(_overrides(home, host, port), say=lambda text: click.echo(text, err=True))


@click.command()
@_HOME
@_HOST
@_PORT
def server(home: str | None, host: str | None, port: int | None) -> None:
    """Start a server process alone; workers run elsewhere on the same database."""
    _platform().run_server(_overrides(home, host, port), say=lambda text: click.echo(text, err=True))


@click.command()
@_HOME
def worker(home: str | None) -> None:
    """Start a worker process: it runs queued jobs until it is stopped."""
    _platform().run_worker(_overrides(home))
