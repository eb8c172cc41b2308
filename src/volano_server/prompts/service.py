"""Rules of prompts: versions in the catalog whose content is checked before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from volano_server.catalog import CatalogService, VersionOut
from volano_server.db import Tx
from volano_server.prompts.domain.compare import compare
from volano_server.prompts.domain.content import Message, PromptContent, read_content, refuse_secret, render
from volano_server.prompts.schemas import MessageOut, PromptCreate, PromptDiff, Rendered

KEPT = 256


class PromptService:
    """Publishes, fills and compares prompts; they are assets of the kind `prompt` in the catalog."""

    def __init__(self, catalog: CatalogService) -> None:
        self._catalog = catalog
        self._read: dict[str, PromptContent] = {}

    def create_version(self, tx: Tx, name: str, body: PromptCreate) -> VersionOut:
        """The version; equal content gives the one that has it already.

        Raises InvalidPrompt, InvalidTemplate, SecretInPrompt, InvalidName.
        """
        content = read_content(body.model_dump(exclude={"notes"}))
        refuse_secret("the notes", body.notes)
        return self._catalog.publish_version(tx, "prompt", name, content.model_dump(), notes=body.notes)

    def resolve(self, tx: Tx, ref: str) -> VersionOut:
        """The version that `name`, `name@7` or `name@production` names. Raises what the catalog raises."""
        return self._catalog.resolve(tx, "prompt", ref)

    def content_of(self, version: VersionOut) -> PromptContent:
        """The prompt that a version holds, checked once for each digest. Raises what `read_content` raises."""
        found = self._read.get(version.digest)
        if found is None:
            found = read_content(version.content)
            if len(self._read) >= KEPT:
                self._read.clear()
            self._read[version.digest] = found
        return found

    def render(self, content: PromptContent, values: Mapping[str, Any]) -> Sequence[Message]:
        """The messages with every variable filled. Raises VariableMismatch."""
        return render(content, values)

    def render_version(self, tx: Tx, ref: str, values: Mapping[str, Any]) -> Rendered:
        """A version filled with values, as a model would get it."""
        version = self.resolve(tx, ref)
        content = self.content_of(version)
        messages = [MessageOut(role=one.role, content=one.content) for one in render(content, values)]
        return Rendered(ref=version.ref, messages=messages, output_schema=content.output_schema)

    def diff(self, tx: Tx, before: str, after: str) -> PromptDiff:
        """What changed from one version to another."""
        first, second = (self.resolve(tx, ref) for ref in (before, after))
        found = compare(self.content_of(first), self.content_of(second))
        return PromptDiff.model_validate({"before": first.ref, "after": second.ref, **found})
