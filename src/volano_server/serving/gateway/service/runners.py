"""What answers a call: a model of ours here; pipelines plug in their own runner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from volano_server.kit.subject import Subject
from volano_server.prompts import PromptService
from volano_server.serving.endpoints import Ask, Plan, ResolvedTarget, Responder
from volano_server.serving.gateway.errors import EmptyInput
from volano_server.serving.gateway.schemas import ChatRequest
from volano_server.telemetry import NewSpan


@dataclass(frozen=True, slots=True)
class Call:
    """One call on its way: who, what, and the ids under which it is traced."""

    subject: Subject
    request: ChatRequest
    plan: Plan
    target: ResolvedTarget
    trace_id: str
    span_id: str
    session: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def last_text(self) -> str:
        """The caller's last message."""
        return next((one.text for one in reversed(self.request.messages) if one.role == "user"), "")

    @property
    def max_tokens(self) -> int:
        """The output limit: the caller's wish within the plan's bound."""
        return min(self.request.output_limit or self.plan.limits.max_output_tokens, self.plan.limits.max_output_tokens)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what it took. `spans` are further spans of the same trace (retrieval, model calls)."""

    text: str
    finish: str
    input_tokens: int
    output_tokens: int
    cached_tokens: int = 0
    spans: Sequence[NewSpan] = field(default_factory=tuple)


class Runner(Protocol):
    """Answers calls to targets of one kind."""

    def run(self, call: Call, on_text: Callable[[str], None] | None) -> Answered:
        """The answer; `on_text`, if given, gets its pieces as they are made. Raises AppError."""
        ...


class ModelRunner:
    """Runs the target's model in an engine of this process, with the target's prompt around the caller's words."""

    def __init__(self, prompts: PromptService, responder: Responder) -> None:
        self._prompts = prompts
        self._responder = responder

    def run(self, call: Call, on_text: Callable[[str], None] | None) -> Answered:
        assert call.target.model is not None
        messages, schema = self._messages(call)
        done = self._responder.answer(
            call.target.model,
            Ask(
                messages,
                schema,
                max_tokens=call.max_tokens,
                temperature=call.request.temperature or 0.0,
                seed=(call.request.seed or 0) & 0x7FFFFFFF,
            ),
            on_text,
        )
        return Answered(done.text, done.finish, done.prompt_tokens, done.completion_tokens, done.cached_tokens)

    def _messages(self, call: Call) -> tuple[list[dict[str, str]], dict[str, Any] | None]:
        schema = call.request.schema_wanted
        if call.target.prompt is None:
            return [{"role": one.role, "content": one.text} for one in call.request.messages], schema
        content = self._prompts.content_of(call.target.prompt)
        variables: dict[str, Any] = {}
        if call.plan.input_variable is not None:
            if not call.last_text.strip():
                raise EmptyInput("the last user message is empty", hint="send the text to work on as the last message")
            variables[call.plan.input_variable] = call.last_text
        rendered = self._prompts.render(content, variables)
        messages = [{"role": one.role, "content": one.content} for one in rendered]
        if call.plan.input_variable is None:
            messages += [{"role": one.role, "content": one.text} for one in call.request.messages]
        return messages, schema or content.output_schema
