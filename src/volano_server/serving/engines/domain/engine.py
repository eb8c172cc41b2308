"""What an engine is, in plain values: its specification, its address, its answers, and the grammar of a choice."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

CRASH_FREE_SECONDS = 60.0
MAX_PAUSE_SECONDS = 60.0


@dataclass(frozen=True)
class EngineSpec:
    """A model file and how to run it. `context` is in tokens for each of the `slots` that answer side by side.

    `threads` 0 means all cores this process may use. `chat_template` replaces the one in the file.
    """

    model: Path
    digest: str
    name: str = "model"
    context: int = 2048
    slots: int = 1
    threads: int = 0
    chat_template: str | None = None

    def __post_init__(self) -> None:
        if self.context < 8 or self.slots < 1 or self.threads < 0:
            raise ValueError(f"context {self.context}, slots {self.slots} and threads {self.threads} do not work")

    @property
    def key(self) -> str:
        """What makes two engines the same one: the file's digest and the settings, not where the file lies."""
        settings = [self.digest, self.name, self.context, self.slots, self.threads, self.chat_template]
        return hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class EngineHandle:
    """Where a ready engine answers: OpenAI's protocol under `base_url` + `/v1`, with `api_key` as bearer token.

    `control` finds the texts that this model reads as control tokens: never to be taken from what a user wrote.
    """

    key: str
    base_url: str
    model: str
    pid: int
    api_key: str = field(repr=False)
    control: re.Pattern[str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class EngineStatus:
    """One line of `EngineHost.list()`: `state` is running, stopped or failed; times are in seconds."""

    key: str
    name: str
    state: str
    pid: int | None
    idle_seconds: float
    failures: int
    last_error: str


class Engine(Protocol):
    """One engine process, from start to end. Used by one thread at a time."""

    def start(self, timeout: float) -> EngineHandle:
        """The address, once it listens there; raises EngineFailed with exit code and log tail."""

    def exit_code(self) -> int | None:
        """None while the process lives; negative for a signal."""

    def log_tail(self) -> str:
        """The last lines it logged."""

    def stop(self, grace: float) -> None:
        """Ends the process: asks, waits `grace` seconds, then kills. Safe to call twice."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an answer is drawn, token by token. What is None is left to the engine; temperature 0 takes the likeliest."""

    temperature: float = 0.0
    seed: int = 0
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    repeat_penalty: float | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """An answer. `finish` is stop or length; `logprobs` has one (token, natural logarithm) a token when asked for."""

    text: str
    finish: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    seconds: float
    logprobs: tuple[tuple[str, float], ...] = ()


def choice_grammar(schema: Mapping[str, Any]) -> str | None:
    """A GBNF grammar whose only sentences are the strings of an enum schema; None for any other schema.

    The answer is then the bare word instead of a JSON string: fewer tokens, and nothing to parse.
    """
    choices = schema.get("enum")
    if not isinstance(choices, list) or not choices or set(schema) - {"enum", "type", "title", "description"}:
        return None
    if not all(isinstance(choice, str) and choice for choice in choices):
        return None
    return "root ::= " + " | ".join(f'"{_escape(choice)}"' for choice in choices)


def _escape(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(char if char >= " " else f"\\x{ord(char):02X}" for char in plain)


def pause_after(failures: int) -> float:
    """Seconds to wait before an engine that failed this many times in a row is started again: 1, 2, 4, … 60."""
    return 0.0 if failures == 0 else float(min(MAX_PAUSE_SECONDS, 2.0 ** (failures - 1)))
