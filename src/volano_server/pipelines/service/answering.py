"""Running a pipeline: retrieve, fill the prompt, answer; every step is a span of the caller's trace."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Database
from volano_server.kit.clock import now
from volano_server.kit.subject import Subject
from volano_server.pipelines.errors import PassageRefused
from volano_server.pipelines.schemas import Passage
from volano_server.pipelines.service.search import Searcher
from volano_server.prompts import PromptService
from volano_server.serving import Answered, Ask, Call, Completion, EmptyInput, Responder, answered, sampling_of
from volano_server.telemetry import NewSpan, SpanKind

OnText = Callable[[str], None]
Asking = Callable[[Sequence[Mapping[str, str]], Mapping[str, Any], Mapping[str, Any] | None], Ask]
"""Makes the question to the model of messages, the prompt's parameters and its output schema."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run of a pipeline did; moments are microseconds."""

    passages: list[Passage]
    ask: Ask
    completion: Completion
    model: VersionOut
    begun: int
    retrieved: int
    ended: int


class Answering:
    """Runs pipeline versions."""

    def __init__(
        self,
        database: Database,
        catalog: CatalogService,
        prompts: PromptService,
        searcher: Searcher,
        responder: Responder,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._prompts = prompts
        self._searcher = searcher
        self._responder = responder

    def run(
        self,
        subject: Subject,
        pipeline: VersionOut,
        question: str,
        on_text: OnText | None = None,
        asking: Asking | None = None,
    ) -> Turn:
        """The answer with everything that led to it. Raises EmptyInput, PassageRefused and what its parts raise."""
        if not question.strip():
            raise EmptyInput("the question is empty", hint="send it as the last user message")
        content = pipeline.content
        base, prompt, model = self._database.read(
            subject,
            lambda tx: [
                self._catalog.resolve(tx, kind, content[kind]) for kind in ("knowledge_base", "prompt", "model")
            ],
        )
        begun = now()
        passages = self._searcher.find(base, question, int(content["passages"]))
        retrieved = now()
        used = admitted(passages, str(content.get("passage_guard", "mark")))
        context = "\n\n".join(passage.text for passage in used)
        values = {content["question_variable"]: question, content["context_variable"]: context}
        written = self._prompts.content_of(prompt)
        messages = [one.model_dump() for one in self._prompts.render(written, values)]
        parameters = {**written.parameters, "max_completion_tokens": int(content["max_tokens"])}
        ask = (asking or plainly)(messages, parameters, written.output_schema)
        completion = self._responder.answer(model, ask, on_text)
        return Turn(passages, ask, completion, model, begun, retrieved, now())


def plainly(
    messages: Sequence[Mapping[str, str]], parameters: Mapping[str, Any], schema: Mapping[str, Any] | None
) -> Ask:
    """The question as the prompt and the pipeline say it."""
    limit = int(parameters["max_completion_tokens"])
    return Ask(messages, schema, max_tokens=limit, sampling=sampling_of(parameters, {}))


def admitted(passages: Sequence[Passage], policy: str) -> list[Passage]:
    """The passages that may enter the prompt: with `drop` those that hit no rule. Raises PassageRefused."""
    hit = [passage for passage in passages if passage.rules]
    if hit and policy == "refuse":
        raise PassageRefused(
            f"passage `{hit[0].id}` (`{hit[0].title[:80]}`) reads like an attack on the prompt",
            hint="take the text out of the data set, or publish the pipeline with another passage_guard",
            details={"rules": hit[0].rules, "passages": [passage.id for passage in hit]},
        )
    return [passage for passage in passages if policy != "drop" or not passage.rules]


class PipelineRunner:
    """The gateway's runner for targets that are pipelines."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def run(self, call: Call, on_text: OnText | None) -> Answered:
        """The answer to the caller's last message, with a span for the retrieval and one for the model."""
        assert call.target.pipeline is not None
        turn = self._answering.run(call.subject, call.target.pipeline, call.last_text, on_text, call.ask)
        return answered(turn.completion, turn.ask, spans_of(call, turn))


def spans_of(call: Call, turn: Turn) -> tuple[NewSpan, NewSpan]:
    """The retriever's and the model's span, children of the call's own."""
    retrieval = _span(call, turn.begun, turn.retrieved, "retrieve", "retriever")
    retrieval.input = call.last_text
    retrieval.output = [one.model_dump() for one in turn.passages]
    if rules := sorted({rule for one in turn.passages for rule in one.rules}):
        retrieval.attributes = {"volano.guard.rules": rules}
    answer = _span(call, turn.retrieved, turn.ended, "answer", "llm")
    answer.provider, answer.model = "volano", turn.model.name
    answer.version_ref, answer.version_id = turn.model.ref, turn.model.id
    answer.input_tokens = turn.completion.prompt_tokens
    answer.output_tokens = turn.completion.completion_tokens
    answer.input = [dict(message) for message in turn.ask.messages]
    answer.output = [{"role": "assistant", "content": turn.completion.text}]
    return retrieval, answer


def _span(call: Call, begun: int, ended: int, name: str, kind: SpanKind) -> NewSpan:
    """A finished step of the call, a child of its span."""
    return NewSpan(
        trace_id=call.trace_id,
        span_id=secrets.token_hex(8),
        parent_id=call.span_id,
        name=name,
        kind=kind,
        started_at=begun,
        ended_at=ended,
        status="ok",
        service="pipeline",
        endpoint=call.request.model,
        session_id=call.session,
        user_id=call.request.user,
        pipeline_ref=call.target.version,
        principal_id=call.subject.id,
        principal_name=call.subject.name,
    )
