"""One question to a running engine, its answer handed on piece by piece as it is made."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from volano_server.serving.engines.domain import Completion, EngineHandle, Sampling
from volano_server.serving.engines.errors import EngineFailed, EngineTimeout
from volano_server.serving.engines.service.completion import GREEDY, answer_fields, question, refusal


def stream(
    handle: EngineHandle,
    on_text: Callable[[str], None],
    *,
    messages: Sequence[Mapping[str, str]],
    schema: Mapping[str, Any] | None = None,
    max_tokens: int = 256,
    sampling: Sampling = GREEDY,
    timeout: float = 60.0,
) -> Completion:
    """The whole answer, after `on_text` was called with each piece of it in order.

    An exception from `on_text` ends the answer and closes the connection, which makes the engine stop.
    `timeout` in seconds bounds the wait for each piece. Raises ContextExceeded, EngineRefused, EngineTimeout or
    EngineFailed.
    """
    began, finish = time.monotonic(), "stop"
    path, asked = question(handle, messages, timeout)
    body = answer_fields(handle, schema, max_tokens, sampling) | asked
    body |= {"stream": True, "stream_options": {"include_usage": True}}
    pieces: list[str] = []
    usage: dict[str, Any] = {}
    with closing(_chunks(handle, path, body, timeout)) as chunks:
        for chunk in chunks:
            usage = chunk.get("usage") or usage
            for choice in chunk.get("choices", []):
                finish = choice.get("finish_reason") or finish
                if text := choice.get("text") or (choice.get("delta") or {}).get("content"):
                    pieces.append(text)
                    on_text(text)
    return Completion(
        text="".join(pieces),
        finish=finish,
        prompt_tokens=usage.get("prompt_tokens", 0),
        completion_tokens=usage.get("completion_tokens", len(pieces)),
        cached_tokens=(usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0),
        seconds=time.monotonic() - began,
    )


def _chunks(
    handle: EngineHandle, path: str, body: dict[str, Any], timeout: float
) -> Generator[dict[str, Any], None, None]:
    where = urlsplit(handle.base_url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=timeout)
    headers = {"Authorization": f"Bearer {handle.api_key}", "Content-Type": "application/json"}
    try:
        connection.request("POST", path, json.dumps(body).encode(), headers)
        response = connection.getresponse()
        if response.status >= 400:
            raise refusal(handle, response.status, json.loads(response.read()))
        for line in response:
            if line.startswith(b"data: [DONE]"):
                return
            if line.startswith(b"data: "):
                yield json.loads(line[6:])
        # An engine that dies looks like the end of the body: only the last line says that it is one.
        raise http.client.IncompleteRead(b"")
    except TimeoutError:
        raise EngineTimeout(
            f"the engine for `{handle.model}` fell silent for {timeout:.0f} s", hint="ask for fewer tokens"
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise EngineFailed(
            f"the engine for `{handle.model}` (process {handle.pid}) broke off: {type(error).__name__}",
            hint="ask again; a new one is started",
        ) from None
    finally:
        connection.close()
