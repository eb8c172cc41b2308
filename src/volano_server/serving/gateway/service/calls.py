"""One call from the door to the answer: limits, guard, target, runner, trace."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

from volano_server.db import Database
from volano_server.kit.clock import now
from volano_server.kit.errors import AppError
from volano_server.kit.subject import Subject
from volano_server.serving.endpoints import EndpointService, Plan, ResolvedEndpoint, ResolvedTarget
from volano_server.serving.gateway.domain.attacks import scan_input
from volano_server.serving.gateway.domain.split import choose
from volano_server.serving.gateway.errors import InputRefused, Overloaded, Unsupported
from volano_server.serving.gateway.schemas import ChatRequest
from volano_server.serving.gateway.service.limits import CallLimits
from volano_server.serving.gateway.service.runners import Abandoned, Answered, Call, ModelRunner, Runner
from volano_server.telemetry import NewSpan, TelemetryService

__all__ = ["Answered", "Call", "GatewayService", "ModelRunner", "Runner"]

MOST_AT_ONCE = 32
"""Calls in hand at the same time; each takes a thread, and the rest of the house needs some too."""


class GatewayService:
    """Answers calls to endpoints and leaves a durable trace of each, refused ones included."""

    def __init__(
        self,
        database: Database,
        endpoints: EndpointService,
        telemetry: TelemetryService,
        runners: Mapping[str, Runner],
        limits: CallLimits,
    ) -> None:
        self._database = database
        self._endpoints = endpoints
        self._telemetry = telemetry
        self._runners = runners
        self._limits = limits
        self._room = threading.BoundedSemaphore(MOST_AT_ONCE)

    def admit(self, subject: Subject, request: ChatRequest, session: str | None) -> Call:
        """The call on its way to its target.

        Raises AppError for an unknown endpoint, a limit, a held-back caller, a wish that no engine can fulfil, or
        input that the guard refuses; the last is traced.
        """
        if request.unsupported is not None:
            field, advice = request.unsupported
            raise Unsupported(f"`{field}` is not supported here", hint=advice, details={"param": field})
        endpoint = self._database.read(subject, lambda tx: self._endpoints.resolve(tx, request.model))
        self._limits.take(subject, endpoint)
        trace_id, hits = secrets.token_hex(16), _hits(endpoint.plan, request)
        sticky = request.user if endpoint.plan.sticky == "user" and request.user else trace_id
        call = Call(
            subject, request, endpoint.plan, _chosen(endpoint, sticky), trace_id, secrets.token_hex(8), session,
            tuple(dict.fromkeys(rule for rules in hits.values() for rule in rules)),
        )  # fmt: skip
        if call.rules and endpoint.plan.input_guard == "block":
            error = InputRefused(
                f"the input was refused by the guard of endpoint `{endpoint.name}`",
                hint="rephrase it; roles that your own application writes belong in `trusted_roles` of the plan",
                details={"rules": list(call.rules), "roles": list(hits), "trace_id": trace_id},
            )
            self._record(call, now(), None, error)
            raise error
        return call

    def answer(self, call: Call, on_text: Callable[[str], None] | None = None) -> Answered:
        """The answer, once its trace is on disk; a failure is traced as well, then raised.

        So is an answer that nobody waited for: `on_text` ends it by raising Abandoned. Raises Overloaded, untraced.
        """
        if not self._room.acquire(blocking=False):
            self._limits.note(call.subject, "overloaded")
            raise Overloaded(f"{MOST_AT_ONCE} calls are in hand already", hint="ask again in a moment", retry_after=2.0)
        try:
            return self._answer(call, on_text)
        finally:
            self._room.release()

    def _answer(self, call: Call, on_text: Callable[[str], None] | None) -> Answered:
        begun = now()
        first: list[int] = []
        pieces: list[str] = []

        def note(text: str) -> None:
            first[:] = first or [now() - begun]
            pieces.append(text)
            assert on_text is not None
            on_text(text)

        answered, error = None, None
        try:
            runner = self._runners["pipeline" if call.target.pipeline else "model"]
            answered = runner.run(call, None if on_text is None else note)
            error = answered.fault
            if error is None:
                return answered
            raise error
        except Abandoned:
            answered = Answered("".join(pieces), "cancelled", None, len(pieces))
            raise
        except Exception as failure:
            error = failure if isinstance(failure, AppError) else AppError("something went wrong inside Volano")
            raise
        finally:
            self._record(call, begun, answered, error, first[0] if first else None)

    def _record(
        self, call: Call, begun: int, answered: Answered | None, error: AppError | None, first_token: int | None = None
    ) -> None:
        attributes: dict[str, Any] = {"volano.target": call.target.target.name, "gen_ai.operation.name": "chat"}
        if error is not None:
            attributes["error.type"] = error.code
        if answered is not None:
            attributes["gen_ai.response.finish_reasons"] = [answered.finish]
        if call.rules:
            attributes["volano.guard.rules"] = list(call.rules)
        span = NewSpan(
            trace_id=call.trace_id,
            span_id=call.span_id,
            name=f"chat {call.request.model}",
            kind="chain" if call.target.pipeline else "llm",
            started_at=begun,
            ended_at=max(begun, now()),
            status="error" if error else "ok",
            status_message=f"{error.code}: {error.message}" if error else "",
            service="gateway",
            provider="volano",
            endpoint=call.request.model,
            model=call.target.model.name if call.target.model else None,
            version_ref=call.target.version,
            version_id=(call.target.model or call.target.pipeline).id,  # type: ignore[union-attr]
            prompt_ref=call.target.prompt.ref if call.target.prompt else None,
            prompt_version_id=call.target.prompt.id if call.target.prompt else None,
            pipeline_ref=call.target.pipeline.ref if call.target.pipeline else None,
            session_id=call.session,
            user_id=call.request.user,
            principal_id=call.subject.id,
            principal_name=call.subject.name,
            input_tokens=answered.input_tokens if answered else None,
            cached_tokens=answered.cached_tokens if answered else None,
            output_tokens=answered.output_tokens if answered else None,
            first_token_micros=first_token,
            attributes=attributes,
            input=[
                {"role": one.role, "content": one.text} | ({"tool_calls": one.tool_calls} if one.tool_calls else {})
                for one in call.request.messages
            ],
            output=[{"role": "assistant", "content": answered.text}] if answered else None,
        )
        spans = [self._telemetry.prepare(one, now()) for one in (span, *(answered.spans if answered else ()))]
        self._database.write(call.subject, lambda tx: self._telemetry.record_spans(tx, spans))


def _hits(plan: Plan, request: ChatRequest) -> dict[str, list[str]]:
    """The rules that what the caller sent hits, by role; what users say is read as one text, the rest one by one."""
    if plan.input_guard == "off":
        return {}
    guarded = [one for one in request.messages if one.role not in plan.trusted_roles]
    texts = [("user", "\n".join(one.text for one in guarded if one.role == "user"))]
    texts += [(one.role, one.text) for one in guarded if one.role != "user"]
    texts += [(one.role, "\n".join(one.beside)) for one in guarded]
    found: dict[str, list[str]] = {}
    for role, text in texts:
        if rules := scan_input(text) if text else []:
            found.setdefault(role, []).extend(rules)
    return found


def _chosen(endpoint: ResolvedEndpoint, sticky: str) -> ResolvedTarget:
    weights = {one.target.name: one.target.weight for one in endpoint.targets}
    name = choose(weights, f"{endpoint.name}:{sticky}")
    return next(one for one in endpoint.targets if one.target.name == name)
