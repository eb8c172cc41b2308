"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any, Literal, NotRequired, TypedDict


class AddMember(TypedDict):
    email: "str"
    name: "NotRequired[str]"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"


class AliasMoveOut(TypedDict):
    action: "str"
    at: "str"
    by_name: "str"
    data: "dict[str, Any]"
    from_digest: "str | None"
    reason: "str"
    seq: "int"
    to_digest: "str | None"


class AliasOut(TypedDict):
    asset: "str"
    digest: "str"
    kind: "str"
    moved_at: "str"
    moved_by_name: "str"
    name: "str"
    number: "int"
    protected_by: "list[str]"
    revision: "int"
    transition_id: "str | None"
    version_id: "str"


class AliasSet(TypedDict):
    reason: "NotRequired[str]"
    to: "str"


class ApprovalOut(TypedDict):
    by: "str"
    by_name: "str"
    created_at: "str"
    id: "str"
    notes: "str"
    role: "str"
    void_reason: "str"
    voided_at: "str | None"


class ApprovalRuleIn(TypedDict):
    count: "int"
    role: "str"


class ApprovalRuleOut(TypedDict):
    count: "int"
    role: "str"


class ArtifactOut(TypedDict):
    created_at: "str"
    digest: "str"
    media_type: "str"
    name: "str"
    size_bytes: "int"


class AssetOut(TypedDict):
    aliases: "list[AliasOut]"
    card_status: "Literal['draft', 'pending_review', 'approved', 'archived'] | None"
    created_at: "str"
    created_by_name: "str"
    deleted_at: "str | None"
    id: "str"
    kind: "str"
    latest: "VersionSummary | None"
    name: "str"


class BlobOut(TypedDict):
    digest: "str"
    name: "str"
    size: "int"


class BreakGlass(TypedDict):
    alias: "str"
    kind: "str"
    name: "str"
    reason: "str"
    to: "str"


class CardOut(TypedDict):
    asset: "str"
    created_at: "str"
    kind: "str"
    markdown: "str"
    revision: "int"
    status: "Literal['draft', 'pending_review', 'approved', 'archived']"
    written_by_name: "str"


class CardSet(TypedDict):
    markdown: "str"
    status: "NotRequired[Literal['draft', 'pending_review', 'approved', 'archived']]"


class ChangePassword(TypedDict):
    current_password: "NotRequired[str | None]"
    new_password: "str"


class ChangeRole(TypedDict):
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"


class ComparedMetric(TypedDict):
    differs: "bool"
    key: "str"
    values: "list[MetricSummary | None]"


class ComparedParameter(TypedDict):
    differs: "bool"
    key: "str"
    values: "list[Any]"


class ComparedRun(TypedDict):
    id: "str"
    kind: "Literal['data', 'tuning', 'trial', 'evaluation', 'pipeline', 'other']"
    name: "str"
    state: "Literal['running', 'succeeded', 'failed', 'cancelled']"


class ConditionOut(TypedDict):
    code: "str"
    words: "str"


class CreateKey(TypedDict):
    expires_at: "NotRequired[str | None]"
    name: "str"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"
    scopes: "NotRequired[list[str]]"
    service_account_id: "NotRequired[str | None]"


class CreateServiceAccount(TypedDict):
    name: "str"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"


class CreateWorkspace(TypedDict):
    name: "NotRequired[str]"
    slug: "str"


class DeviceShown(TypedDict):
    created_at: "str"
    expires_at: "str"
    id: "str"
    ip: "str"
    is_current: "bool"
    seen_at: "str"
    user_agent: "str"


class EdgeOut(TypedDict):
    data: "dict[str, Any]"
    role: "str"
    source: "str"
    target: "str"


class GateOut(TypedDict):
    ci_high: "float | None"
    ci_low: "float | None"
    dataset_digest: "str | None"
    evaluator_version: "str | None"
    evidence_ref: "str | None"
    n: "int | None"
    name: "str"
    observed: "float | None"
    parameters: "dict[str, Any]"
    ran_at: "str | None"
    status: "str"
    threshold: "float | None"
    words: "str"


class GateRuleIn(TypedDict):
    max_age_seconds: "NotRequired[int | None]"
    name: "str"
    parameters: "NotRequired[dict[str, Any]]"


class GateRuleOut(TypedDict):
    max_age_seconds: "int | None"
    name: "str"
    parameters: "dict[str, Any]"


class HTTPValidationError(TypedDict):
    detail: "NotRequired[list[ValidationError]]"


class Health(TypedDict):
    checks: "dict[str, str]"
    status: "str"


class InputIn(TypedDict):
    kind: "str"
    ref: "str"
    role: "str"


class InputOut(TypedDict):
    digest: "str"
    kind: "str"
    ref: "str"
    role: "str"
    version_id: "str"


class JobDetail(TypedDict):
    args: "dict[str, Any]"
    attempt: "int"
    cancel_requested: "bool"
    created_at: "str"
    error: "JobError | None"
    finished_at: "str | None"
    id: "str"
    kind: "str"
    max_attempts: "int"
    owner: "str"
    parent_id: "str | None"
    priority: "int"
    progress: "Progress | None"
    queue: "str"
    result: "Any"
    run_at: "str"
    run_id: "str | None"
    started_at: "str | None"
    state: "Literal['queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead']"
    steps: "list[StepOut]"
    waiting_for: "str"


class JobError(TypedDict):
    attempt: "int"
    code: "str"
    details: "dict[str, Any]"
    hint: "str"
    message: "str"


class JobOut(TypedDict):
    attempt: "int"
    cancel_requested: "bool"
    created_at: "str"
    error: "JobError | None"
    finished_at: "str | None"
    id: "str"
    kind: "str"
    max_attempts: "int"
    owner: "str"
    parent_id: "str | None"
    priority: "int"
    progress: "Progress | None"
    queue: "str"
    run_at: "str"
    run_id: "str | None"
    started_at: "str | None"
    state: "Literal['queued', 'running', 'succeeded', 'failed', 'cancelled', 'dead']"
    waiting_for: "str"


class KeyShown(TypedDict):
    account_name: "str | None"
    created_at: "str"
    expires_at: "str | None"
    id: "str"
    last_used_at: "str | None"
    name: "str"
    owner_id: "str"
    owner_name: "str"
    prefix: "str"
    revoked_at: "str | None"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"
    scopes: "list[str]"
    service_account_id: "str | None"


class LineageOut(TypedDict):
    direction: "Literal['up', 'down', 'both']"
    edges: "list[EdgeOut]"
    nodes: "list[NodeOut]"
    start: "str"
    truncated: "bool"


class Link(TypedDict):
    kind: "str"
    ref: "str"
    role: "str"


class LogLineIn(TypedDict):
    text: "str"
    ts: "NotRequired[str | None]"


class LogLineOut(TypedDict):
    line: "int"
    stream: "str"
    text: "str"
    ts: "str"


class LogPage(TypedDict):
    dropped_lines: "int"
    items: "list[LogLineOut]"
    next_cursor: "str | None"


class LogsAppend(TypedDict):
    lines: "list[str | LogLineIn]"
    stream: "NotRequired[str]"


class LogsAppended(TypedDict):
    accepted: "int"
    dropped: "int"


class MemberShown(TypedDict):
    created_at: "str"
    email: "str"
    id: "str"
    name: "str"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"
    state: "Literal['active', 'invited', 'disabled']"


class MetricCurve(TypedDict):
    key: "str"
    points: "list[MetricPointOut]"
    thinned: "bool"


class MetricCurves(TypedDict):
    curves: "list[MetricCurve]"


class MetricPointIn(TypedDict):
    key: "str"
    step: "NotRequired[int | None]"
    ts: "NotRequired[str | None]"
    value: "float | Literal['NaN', 'Infinity', '-Infinity']"


class MetricPointOut(TypedDict):
    step: "int"
    ts: "str"
    value: "float | Literal['NaN', 'Infinity', '-Infinity']"


class MetricSummary(TypedDict):
    count: "int"
    last: "float | Literal['NaN', 'Infinity', '-Infinity']"
    last_step: "int"
    max: "float | None"
    min: "float | None"
    not_finite: "int"


class MetricsLog(TypedDict):
    points: "list[MetricPointIn]"


class MetricsLogged(TypedDict):
    accepted: "int"
    not_finite: "list[NotFinite]"
    not_finite_count: "int"
    repeated: "int"


class NewKey(TypedDict):
    account_name: "str | None"
    created_at: "str"
    expires_at: "str | None"
    id: "str"
    key: "str"
    last_used_at: "str | None"
    name: "str"
    owner_id: "str"
    owner_name: "str"
    prefix: "str"
    revoked_at: "str | None"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"
    scopes: "list[str]"
    service_account_id: "str | None"


class NewMember(TypedDict):
    invitation_token: "str | None"
    member: "MemberShown"


class NodeOut(TypedDict):
    distance: "int"
    id: "str"
    kind: "str"
    label: "str"


class NotFinite(TypedDict):
    key: "str"
    step: "int"
    value: "str"


class Note(TypedDict):
    notes: "NotRequired[str]"


class PageAliasMoveOut(TypedDict):
    items: "list[AliasMoveOut]"
    next_cursor: "str | None"


class PageAssetOut(TypedDict):
    items: "list[AssetOut]"
    next_cursor: "str | None"


class PageDeviceShown(TypedDict):
    items: "list[DeviceShown]"
    next_cursor: "str | None"


class PageJobOut(TypedDict):
    items: "list[JobOut]"
    next_cursor: "str | None"


class PageKeyShown(TypedDict):
    items: "list[KeyShown]"
    next_cursor: "str | None"


class PageMemberShown(TypedDict):
    items: "list[MemberShown]"
    next_cursor: "str | None"


class PagePolicyOut(TypedDict):
    items: "list[PolicyOut]"
    next_cursor: "str | None"


class PageRunOut(TypedDict):
    items: "list[RunOut]"
    next_cursor: "str | None"


class PageScheduleOut(TypedDict):
    items: "list[ScheduleOut]"
    next_cursor: "str | None"


class PageServiceAccountShown(TypedDict):
    items: "list[ServiceAccountShown]"
    next_cursor: "str | None"


class PageTransitionSummary(TypedDict):
    items: "list[TransitionSummary]"
    next_cursor: "str | None"


class PageVersionSummary(TypedDict):
    items: "list[VersionSummary]"
    next_cursor: "str | None"


class PageWorkspaceShown(TypedDict):
    items: "list[WorkspaceShown]"
    next_cursor: "str | None"


class PersonShown(TypedDict):
    email: "str"
    id: "str"
    name: "str"


class PolicyChange(TypedDict):
    alias_pattern: "str"
    approvals: "NotRequired[list[ApprovalRuleIn]]"
    break_glass_role: "NotRequired[str | None]"
    expires_after_seconds: "NotRequired[int]"
    gates: "NotRequired[list[GateRuleIn]]"
    kind: "str"
    name_pattern: "NotRequired[str]"
    notes: "NotRequired[str]"
    requester_role: "NotRequired[str]"
    rollback: "NotRequired[bool]"
    separation_of_duties: "NotRequired[bool]"


class PolicyCreate(TypedDict):
    alias_pattern: "str"
    approvals: "NotRequired[list[ApprovalRuleIn]]"
    break_glass_role: "NotRequired[str | None]"
    expires_after_seconds: "NotRequired[int]"
    gates: "NotRequired[list[GateRuleIn]]"
    kind: "str"
    name: "str"
    name_pattern: "NotRequired[str]"
    notes: "NotRequired[str]"
    requester_role: "NotRequired[str]"
    rollback: "NotRequired[bool]"
    separation_of_duties: "NotRequired[bool]"


class PolicyOut(TypedDict):
    id: "str"
    in_force: "PolicyVersionOut | None"
    name: "str"
    newest: "int"
    proposed: "PolicyVersionOut | None"


class PolicyRulesOut(TypedDict):
    alias_pattern: "str"
    approvals: "list[ApprovalRuleOut]"
    break_glass_role: "str | None"
    expires_after_seconds: "int"
    gates: "list[GateRuleOut]"
    kind: "str"
    name_pattern: "str"
    requester_role: "str"
    rollback: "bool"
    separation_of_duties: "bool"


class PolicyVersionOut(TypedDict):
    created_at: "str"
    decided_at: "str | None"
    decided_by_name: "str | None"
    loosened: "list[str]"
    made_by_name: "str"
    notes: "str"
    number: "int"
    rules: "PolicyRulesOut | None"
    state: "Literal['in_force', 'proposed', 'superseded', 'declined', 'retired']"


class Progress(TypedDict):
    done: "int"
    message: "str"
    total: "int | None"


class Reason(TypedDict):
    reason: "NotRequired[str]"


class RedeemToken(TypedDict):
    token: "str"


class RunComparison(TypedDict):
    metrics: "list[ComparedMetric]"
    parameters: "list[ComparedParameter]"
    runs: "list[ComparedRun]"


class RunCreate(TypedDict):
    code_version: "NotRequired[str | None]"
    environment_digest: "NotRequired[str | None]"
    inputs: "NotRequired[list[Link]]"
    job_id: "NotRequired[str | None]"
    kind: "Literal['data', 'tuning', 'trial', 'evaluation', 'pipeline', 'other']"
    name: "str"
    parameters: "NotRequired[dict[str, Any]]"
    parent_id: "NotRequired[str | None]"
    seed: "NotRequired[int | None]"
    tags: "NotRequired[dict[str, str]]"


class RunOut(TypedDict):
    artifacts: "list[ArtifactOut]"
    code_version: "str | None"
    cost_micros: "int"
    environment_digest: "str | None"
    error: "str | None"
    finished_at: "str | None"
    id: "str"
    inputs: "list[Link]"
    job_id: "str | None"
    kind: "Literal['data', 'tuning', 'trial', 'evaluation', 'pipeline', 'other']"
    log_lines: "int"
    metrics: "dict[str, MetricSummary]"
    name: "str"
    outputs: "list[Link]"
    parameters: "dict[str, Any]"
    parent_id: "str | None"
    revision: "int"
    seed: "int | None"
    started_at: "str"
    started_by: "str"
    state: "Literal['running', 'succeeded', 'failed', 'cancelled']"
    tags: "dict[str, str]"


class RunUpdate(TypedDict):
    cost_micros: "NotRequired[int | None]"
    error: "NotRequired[str | None]"
    name: "NotRequired[str | None]"
    outputs: "NotRequired[list[Link]]"
    state: "NotRequired[Literal['running', 'succeeded', 'failed', 'cancelled'] | None]"
    tags: "NotRequired[dict[str, str | None]]"


class ScheduleChange(TypedDict):
    args: "NotRequired[dict[str, Any]]"
    cron: "NotRequired[str | None]"
    enabled: "NotRequired[bool]"
    every_seconds: "NotRequired[int | None]"
    timezone: "NotRequired[str]"


class ScheduleNew(TypedDict):
    args: "NotRequired[dict[str, Any]]"
    cron: "NotRequired[str | None]"
    enabled: "NotRequired[bool]"
    every_seconds: "NotRequired[int | None]"
    kind: "str"
    name: "str"
    timezone: "NotRequired[str]"


class ScheduleOut(TypedDict):
    args: "dict[str, Any]"
    created_at: "str"
    cron: "str | None"
    enabled: "bool"
    every_seconds: "int | None"
    fault: "str | None"
    id: "str"
    kind: "str"
    last_job_id: "str | None"
    last_run_at: "str | None"
    name: "str"
    next_run_at: "str"
    owner: "str"
    revision: "int"
    timezone: "str"


class ServiceAccountShown(TypedDict):
    created_at: "str"
    disabled_at: "str | None"
    id: "str"
    name: "str"
    owner_id: "str"
    owner_name: "str"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"


class SessionShown(TypedDict):
    csrf_token: "str | None"
    person: "PersonShown"
    setup_needed: "bool"
    workspaces: "list[WorkspaceShown]"


class SetUp(TypedDict):
    email: "str"
    name: "str"
    password: "NotRequired[str | None]"
    token: "str"


class SignIn(TypedDict):
    email: "str"
    password: "str"


class StepOut(TypedDict):
    attempt: "int"
    finished_at: "str"
    name: "str"
    result: "Any"


class TransitionOut(TypedDict):
    alias: "str"
    approvals: "list[ApprovalOut]"
    asset_kind: "str"
    asset_name: "str"
    close_reason: "str"
    closed_at: "str | None"
    closed_by_name: "str | None"
    created_at: "str"
    expires_at: "str"
    from_digest: "str | None"
    from_number: "int | None"
    gates: "list[GateOut]"
    id: "str"
    kind: "Literal['change', 'rollback', 'break_glass']"
    missing: "list[ConditionOut]"
    needs_review: "bool"
    policies: "list[str]"
    reason: "str"
    requested_by: "str"
    requested_by_name: "str"
    review_notes: "str"
    reviewed_at: "str | None"
    reviewed_by_name: "str | None"
    revision: "int"
    rolls_back: "str | None"
    state: "Literal['open', 'approved', 'applied', 'rejected', 'cancelled', 'expired', 'rolled_back']"
    to_digest: "str | None"
    to_number: "int | None"
    to_version_id: "str | None"


class TransitionRequest(TypedDict):
    alias: "str"
    kind: "str"
    name: "str"
    reason: "NotRequired[str]"
    to: "str | None"


class TransitionSummary(TypedDict):
    alias: "str"
    approvals: "int"
    asset_kind: "str"
    asset_name: "str"
    closed_at: "str | None"
    closed_by_name: "str | None"
    created_at: "str"
    expires_at: "str"
    from_number: "int | None"
    id: "str"
    kind: "Literal['change', 'rollback', 'break_glass']"
    needs_review: "bool"
    reason: "str"
    requested_by_name: "str"
    state: "Literal['open', 'approved', 'applied', 'rejected', 'cancelled', 'expired', 'rolled_back']"
    to_number: "int | None"


class ValidationError(TypedDict):
    ctx: "NotRequired[dict[str, Any]]"
    input: "NotRequired[Any]"
    loc: "list[str | int]"
    msg: "str"
    type: "str"


class VersionOut(TypedDict):
    asset_id: "str"
    blobs: "list[BlobOut]"
    content: "dict[str, Any]"
    created_at: "str"
    created_by: "str"
    created_by_name: "str"
    deleted_at: "str | None"
    digest: "str"
    id: "str"
    inputs: "list[InputOut]"
    kind: "str"
    metadata: "dict[str, Any]"
    name: "str"
    notes: "str"
    number: "int"
    ref: "str"
    run_id: "str | None"


class VersionPublish(TypedDict):
    content: "dict[str, Any]"
    force_new: "NotRequired[bool]"
    inputs: "NotRequired[list[InputIn]]"
    metadata: "NotRequired[dict[str, Any]]"
    notes: "NotRequired[str]"
    run_id: "NotRequired[str | None]"


class VersionSummary(TypedDict):
    asset_id: "str"
    created_at: "str"
    created_by: "str"
    created_by_name: "str"
    deleted_at: "str | None"
    digest: "str"
    id: "str"
    kind: "str"
    name: "str"
    notes: "str"
    number: "int"
    ref: "str"
    run_id: "str | None"


class WorkerList(TypedDict):
    items: "list[WorkerOut]"


class WorkerOut(TypedDict):
    alive_until: "str"
    draining: "bool"
    id: "str"
    kinds: "list[str]"
    name: "str"
    queues: "list[str]"
    started_at: "str"
    threads: "int"


class WorkspaceShown(TypedDict):
    id: "str"
    name: "str"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"
    slug: "str"
