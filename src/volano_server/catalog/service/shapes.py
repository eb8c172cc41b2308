"""From rows to wire types."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from volano_server.catalog.schemas.assets import (
    AliasMoveOut,
    AliasOut,
    BlobOut,
    CardOut,
    InputOut,
    VersionOut,
    VersionSummary,
)
from volano_server.kit.clock import to_rfc3339


def moment(micros: int | None) -> str | None:
    """RFC 3339, or None."""
    return None if micros is None else to_rfc3339(micros)


def content_of(row: Row[Any]) -> dict[str, Any]:
    """What the version holds; nothing once it was deleted."""
    content: dict[str, Any] = json.loads(row.content)
    return content


def version_summary(row: Row[Any]) -> VersionSummary:
    return VersionSummary(**_version_fields(row))


def version_out(row: Row[Any], blobs: Sequence[Row[Any]]) -> VersionOut:
    return VersionOut(
        **_version_fields(row),
        content=content_of(row),
        blobs=[BlobOut(name=blob.name, digest=blob.digest, size=blob.size) for blob in blobs],
        inputs=[InputOut(**item) for item in row.inputs],
        metadata=row.metadata,
    )


def alias_out(row: Row[Any], asset: Row[Any], protected_by: list[str]) -> AliasOut:
    return AliasOut(
        kind=asset.kind,
        asset=asset.name,
        name=row.name,
        number=row.number,
        version_id=row.version_id,
        digest=row.digest,
        revision=row.revision,
        protected_by=protected_by,
        transition_id=row.transition_id,
        moved_at=to_rfc3339(row.moved_at),
        moved_by_name=row.moved_by_name,
    )


def alias_move_out(row: Row[Any]) -> AliasMoveOut:
    return AliasMoveOut(
        seq=row.seq,
        at=to_rfc3339(row.ts),
        by_name=row.actor_name,
        action=row.action,
        from_digest=row.before_digest,
        to_digest=row.after_digest,
        reason=row.reason,
        data=row.data,
    )


def card_out(row: Row[Any], asset: Row[Any]) -> CardOut:
    return CardOut(
        kind=asset.kind,
        asset=asset.name,
        revision=row.revision,
        status=row.status,
        markdown=row.markdown,
        written_by_name=row.written_by_name,
        created_at=to_rfc3339(row.created_at),
    )


def _version_fields(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "asset_id": row.asset_id,
        "kind": row.kind,
        "name": row.name,
        "number": row.number,
        "ref": f"{row.name}@{row.number}",
        "digest": row.digest,
        "run_id": row.run_id,
        "notes": row.notes,
        "created_at": to_rfc3339(row.created_at),
        "created_by": row.created_by,
        "created_by_name": row.created_by_name,
        "deleted_at": moment(row.deleted_at),
    }
