"""Answering with an exact model version: the gateway, evaluations and pipelines all ask here.

A model version's content:

    {"format": "gguf", "blob": "sha256:…", "size": bytes, "architecture": "gemma3", "license": "…",
     "chat_template": "…" or null, "context": tokens}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from volano_server.catalog import VersionOut
from volano_server.kit.errors import BadInput
from volano_server.lake import BlobNotFound, BlobStore
from volano_server.serving.engines import (
    Completion,
    EngineFailed,
    EngineHandle,
    EngineHost,
    EngineSpec,
    Sampling,
    complete,
    stream,
)

FORMATS = ("gguf",)


class UnusableModel(BadInput):
    code = "unusable_model"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question to a model: chat messages, the form of the answer, and how to sample."""

    messages: Sequence[Mapping[str, str]]
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 256
    sampling: Sampling = field(default_factory=Sampling)


def check_model(content: dict[str, Any]) -> None:
    """Nothing, when `content` describes a model that an engine of ours can load; raises UnusableModel."""
    if content.get("format") not in FORMATS:
        raise UnusableModel(
            f"the model format `{content.get('format')}` is not accepted",
            hint=f"use one of: {', '.join(FORMATS)}; pickled models are never loaded",
        )
    if not str(content.get("blob", "")).startswith("sha256:"):
        raise UnusableModel("the model names no blob", hint="upload the file first: `volano models import`")


class Responder:
    """Runs models of the catalog in this process's engines."""

    def __init__(self, engines: EngineHost, blobs: BlobStore) -> None:
        self._engines = engines
        self._blobs = blobs

    def start(self, model: VersionOut) -> EngineHandle:
        """A ready engine for this exact version, started if need be. Raises UnusableModel or EngineFailed."""
        check_model(model.content)
        digest = model.content["blob"]
        try:
            path = self._blobs.local_path(digest)
        except BlobNotFound:
            raise EngineFailed(
                f"the file of `{model.ref}` ({digest}) is not in the store",
                hint="fetch the model again",
                retry_after=30,
            ) from None
        return self._engines.ensure(
            EngineSpec(
                model=path,
                digest=digest.removeprefix("sha256:"),
                name=model.ref,
                context=int(model.content.get("context") or 2048),
                chat_template=model.content.get("chat_template"),
            )
        )

    def answer(self, model: VersionOut, ask: Ask, on_text: Callable[[str], None] | None = None) -> Completion:
        """The answer of this exact version; `on_text` gets each piece of it as it is made.

        An engine that died before the first piece is started again, once. Raises UnusableModel or EngineFailed.
        """
        begun = False

        def note(text: str) -> None:
            nonlocal begun
            begun = True
            assert on_text is not None
            on_text(text)

        for attempt in (1, 2):
            handle = self.start(model)
            wanted: dict[str, Any] = {
                "messages": ask.messages, "schema": ask.schema, "max_tokens": ask.max_tokens,
                "sampling": ask.sampling,
            }  # fmt: skip
            try:
                return complete(handle, **wanted) if on_text is None else stream(handle, note, **wanted)
            except EngineFailed:
                if attempt == 2 or begun:
                    raise
        raise AssertionError("unreachable")
