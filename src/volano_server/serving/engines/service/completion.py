"""One question to a running engine, over HTTP with nothing but the standard library."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from volano_server.kit.control_text import cut, mask
from volano_server.kit.errors import AppError
from volano_server.serving.engines.domain import Completion, EngineHandle, Sampling, choice_grammar
from volano_server.serving.engines.errors import ContextExceeded, EngineFailed, EngineRefused, EngineTimeout

GREEDY = Sampling()
CHAT, COMPLETIONS = "/v1/chat/completions", "/v1/completions"


def complete(
    handle: EngineHandle,
    *,
    messages: Sequence[Mapping[str, str]] = (),
    prompt: str | None = None,
    schema: Mapping[str, Any] | None = None,
    max_tokens: int = 256,
    sampling: Sampling = GREEDY,
    logprobs: bool = False,
    timeout: float = 60.0,
) -> Completion:
    """The engine's answer to chat `messages`, or its continuation of a raw `prompt`.

    A `schema` that is an enum of strings makes the answer one of them; any other is sent as a JSON schema.
    Raises ContextExceeded, EngineRefused (its words), EngineTimeout after `timeout` seconds, EngineFailed when it is
    not there.
    """
    if (prompt is None) == (not messages):
        raise ValueError("give either messages or a prompt")
    began = time.monotonic()
    path, asked = question(handle, messages, timeout) if messages else (COMPLETIONS, {"prompt": prompt})
    asked |= ({"logprobs": True} if path == CHAT else {"logprobs": 1}) if logprobs else {}
    body = answer_fields(handle, schema, max_tokens, sampling) | asked
    return _read(_post(handle, path, body, timeout), time.monotonic() - began)


def question(handle: EngineHandle, messages: Sequence[Mapping[str, str]], timeout: float) -> tuple[str, dict[str, Any]]:
    """Where to ask and with what: messages as they are, or token ids when a message holds text like control tokens.

    Given such text, llama.cpp would take it for the model's own control tokens: a user could end their turn and
    begin another one's.
    """
    if handle.control is None or not any(handle.control.search(message["content"]) for message in messages):
        return CHAT, {"messages": list(messages)}
    return COMPLETIONS, {"prompt": tokenise_chat(handle, messages, timeout)}


def tokenise_chat(handle: EngineHandle, messages: Sequence[Mapping[str, str]], timeout: float = 60.0) -> list[int]:
    """The token ids that the engine makes of messages, its chat template applied; raises as `complete` does.

    What a message says is text, whatever it looks like: only the template's own control tokens are such.
    """
    masked = mask([message["content"] for message in messages], handle.control)
    turns = [{**message, "content": text} for message, text in zip(messages, masked.texts, strict=True)]
    rendered = _post(handle, "/apply-template", {"messages": turns}, timeout)["prompt"]

    def ids_of(text: str, *, special: bool, begin: bool = False) -> list[int]:
        asked = {"content": text, "add_special": begin, "parse_special": special}
        ids: list[int] = _post(handle, "/tokenize", asked, timeout)["tokens"]
        return ids

    whole = ids_of(rendered, special=True, begin=True)
    if not masked.marks:
        return whole
    if any(mark not in rendered for mark in masked.marks):
        raise EngineRefused(
            f"the chat template of `{handle.model}` rewrites text that looks like control tokens",
            hint="remove it from the messages, or use a template that writes messages as they are",
        )
    bare = ids_of(rendered, special=True)
    lead = next(at for at in range(len(whole)) if whole[at : at + len(bare)] == bare)
    middle = [
        number
        for piece, is_control in cut(rendered, handle.control)
        for number in ids_of(masked.restored(piece), special=is_control)
    ]
    return whole[:lead] + middle + whole[lead + len(bare) :]


def is_ready(handle: EngineHandle, timeout: float = 5.0) -> bool:
    """Whether the engine answers its health check within the timeout."""
    try:
        _request(handle, "GET", "/health", None, timeout)
    except (EngineFailed, EngineRefused, EngineTimeout):
        return False
    return True


def answer_fields(
    handle: EngineHandle, schema: Mapping[str, Any] | None, max_tokens: int, sampling: Sampling
) -> dict[str, Any]:
    """What every question says about the answer that it wants."""
    fields: dict[str, Any] = {"model": handle.model, "max_tokens": max_tokens, "cache_prompt": True}
    drawn = {name: value for name, value in asdict(sampling).items() if value is not None and value != ()}
    return fields | drawn | _schema_fields(schema)


def _schema_fields(schema: Mapping[str, Any] | None) -> dict[str, Any]:
    if schema is None:
        return {}
    grammar = choice_grammar(schema)
    if grammar is not None:
        return {"grammar": grammar}
    # the way that both kinds of question take: `response_format` is read for messages alone
    return {"json_schema": dict(schema)}


def _read(reply: dict[str, Any], seconds: float) -> Completion:
    choice, usage = reply["choices"][0], reply["usage"]
    return Completion(
        text=choice["message"]["content"] or "" if "message" in choice else choice["text"],
        finish=choice["finish_reason"],
        prompt_tokens=usage["prompt_tokens"],
        completion_tokens=usage["completion_tokens"],
        cached_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0),
        seconds=seconds,
        logprobs=tuple((one["token"], one["logprob"]) for one in (choice.get("logprobs") or {}).get("content") or ()),
    )


def _post(handle: EngineHandle, path: str, body: dict[str, Any], timeout: float) -> dict[str, Any]:
    return _request(handle, "POST", path, json.dumps(body).encode(), timeout)


def _request(handle: EngineHandle, method: str, path: str, body: bytes | None, timeout: float) -> dict[str, Any]:
    where = urlsplit(handle.base_url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=timeout)
    headers = {"Authorization": f"Bearer {handle.api_key}", "Content-Type": "application/json"}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        reply: dict[str, Any] = json.loads(response.read())
    except TimeoutError:
        raise EngineTimeout(
            f"the engine for `{handle.model}` did not answer within {timeout:.0f} s",
            hint="ask for fewer tokens",
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EngineFailed(
            f"the engine for `{handle.model}` (process {handle.pid}) does not answer: {type(error).__name__}",
            hint="ask the engine host for it again; it starts a new one",
        ) from None
    finally:
        connection.close()
    if response.status >= 400:
        raise refusal(handle, response.status, reply)
    return reply


def refusal(handle: EngineHandle, status: int, reply: dict[str, Any]) -> AppError:
    """What an engine's answer of 400 or more means: ContextExceeded, EngineRefused or EngineFailed."""
    said = reply.get("error")
    error: dict[str, Any] = said if isinstance(said, dict) else {"message": said}
    words = str(error.get("message", error))[:500]
    if error.get("type") == "exceed_context_size_error":
        return ContextExceeded(
            f"the messages have {error.get('n_prompt_tokens', 'too many')} tokens with the prompt around them; "
            f"`{handle.model}` holds {error.get('n_ctx', 'fewer')}: it exceeds the available context size",
            hint="send less text, or ask for a model version with a larger context",
        )
    if status >= 500:
        return EngineFailed(f"the engine for `{handle.model}` answered {status}: {words}", hint="ask again")
    return EngineRefused(f"the engine for `{handle.model}` refused the request: {words}", hint="change the request")
