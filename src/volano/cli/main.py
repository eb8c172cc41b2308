"""The root command: hand-written verbs first, then one verb for every operation of the API."""

from __future__ import annotations

import sys
from typing import Any

import click

from volano import errors
from volano.cli.generated import GeneratedNoun, nouns

EXIT_CODES: list[tuple[type[errors.VolanoError], int]] = [
    (errors.GateRefused, 5),
    (errors.NotReached, 4),
    (errors.Unauthenticated, 3),
    (errors.Forbidden, 3),
    (errors.BadInput, 2),
]
COMMANDS = {
    "up": "volano.cli.serve:up",
    "server": "volano.cli.serve:server",
    "worker": "volano.cli.serve:worker",
    "demo": "volano.cli.demo:demo",
    "reproduce": "volano.cli.reproduce:reproduce",
}
"""Commands of one word, as `module:attribute`, loaded when they are used."""

VERBS = {
    ("audit", "verify"): "volano.cli.audit:verify",
    ("datasets", "import"): "volano.cli.files:import_files",
    ("jobs", "wait"): "volano.cli.files:wait",
    ("lineage", "get"): "volano.cli.lineage:get",
    ("uploads", "put"): "volano.cli.files:put",
}
"""Verbs written by hand, where a table of fields is not enough."""


class Root(click.Group):
    """Finds commands by name without loading the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *nouns(), *(noun for noun, _ in VERBS)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            return load(COMMANDS[cmd_name])
        by_hand = {verb: place for (noun, verb), place in VERBS.items() if noun == cmd_name.replace("-", "_")}
        if by_hand or cmd_name in nouns():
            return GeneratedNoun(cmd_name, by_hand, load)
        return None


def load(place: str) -> click.Command:
    """The command at `module:attribute`."""
    from importlib import import_module

    module, _, attribute = place.partition(":")
    command: click.Command = getattr(import_module(module), attribute)
    return command


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="volano", prog_name="volano")
def root() -> None:
    """Volano: a language model's way from raw data to production and back again."""


def main() -> None:
    """Nothing; runs the command line and leaves with its exit code."""
    try:
        root.main(standalone_mode=False)
    except click.ClickException as error:
        say_error(error.format_message(), "run it with `--help` to see its arguments")
        sys.exit(2)
    except click.Abort:
        say_error("interrupted")
        sys.exit(1)
    except errors.VolanoError as error:
        say_error(error.message, error.hint)
        for fault in error.details.get("missing", []):
            click.echo(f"  missing: {fault}", err=True)
        sys.exit(next((code for kind, code in EXIT_CODES if isinstance(error, kind)), 1))
    except Exception as error:
        expected: Any = getattr(error, "hint", None)
        if expected is None:
            raise
        say_error(str(error), expected)  # an error of the platform itself, raised by `volano up`
        sys.exit(1)


def say_error(message: str, hint: str = "") -> None:
    """Nothing; prints the error and what to do, readable without colour."""
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    if hint:
        click.echo(f"\n{click.style('hint:', fg='cyan', bold=True)} {hint}", err=True)
