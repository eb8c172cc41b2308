"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

import builtins
from typing import Any

from volano import types
from volano.resource import UNSET, Resource, Unset


class Chat(Resource):
    """Operations on chat."""

    def complete(
        self,
        *,
        messages: builtins.list[types.ChatMessage],
        model: str,
        max_completion_tokens: int | None | Unset = UNSET,
        max_tokens: int | None | Unset = UNSET,
        metadata: dict[str, str] | None | Unset = UNSET,
        n: int | Unset = UNSET,
        response_format: dict[str, Any] | None | Unset = UNSET,
        seed: int | None | Unset = UNSET,
        stream: bool | Unset = UNSET,
        stream_options: types.StreamOptions | None | Unset = UNSET,
        temperature: float | None | Unset = UNSET,
        user: str | None | Unset = UNSET,
        if_match: int | None = None,
    ) -> None:
        """Ask an endpoint as OpenAI's clients do: `model` is its name, a header of the answer says which version it was."""
        self._call(
            "POST",
            "/v1/chat/completions",
            body={
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "messages": messages,
                "metadata": metadata,
                "model": model,
                "n": n,
                "response_format": response_format,
                "seed": seed,
                "stream": stream,
                "stream_options": stream_options,
                "temperature": temperature,
                "user": user,
            },
            if_match=if_match,
        )

    def models(self) -> None:
        """The endpoints that may be asked, as OpenAI's clients list models."""
        self._call("GET", "/v1/models")
