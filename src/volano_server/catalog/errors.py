"""What can go wrong in the catalog.

AppError
├── BadInput 422:     UnknownKind, InvalidContent, ReservedAlias, InvalidPolicy, InvalidNode, ReasonRequired
├── Forbidden 403:    AliasProtected, ApprovalRefused, RequestRefused, BreakGlassRefused, ReviewRefused
├── NotFound 404:     AssetNotFound, VersionNotFound, AliasNotFound, PolicyNotFound, TransitionNotFound, CardNotFound,
│                     NodeNotFound
├── Conflict 409:     AssetDeleted, AssetInUse, AliasFree, SameTarget, PolicyTaken, NothingProposed,
│                     TransitionClosed, TransitionRefused, GatesChanged, RollbackRefused
├── PreconditionFailed 412: RevisionMoved
└── TooLarge 413:     ContentTooLarge
"""

from __future__ import annotations

from volano_server.kit.errors import BadInput, Conflict, Forbidden, NotFound, PreconditionFailed, TooLarge


class UnknownKind(BadInput):
    code = "unknown_kind"


class InvalidContent(BadInput):
    code = "invalid_content"


class ReservedAlias(BadInput):
    code = "reserved_alias"


class InvalidPolicy(BadInput):
    code = "invalid_policy"


class InvalidNode(BadInput):
    code = "invalid_node"


class ReasonRequired(BadInput):
    code = "reason_required"


class AliasProtected(Forbidden):
    code = "alias_protected"


class ApprovalRefused(Forbidden):
    code = "approval_refused"


class RequestRefused(Forbidden):
    code = "request_refused"


class BreakGlassRefused(Forbidden):
    code = "break_glass_refused"


class ReviewRefused(Forbidden):
    code = "review_refused"


class AssetNotFound(NotFound):
    code = "asset_not_found"


class VersionNotFound(NotFound):
    code = "version_not_found"


class AliasNotFound(NotFound):
    code = "alias_not_found"


class NodeNotFound(NotFound):
    code = "node_not_found"


class PolicyNotFound(NotFound):
    code = "policy_not_found"


class TransitionNotFound(NotFound):
    code = "transition_not_found"


class CardNotFound(NotFound):
    code = "card_not_found"


class AssetDeleted(Conflict):
    code = "asset_deleted"


class AssetInUse(Conflict):
    code = "asset_in_use"


class AliasFree(Conflict):
    code = "alias_free"


class SameTarget(Conflict):
    code = "same_target"


class PolicyTaken(Conflict):
    code = "policy_taken"


class NothingProposed(Conflict):
    code = "nothing_proposed"


class TransitionClosed(Conflict):
    code = "transition_closed"


class TransitionRefused(Conflict):
    """`details["missing"]` lists each missing condition with its code and words."""

    code = "transition_refused"


class GatesChanged(Conflict):
    code = "gates_changed"


class RollbackRefused(Conflict):
    code = "rollback_refused"


class RevisionMoved(PreconditionFailed):
    code = "revision_moved"


class ContentTooLarge(TooLarge):
    code = "content_too_large"
