"""HTTP of the gateway: OpenAI's chat protocol and its form of errors."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from volano_server.access import Caller, needs, provided
from volano_server.kit.clock import SECOND
from volano_server.kit.errors import AppError
from volano_server.serving.endpoints import EndpointService
from volano_server.serving.gateway.domain.openai import openai_error
from volano_server.serving.gateway.schemas import ChatRequest
from volano_server.serving.gateway.service import Answered, Call, Flow, GatewayService

router = APIRouter(prefix="/v1", tags=["gateway"])
ROUTERS = [router]


@router.post("/chat/completions", operation_id="chat:complete", response_class=Response)
def complete_chat(
    body: ChatRequest,
    caller: Annotated[Caller, needs("endpoints:call")],
    service: Annotated[GatewayService, provided(GatewayService)],
    volano_session: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Ask an endpoint as OpenAI's clients do: `model` is its name, a header of the answer says which version it was."""
    call = service.admit(caller.subject, body, volano_session)
    headers = {"x-volano-trace-id": call.trace_id, "x-volano-version": call.target.version}
    if body.stream:
        return FlowResponse(call, Flow(lambda on_text: service.answer(call, on_text)), headers)
    return JSONResponse(completion(call, service.answer(call)), headers=headers)


@router.get("/models", operation_id="chat:models", response_class=Response)
def list_models(
    caller: Annotated[Caller, needs("endpoints:call")],
    service: Annotated[EndpointService, provided(EndpointService)],
) -> Response:
    """The endpoints that may be asked, as OpenAI's clients list models."""
    found, _ = caller.read(lambda tx: service.list(tx, None, 500))
    data = [
        {"id": one.name, "object": "model", "created": one.created_at // SECOND, "owned_by": "volano"}
        for one in found
        if one.enabled
    ]
    return JSONResponse({"object": "list", "data": data})


class FlowResponse(StreamingResponse):
    """The chunks of a flow; gives the flow up however the response ends, most of all when the client goes away."""

    def __init__(self, call: Call, flow: Flow, headers: dict[str, str]) -> None:
        super().__init__(chunks(call, flow), media_type="text/event-stream", headers=headers)
        self._flow = flow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._flow.abandon()


def completion(call: Call, answered: Answered) -> dict[str, Any]:
    """The answer as a `chat.completion`."""
    message = {"role": "assistant", "content": answered.text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": answered.finish, "logprobs": None}
    return head(call, "chat.completion") | {"choices": [choice], "usage": usage(answered)}


def chunks(call: Call, flow: Flow) -> Iterator[bytes]:
    """The answer as server-sent `chat.completion.chunk` events; a failure on the way ends it with an error event."""
    first = head(call, "chat.completion.chunk")
    try:
        yield event(first | {"choices": [delta({"role": "assistant", "content": ""})]})
        for piece in flow.pieces():
            yield event(first | {"choices": [delta({"content": piece})]})
        yield event(first | {"choices": [delta({}, flow.answered().finish)]})
        if call.request.stream_options and call.request.stream_options.include_usage:
            yield event(first | {"choices": [], "usage": usage(flow.answered())})
        yield b"data: [DONE]\n\n"
    except AppError as error:
        problem = {
            "status": error.status, "code": error.code, "detail": error.message, "hint": error.hint,
            "details": error.details,
        }  # fmt: skip
        yield event(openai_error(problem)[1])


def head(call: Call, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{call.trace_id}",
        "object": kind,
        "created": int(time.time()),
        "model": call.request.model,
        "system_fingerprint": call.target.version,
    }


def delta(content: dict[str, str], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": content, "finish_reason": finish}


def usage(answered: Answered) -> dict[str, Any]:
    return {
        "prompt_tokens": answered.input_tokens or 0,
        "completion_tokens": answered.output_tokens,
        "total_tokens": (answered.input_tokens or 0) + answered.output_tokens,
        "prompt_tokens_details": {"cached_tokens": answered.cached_tokens},
    }


def event(body: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"
