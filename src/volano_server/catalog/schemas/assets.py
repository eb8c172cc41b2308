"""Wire types of assets, versions, aliases, cards and lineage. Times are RFC 3339 text."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from volano_server.catalog.domain.lineage import Direction

CardStatus = Literal["draft", "pending_review", "approved", "archived"]
Pointer = Field(min_length=1, max_length=120, description="`7`, `latest`, an alias or `sha256:…`", examples=["7"])


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputIn(Body):
    role: str = Field(min_length=1, max_length=80, examples=["train"])
    kind: str = Field(max_length=40, examples=["dataset"])
    ref: str = Field(max_length=220, examples=["mails@2"])


class VersionPublish(Body):
    """A new version. Equal content gives the version that has it already, unless `force_new`."""

    content: dict[str, Any]
    inputs: list[InputIn] = Field(default_factory=list, max_length=500)
    run_id: str | None = Field(default=None, max_length=80)
    notes: str = Field(default="", max_length=20_000)
    metadata: dict[str, Any] = Field(default_factory=dict)
    force_new: bool = False


class AliasSet(Body):
    to: str = Pointer
    reason: str = Field(default="", max_length=2_000)


class CardSet(Body):
    markdown: str = Field(max_length=200_000)
    status: CardStatus = "draft"


class BlobOut(BaseModel):
    name: str
    digest: str
    size: int


class InputOut(BaseModel):
    """A version that this one was made from; `ref` is `name@number`."""

    role: str
    kind: str
    ref: str
    version_id: str
    digest: str


class VersionSummary(BaseModel):
    id: str
    asset_id: str
    kind: str
    name: str
    number: int
    ref: str
    digest: str
    run_id: str | None
    notes: str
    created_at: str
    created_by: str
    created_by_name: str
    deleted_at: str | None


class VersionOut(VersionSummary):
    content: dict[str, Any]
    blobs: list[BlobOut]
    inputs: list[InputOut]
    metadata: dict[str, Any]


class AliasOut(BaseModel):
    """`protected_by` names the policies under which alone this alias moves."""

    kind: str
    asset: str
    name: str
    number: int
    version_id: str
    digest: str
    revision: int
    protected_by: list[str]
    transition_id: str | None
    moved_at: str
    moved_by_name: str


class AliasMoveOut(BaseModel):
    """One event of an alias; digests are null where it pointed at nothing."""

    seq: int
    at: str
    by_name: str
    action: str
    from_digest: str | None
    to_digest: str | None
    reason: str
    data: dict[str, Any]


class AssetOut(BaseModel):
    """`latest` is null when every version was deleted."""

    id: str
    kind: str
    name: str
    latest: VersionSummary | None
    aliases: list[AliasOut]
    card_status: CardStatus | None
    created_at: str
    created_by_name: str
    deleted_at: str | None


class CardOut(BaseModel):
    kind: str
    asset: str
    revision: int
    status: CardStatus
    markdown: str
    written_by_name: str
    created_at: str


class NodeOut(BaseModel):
    """`distance` counts steps from the start; `label` is for people."""

    kind: str
    id: str
    label: str
    distance: int


class EdgeOut(BaseModel):
    """`source` and `target` are nodes as `kind:id`; things flow from source to target."""

    source: str
    target: str
    role: str
    data: dict[str, Any]


class RowUseOut(BaseModel):
    """A row of a dataset version that something was made from."""

    dataset: str
    version_id: str
    row_id: str


class LineageOut(BaseModel):
    """`truncated`: a limit left something out."""

    start: str
    direction: Direction
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    truncated: bool
