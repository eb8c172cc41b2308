"""What answers a call: a model of ours here; pipelines plug in their own runner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from volano_server.kit.errors import AppError
from volano_server.kit.subject import Subject
from volano_server.prompts import InvalidOutput, InvalidPrompt, PromptService, check_schema, parse_output
from volano_server.serving.endpoints import Ask, Plan, ResolvedTarget, Responder
from volano_server.serving.engines import Completion
from volano_server.serving.gateway.domain.sampling import sampling_of, tokens_allowed
from volano_server.serving.gateway.errors import EmptyInput, InvalidAnswer, Unsupported
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

    def ask(
        self, messages: Sequence[Mapping[str, str]], parameters: Mapping[str, Any], schema: Mapping[str, Any] | None
    ) -> Ask:
        """The question to the model: what the caller wants, where it wants nothing what the prompt says.

        Raises Unsupported for a form of answer that is not understood.
        """
        limits, request = self.plan.limits, self.request
        return Ask(
            messages,
            form_wanted(request) or schema,
            max_tokens=tokens_allowed(parameters, request.output_limit, limits.max_output_tokens),
            sampling=sampling_of(parameters, request.wishes, limits.max_temperature),
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what it took. `spans` are further spans of the same trace (retrieval, model calls).

    `fault` says why the answer must not be handed on; it is traced all the same.
    """

    text: str
    finish: str
    input_tokens: int | None
    output_tokens: int
    cached_tokens: int = 0
    spans: Sequence[NewSpan] = field(default_factory=tuple)
    fault: AppError | None = None


class Abandoned(Exception):
    """Raised by `on_text` when the listener has gone, which makes the engine stop."""


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
        ask = self._ask(call)
        done = self._responder.answer(call.target.model, ask, on_text)
        return answered(done, ask)

    def _ask(self, call: Call) -> Ask:
        said = [{"role": one.role, "content": one.text} for one in call.request.messages]
        if call.target.prompt is None:
            if not any(one["content"].strip() for one in said):
                raise EmptyInput("every message is empty", hint="send the text to answer to as a user message")
            return call.ask(said, {}, None)
        content = self._prompts.content_of(call.target.prompt)
        variables: dict[str, Any] = {}
        if call.plan.input_variable is not None:
            if not call.last_text.strip():
                raise EmptyInput("the last user message is empty", hint="send the text to work on as the last message")
            variables[call.plan.input_variable] = call.last_text
        rendered = self._prompts.render(content, variables)
        messages = [{"role": one.role, "content": one.content} for one in rendered]
        if call.plan.input_variable is None:
            messages += said
        return call.ask(messages, content.parameters, content.output_schema)


def answered(done: Completion, ask: Ask, spans: Sequence[NewSpan] = ()) -> Answered:
    """The answer with its `fault`, if it was not cut short and yet has not the form that was asked for."""
    fault: AppError | None = None
    if done.finish == "stop":
        try:
            parse_output(ask.schema, done.text)
        except InvalidOutput as error:
            fault = InvalidAnswer(error.message, hint="ask again, with a simpler form or a more capable model")
    counts = (done.prompt_tokens, done.completion_tokens, done.cached_tokens)
    return Answered(done.text, done.finish, *counts, spans=spans, fault=fault)


def form_wanted(request: ChatRequest) -> dict[str, Any] | None:
    """The JSON schema that `response_format` asks for; None where any text will do. Raises Unsupported."""
    wanted = request.response_format or {"type": "text"}
    kind, named = wanted.get("type"), wanted.get("json_schema")
    if kind == "text":
        return None
    schema = {"type": "object"} if kind == "json_object" else named.get("schema") if isinstance(named, dict) else None
    try:
        if kind not in ("json_object", "json_schema") or not isinstance(schema, dict):
            raise InvalidPrompt("it is neither `text` nor `json_object` nor `json_schema` with a schema")
        check_schema(schema)
    except InvalidPrompt as error:
        hint = error.hint or 'send {"type": "json_schema", "json_schema": {"name": "answer", "schema": {…}}}'
        raise Unsupported(
            f"`response_format`: {error.message}", hint=hint, details={"param": "response_format"}
        ) from None
    return schema
