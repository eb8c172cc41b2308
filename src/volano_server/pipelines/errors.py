"""What can go wrong with knowledge bases and pipelines."""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict


class InvalidPipeline(BadInput):
    code = "invalid_pipeline"


class EmptyKnowledgeBase(BadInput):
    code = "empty_knowledge_base"


class PassageRefused(Conflict):
    """A passage that was found reads like an attack on the prompt. `details.rules` names the rules."""

    code = "passage_refused"


class EmbedderChanged(Conflict):
    """The knowledge base was made with another embedder than the one installed; its vectors cannot be compared."""

    code = "embedder_changed"
