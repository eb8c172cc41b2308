"""The kinds of assets: an open table. A new kind costs one line here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetKind:
    """One kind of asset.

    `generic`: versions may be published through the catalog's own route. The others name stored bytes and tables
    in their content, so only the area that stored them publishes them.
    """

    name: str
    shown: str
    generic: bool


KINDS: dict[str, AssetKind] = {
    kind.name: kind
    for kind in (
        AssetKind("dataset", "dataset", generic=False),
        AssetKind("prompt", "prompt", generic=True),
        AssetKind("model", "model", generic=False),
        AssetKind("pipeline", "pipeline", generic=True),
        AssetKind("suite", "suite", generic=True),
        AssetKind("knowledge_base", "knowledge base", generic=False),
        AssetKind("view", "view", generic=True),
        AssetKind("guardrail_policy", "guardrail policy", generic=True),
        AssetKind("endpoint_spec", "endpoint spec", generic=True),
    )
}
