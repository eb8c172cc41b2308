"""Commands made from the table of operations: `volano NOUN VERB PARTS… --field value --json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from volano.cli.show import show

_TYPES: dict[str, Any] = {"text": str, "texts": str, "int": int, "float": float, "bool": bool}


def _read(name: str) -> str:
    with click.open_file(name) as file:
        return str(file.read())


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON number")


class JsonText(click.ParamType[Any]):
    """JSON on the command line, or `@file` (`@-` for standard input)."""

    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(_read(value[1:]) if value.startswith("@") else value, parse_constant=_refuse)
        except (OSError, ValueError, RecursionError) as error:
            self.fail(f"{value[:60]!r} is neither JSON nor @FILE: {error}", param, ctx)


@lru_cache
def _table() -> dict[str, dict[str, dict[str, Any]]]:
    from volano.cli.operations import OPERATIONS

    table: dict[str, dict[str, dict[str, Any]]] = {}
    for operation in OPERATIONS:
        table.setdefault(operation["noun"], {})[operation["verb"]] = operation
    return table


def nouns() -> list[str]:
    """The nouns as they are typed."""
    return sorted(noun.replace("_", "-") for noun in _table())


NOUNS = {
    "alerts": "What monitors told, newest first.",
    "aliases": "Names such as `production` that move between versions.",
    "assets": "Everything that has versions.",
    "audit": "Who did what, when and why; tampering shows.",
    "cards": "What a version is for and what is known of it.",
    "datasets": "Import, look into, prepare and compare data.",
    "endpoints": "Names that answer on the OpenAI API.",
    "evaluations": "Measure models with prompts on datasets, and compare.",
    "events": "What happened in this workspace, as it happens.",
    "feedback": "Say what answers should have been, or rate them.",
    "health": "Is the installation well?",
    "jobs": "Work that is queued, runs, or has ended.",
    "keys": "API keys of people and service accounts.",
    "knowledge-bases": "Passages that are found by meaning.",
    "lineage": "What a version was made of, and what was made of it.",
    "members": "Who works in this workspace, with which role.",
    "models": "Bring in model files as versions.",
    "monitors": "Watch endpoints for drift and abuse.",
    "pipelines": "Retrieve passages, fill a prompt, answer.",
    "policies": "What must hold before an alias may move.",
    "prompts": "Write, fill and compare prompts.",
    "recipes": "The steps that prepare data.",
    "restrictions": "Callers who are throttled or blocked for a while.",
    "reviews": "Answers in dispute: decide them, make rows of them.",
    "runs": "What was executed, with metrics, logs and links.",
    "schedules": "Jobs that the clock starts.",
    "scores": "Judgements of people, models and code.",
    "service-accounts": "Identities for programs.",
    "session": "Who you are signed in as.",
    "sessions": "Where people are signed in.",
    "setup": "The first steps of a new installation.",
    "spans": "Single steps of traces.",
    "traces": "What was asked and answered, step by step.",
    "transitions": "Moves of protected aliases: ask, approve, apply.",
    "tunings": "Fine-tune models on your data.",
    "uploads": "Files on their way in.",
    "versions": "Versions of any asset, with the exact content.",
    "webhooks": "Tell other systems what happens here.",
    "wheel": "How far each stage of the wheel has come.",
    "workers": "Who runs the jobs.",
    "workspaces": "Rooms with their own people and assets.",
}
"""What `volano --help` says of each noun; one line each."""


class GeneratedNoun(click.Group):
    """All verbs of one noun; those written by hand win."""

    def __init__(self, name: str, by_hand: dict[str, str], load: Callable[[str], click.Command]) -> None:
        about = NOUNS.get(name, f"Work with {name.replace('-', ' ')}.")
        super().__init__(name, help=about, context_settings={"max_content_width": 110})
        self._operations = _table().get(name.replace("-", "_"), {})
        self._by_hand = by_hand
        self._load = load

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({verb.replace("_", "-") for verb in {*self._operations, *self._by_hand}})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        verb = cmd_name.replace("-", "_")
        if verb in self._by_hand:
            return self._load(self._by_hand[verb])
        return make_command(self._operations[verb]) if verb in self._operations else None


def make_command(operation: dict[str, Any]) -> click.Command:
    """The command for one operation."""
    single = lone_name(operation)
    parameters: list[click.Parameter] = [click.Argument([part]) for part in operation["parts"]]
    if single:
        parameters.append(click.Argument([single]))
    for name, kind, required, text in [*operation["query"], *operation["body"]]:
        if name != single:
            parameters.append(make_option(name, kind, required, text))
    if operation["whole_body"]:
        parameters.append(click.Option(["--body"], type=JsonText(), required=True, help="JSON, or @FILE"))
    if operation["if_match"]:
        parameters.append(click.Option(["--if-match"], type=int, help="the revision you last saw"))
    parameters.append(click.Option(["--json", "as_json"], is_flag=True, help="print the whole answer as JSON"))

    def run(as_json: bool, **given: Any) -> None:
        from volano.client import Client

        with Client() as client:
            answer = call(client, operation, given)
        show(answer, as_json)

    return click.Command(operation["verb"].replace("_", "-"), params=parameters, callback=run, help=operation["doc"])


def lone_name(operation: dict[str, Any]) -> str | None:
    """`name`, when creating takes one: `volano keys create NAME`."""
    wants = any(name == "name" and required for name, _, required, _ in operation["body"])
    return "name" if wants and not operation["parts"] else None


def make_option(name: str, kind: str, required: bool, text: str) -> click.Option:
    """`--field VALUE` for one query or body field."""
    flag = "--" + name.replace("_", "-")
    if kind == "bool":
        return click.Option([f"{flag}/--no-{flag[2:]}", name], default=None, required=required, help=text)
    if kind.startswith("choice:"):
        choices = click.Choice(kind.removeprefix("choice:").split(","))
        return click.Option([flag, name], type=choices, required=required, help=text)
    chosen = _TYPES.get(kind, JsonText())
    return click.Option([flag, name], type=chosen, multiple=kind == "texts", required=required, help=text)


def call(client: Any, operation: dict[str, Any], given: dict[str, Any]) -> Any:
    """The answer of the operation to the given options; what was left out is not sent."""
    resource = getattr(client, operation["noun"])
    method = getattr(resource, python_name(operation["verb"], is_method=True))
    parts = [given.pop(part) for part in operation["parts"]]
    named = {python_name(name): value for name, value in given.items() if value not in (None, ())}
    named = {name: list(value) if isinstance(value, tuple) else value for name, value in named.items()}
    return method(*parts, **named)


def python_name(name: str, *, is_method: bool = False) -> str:
    """The name as the SDK spells it."""
    import keyword

    clash = name in ("list", "id", "type") and not (is_method and name == "list")
    return name + "_" if keyword.iskeyword(name) or clash else name


def read_text(path: str) -> str:
    """The text of a file; raises click.FileError with its name."""
    try:
        return Path(path).read_text()
    except OSError as error:
        raise click.FileError(path, error.strerror or "cannot be read") from None
