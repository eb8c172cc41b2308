"""Rules of prompts: versions in the catalog whose content is checked before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.prompts.domain.compare import compare
from volano_server.prompts.domain.content import Message, PromptContent, read_content, render
from volano_server.prompts.schemas import MessageOut, PromptCreate, PromptDiff, Rendered


class PromptService:
    """Publishes, fills and compares prompts."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog

    def create_version(self, tx: Tx, name: str, body: PromptCreate) -> VersionOut:
        """The version. Raises InvalidPrompt, InvalidTemplate, SecretInPrompt, InvalidName."""
        content = read_content(body.model_dump(exclude={"notes"}))
        return self._catalog.publish_version(tx, "prompt", name, content.model_dump(), notes=body.notes)

    def content_of(self, version: VersionOut) -> PromptContent:
        """The prompt that a version holds."""
        return read_content(version.content)

    def render(self, content: PromptContent, values: Mapping[str, Any]) -> Sequence[Message]:
        """The messages with every variable filled. Raises VariableMismatch."""
        return render(content, values)

    def render_version(self, tx: Tx, ref: str, values: Mapping[str, Any]) -> Rendered:
        """A version filled with values, as a model would get it."""
        version = self._catalog.resolve(tx, "prompt", ref)
        content = self.content_of(version)
        messages = [MessageOut(role=one.role, content=one.content) for one in render(content, values)]
        return Rendered(ref=version.ref, messages=messages, output_schema=content.output_schema)

    def diff(self, tx: Tx, before: str, after: str) -> PromptDiff:
        """What changed from one version to another."""
        first, second = (self._catalog.resolve(tx, "prompt", ref) for ref in (before, after))
        found = compare(self.content_of(first), self.content_of(second))
        return PromptDiff(before=first.ref, after=second.ref, **found)
