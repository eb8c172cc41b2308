"""Generated from openapi.json by scripts/make_sdk.py: do not edit."""

from typing import Any, Literal, NotRequired, TypedDict


class AbuseParameters(TypedDict):
    act: "NotRequired[bool]"
    history_windows: "NotRequired[int]"
    hold_seconds: "NotRequired[int]"
    kind: "Literal['abuse']"
    window_seconds: "NotRequired[int]"


class ActorShown(TypedDict):
    id: "str"
    kind: "str"
    name: "str"
    owner_id: "str"


class AddMember(TypedDict):
    email: "str"
    name: "NotRequired[str]"
    role: "Literal['viewer', 'annotator', 'editor', 'maintainer', 'admin']"


class AlertClose(TypedDict):
    reason: "str"


class AlertOut(TypedDict):
    at: "str"
    endpoint: "str"
    id: "str"
    incident: "int"
    monitor: "str"
    muted: "bool"
    status: "str"
    summary: "str"
    value: "float | None"


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


class Ask(TypedDict):
    question: "str"


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


class AttemptShown(TypedDict):
    at: "str"
    fault: "str"
    milliseconds: "int"
    number: "int"
    status: "int | None"


class AuditEvent(TypedDict):
    action: "str"
    actor: "ActorShown"
    after_digest: "str | None"
    at: "str"
    auth_method: "str"
    before_digest: "str | None"
    data: "dict[str, Any]"
    ip: "str"
    object: "ObjectShown"
    reason: "str"
    request_id: "str"
    seq: "int"


class AuditReport(TypedDict):
    events: "int"
    fault: "str"
    head_hash: "str"
    is_whole: "bool"


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


class ChangeWebhook(TypedDict):
    events: "NotRequired[list[str] | None]"
    is_enabled: "NotRequired[bool | None]"
    url: "NotRequired[str | None]"


class ChatMessage(TypedDict):
    content: "NotRequired[str | list[Part] | None]"
    name: "NotRequired[str | None]"
    role: "Literal['system', 'developer', 'user', 'assistant', 'tool']"
    tool_call_id: "NotRequired[str | None]"
    tool_calls: "NotRequired[list[dict[str, Any]] | None]"


class ChatRequest(TypedDict):
    audio: "NotRequired[dict[str, Any] | None]"
    frequency_penalty: "NotRequired[float | None]"
    functions: "NotRequired[list[Any] | None]"
    logit_bias: "NotRequired[dict[str, float] | None]"
    logprobs: "NotRequired[bool | None]"
    max_completion_tokens: "NotRequired[int | None]"
    max_tokens: "NotRequired[int | None]"
    messages: "list[ChatMessage]"
    metadata: "NotRequired[dict[str, str] | None]"
    min_p: "NotRequired[float | None]"
    model: "str"
    n: "NotRequired[int | None]"
    prediction: "NotRequired[dict[str, Any] | None]"
    presence_penalty: "NotRequired[float | None]"
    response_format: "NotRequired[dict[str, Any] | None]"
    seed: "NotRequired[int | None]"
    stop: "NotRequired[str | list[str] | None]"
    stream: "NotRequired[bool | None]"
    stream_options: "NotRequired[StreamOptions | None]"
    temperature: "NotRequired[float | None]"
    tools: "NotRequired[list[Any] | None]"
    top_k: "NotRequired[int | None]"
    top_logprobs: "NotRequired[int | None]"
    top_p: "NotRequired[float | None]"
    user: "NotRequired[str | None]"
    web_search_options: "NotRequired[dict[str, Any] | None]"


class Collected(TypedDict):
    job_id: "str"
    rows: "int"
    run_id: "str"


class CompareEvaluations(TypedDict):
    first: "str"
    second: "str"


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


class ComparisonOut(TypedDict):
    disagreements: "list[dict[str, Any]]"
    figures: "dict[str, Any]"
    first: "str"
    n: "int"
    second: "str"


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


class CreateWebhook(TypedDict):
    events: "list[str]"
    name: "str"
    url: "str"


class CreateWorkspace(TypedDict):
    name: "NotRequired[str]"
    slug: "str"


class DatasetExtend(TypedDict):
    base: "str"
    notes: "NotRequired[str]"
    rows: "list[dict[str, Any]]"
    traces: "NotRequired[list[str]]"


class DatasetImport(TypedDict):
    files: "list[SourceFile]"
    notes: "NotRequired[str]"
    options: "NotRequired[ImportOptions]"
    reader: "NotRequired[str | None]"


class DatasetOut(TypedDict):
    columns: "list[dict[str, str]]"
    fingerprint: "str"
    key: "str"
    ref: "str"
    rows: "int"
    version_id: "str"


class DatasetPrepare(TypedDict):
    notes: "NotRequired[str]"
    recipe: "list[dict[str, Any]]"
    source: "str"


class DeliveryShown(TypedDict):
    action: "str"
    attempts: "list[AttemptShown]"
    created_at: "str"
    event_seq: "int | None"
    finished_at: "str | None"
    id: "str"
    next_at: "str | None"
    state: "Literal['waiting', 'delivered', 'failed']"


class DeviceShown(TypedDict):
    created_at: "str"
    expires_at: "str"
    id: "str"
    ip: "str"
    is_current: "bool"
    seen_at: "str"
    user_agent: "str"


class DriftParameters(TypedDict):
    alpha: "NotRequired[float]"
    column: "str"
    dataset: "str"
    kind: "Literal['input_drift']"
    min_sessions: "NotRequired[int]"
    reference_rows: "NotRequired[int]"
    seed: "NotRequired[int]"
    where: "NotRequired[str | None]"
    window_seconds: "NotRequired[int]"


class EdgeOut(TypedDict):
    data: "dict[str, Any]"
    role: "str"
    source: "str"
    target: "str"


class EndpointCreate(TypedDict):
    name: "str"
    plan: "Plan"


class EndpointOut(TypedDict):
    created_at: "str"
    enabled: "bool"
    id: "str"
    name: "str"
    plan: "Plan"
    revision: "int"
    spec: "str"
    updated_at: "str"


class EndpointUpdate(TypedDict):
    enabled: "NotRequired[bool | None]"
    plan: "NotRequired[Plan | None]"
    reason: "NotRequired[str]"


class EvaluationCreate(TypedDict):
    dataset: "str"
    expected: "str"
    max_tokens: "NotRequired[int]"
    model: "str"
    name: "NotRequired[str]"
    options: "NotRequired[dict[str, Any]]"
    prompt: "str"
    rows: "NotRequired[int]"
    scorer: "NotRequired[str]"
    seed: "NotRequired[int]"
    variables: "dict[str, str]"
    where: "NotRequired[str | None]"


class EvaluationOut(TypedDict):
    created_at: "str"
    dataset_digest: "str"
    finished_at: "str | None"
    labels: "list[str]"
    model_ref: "str"
    name: "str"
    protocol_digest: "str"
    run_id: "str"
    spec: "dict[str, Any]"
    summary: "dict[str, Any] | None"


class EvaluationRowOut(TypedDict):
    answer: "str"
    correct: "bool"
    expected: "str"
    input_tokens: "int"
    output_tokens: "int"
    predicted: "str | None"
    row_id: "str"
    seconds: "float"
    value: "float | None"


class EventShown(TypedDict):
    action: "str"
    actor: "ActorShown"
    after_digest: "str | None"
    at: "str"
    before_digest: "str | None"
    data: "dict[str, Any]"
    object: "ObjectShown"
    reason: "str"
    request_id: "str"
    seq: "int"


class FeedbackCreate(TypedDict):
    feedback: "list[FeedbackIn]"


class FeedbackCreated(TypedDict):
    accepted: "int"
    agreed: "int"
    disagreed: "int"
    repeated: "int"


class FeedbackIn(TypedDict):
    author: "NotRequired[str]"
    comment: "NotRequired[str]"
    label: "NotRequired[str | None]"
    source: "NotRequired[Literal['human', 'model', 'code', 'corpus']]"
    trace_id: "str"
    value: "NotRequired[float | None]"


class FieldDiff(TypedDict):
    after: "Any"
    before: "Any"


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


class Health(TypedDict):
    checks: "dict[str, str]"
    status: "str"


class ImpactOut(TypedDict):
    endpoints: "list[str]"
    node: "str"
    runs: "list[str]"
    traces: "int"
    truncated: "bool"
    versions: "list[str]"


class ImportOptions(TypedDict):
    delimiter: "NotRequired[str | None]"
    encoding: "NotRequired[str]"
    key: "NotRequired[str | None]"
    label: "NotRequired[str | None]"
    label_from_folder: "NotRequired[bool]"
    nan: "NotRequired[Literal['refuse', 'empty']]"
    on_error: "NotRequired[Literal['fail', 'skip']]"
    types: "NotRequired[dict[str, str]]"


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


class Item(TypedDict):
    id: "str"
    kind: "str"
    text: "str"


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


JsonValue = Any


class Judgement(TypedDict):
    author: "NotRequired[str]"
    comment: "NotRequired[str]"
    label: "NotRequired[str | None]"
    source: "NotRequired[Literal['human', 'model', 'code', 'corpus']]"
    value: "NotRequired[float | None]"


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


class KnowledgeBaseBuild(TypedDict):
    dataset: "str"
    notes: "NotRequired[str]"
    passage_characters: "NotRequired[int]"
    text_column: "NotRequired[str]"
    title_column: "NotRequired[str | None]"


class Limits(TypedDict):
    burst: "NotRequired[int]"
    max_output_tokens: "NotRequired[int]"
    max_temperature: "NotRequired[float]"
    requests_per_minute: "NotRequired[int]"


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


class Message(TypedDict):
    content: "str"
    role: "Literal['system', 'user', 'assistant']"


class MessageDiff(TypedDict):
    lines: "list[str]"
    number: "int"
    roles: "MessageRoles"


class MessageOut(TypedDict):
    content: "str"
    role: "str"


class MessageRoles(TypedDict):
    after: "str | None"
    before: "str | None"


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


class ModelImport(TypedDict):
    blob: "str"
    chat_template: "NotRequired[str | None]"
    context: "NotRequired[int]"
    license: "str"
    metadata: "NotRequired[dict[str, Any]]"
    source: "str"


class MonitorCreate(TypedDict):
    endpoint: "str"
    every_seconds: "NotRequired[int | None]"
    name: "str"
    parameters: "DriftParameters | AbuseParameters"


class MonitorOut(TypedDict):
    created_at: "str"
    enabled: "bool"
    endpoint: "str"
    id: "str"
    kind: "str"
    name: "str"
    parameters: "dict[str, Any]"
    status: "str"


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


class NewSecret(TypedDict):
    old_expires_at: "str"
    secret: "str"


class NewWebhook(TypedDict):
    secret: "str"
    webhook: "WebhookShown"


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


class ObjectShown(TypedDict):
    id: "str"
    kind: "str"
    name: "str"


class OpenAiError(TypedDict):
    error: "OpenAiFault"


class OpenAiFault(TypedDict):
    code: "str"
    message: "str"
    param: "str | None"
    type: "str"


class PageAlertOut(TypedDict):
    items: "list[AlertOut]"
    next_cursor: "str | None"


class PageAliasMoveOut(TypedDict):
    items: "list[AliasMoveOut]"
    next_cursor: "str | None"


class PageAssetOut(TypedDict):
    items: "list[AssetOut]"
    next_cursor: "str | None"


class PageAuditEvent(TypedDict):
    items: "list[AuditEvent]"
    next_cursor: "str | None"


class PageDeliveryShown(TypedDict):
    items: "list[DeliveryShown]"
    next_cursor: "str | None"


class PageDeviceShown(TypedDict):
    items: "list[DeviceShown]"
    next_cursor: "str | None"


class PageEndpointOut(TypedDict):
    items: "list[EndpointOut]"
    next_cursor: "str | None"


class PageEvaluationOut(TypedDict):
    items: "list[EvaluationOut]"
    next_cursor: "str | None"


class PageEvaluationRowOut(TypedDict):
    items: "list[EvaluationRowOut]"
    next_cursor: "str | None"


class PageEventShown(TypedDict):
    items: "list[EventShown]"
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


class PageMonitorOut(TypedDict):
    items: "list[MonitorOut]"
    next_cursor: "str | None"


class PagePassage(TypedDict):
    items: "list[Passage]"
    next_cursor: "str | None"


class PagePolicyOut(TypedDict):
    items: "list[PolicyOut]"
    next_cursor: "str | None"


class PageRecipeStepOut(TypedDict):
    items: "list[RecipeStepOut]"
    next_cursor: "str | None"


class PageReportOut(TypedDict):
    items: "list[ReportOut]"
    next_cursor: "str | None"


class PageRestrictionOut(TypedDict):
    items: "list[RestrictionOut]"
    next_cursor: "str | None"


class PageResultOut(TypedDict):
    items: "list[ResultOut]"
    next_cursor: "str | None"


class PageReviewOut(TypedDict):
    items: "list[ReviewOut]"
    next_cursor: "str | None"


class PageRowUseOut(TypedDict):
    items: "list[RowUseOut]"
    next_cursor: "str | None"


class PageRunOut(TypedDict):
    items: "list[RunOut]"
    next_cursor: "str | None"


class PageScheduleOut(TypedDict):
    items: "list[ScheduleOut]"
    next_cursor: "str | None"


class PageScoreOut(TypedDict):
    items: "list[ScoreOut]"
    next_cursor: "str | None"


class PageServiceAccountShown(TypedDict):
    items: "list[ServiceAccountShown]"
    next_cursor: "str | None"


class PageSpanOut(TypedDict):
    items: "list[SpanOut]"
    next_cursor: "str | None"


class PageTraceSummary(TypedDict):
    items: "list[TraceSummary]"
    next_cursor: "str | None"


class PageTransitionSummary(TypedDict):
    items: "list[TransitionSummary]"
    next_cursor: "str | None"


class PageVersionSummary(TypedDict):
    items: "list[VersionSummary]"
    next_cursor: "str | None"


class PageWebhookShown(TypedDict):
    items: "list[WebhookShown]"
    next_cursor: "str | None"


class PageWorkspaceShown(TypedDict):
    items: "list[WorkspaceShown]"
    next_cursor: "str | None"


class Part(TypedDict):
    refusal: "NotRequired[str]"
    text: "NotRequired[str]"
    type: "str"


class Passage(TypedDict):
    id: "str"
    rules: "list[str]"
    score: "float"
    text: "str"
    title: "str"


class PersonShown(TypedDict):
    email: "str"
    id: "str"
    name: "str"


class PipelineAnswer(TypedDict):
    answer: "str"
    input_tokens: "int"
    output_tokens: "int"
    passages: "list[Passage]"
    ref: "str"
    seconds: "float"


class PipelineCreate(TypedDict):
    context_variable: "NotRequired[str]"
    kind: "NotRequired[Literal['retrieve_and_answer']]"
    knowledge_base: "str"
    max_tokens: "NotRequired[int]"
    model: "str"
    notes: "NotRequired[str]"
    passage_guard: "NotRequired[Literal['mark', 'drop', 'refuse']]"
    passages: "NotRequired[int]"
    prompt: "str"
    question_variable: "NotRequired[str]"


class Plan(TypedDict):
    input_guard: "NotRequired[Literal['block', 'observe', 'off']]"
    input_variable: "NotRequired[str | None]"
    limits: "NotRequired[Limits]"
    sticky: "NotRequired[Literal['user', 'request']]"
    targets: "list[Target]"
    trusted_roles: "NotRequired[list[Literal['system', 'developer', 'assistant', 'tool']]]"


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


class Problem(TypedDict):
    code: "str"
    detail: "str"
    details: "dict[str, Any]"
    hint: "str"
    request_id: "str"
    status: "int"
    title: "str"
    type: "str"


class Progress(TypedDict):
    done: "int"
    message: "str"
    total: "int | None"


class PromptAliasSet(TypedDict):
    reason: "NotRequired[str]"
    to: "str"


class PromptCreate(TypedDict):
    messages: "list[Message]"
    notes: "NotRequired[str]"
    output_schema: "NotRequired[dict[str, Any] | None]"
    parameters: "NotRequired[dict[str, float | int | str | bool | list[str]]]"
    variables: "NotRequired[dict[str, Variable]]"


class PromptDiff(TypedDict):
    after: "str"
    before: "str"
    fields: "dict[str, FieldDiff]"
    messages: "list[MessageDiff]"


class PromptRender(TypedDict):
    values: "NotRequired[dict[str, Any]]"


class Queued(TypedDict):
    job_id: "str"


class Reason(TypedDict):
    reason: "NotRequired[str]"


class Recipe(TypedDict):
    alpha: "NotRequired[float]"
    batch_size: "NotRequired[int]"
    checkpoint_every: "NotRequired[int]"
    last_layers: "NotRequired[int | None]"
    learning_rate: "NotRequired[float]"
    max_length: "NotRequired[int]"
    max_steps: "NotRequired[int]"
    rank: "NotRequired[int]"
    schedule: "NotRequired[Literal['constant', 'linear', 'cosine']]"
    seed: "NotRequired[int]"
    warmup_steps: "NotRequired[int]"
    weights: "NotRequired[Literal['q8_0', 'q4_k_m', 'f16', 'bf16']]"


class RecipeStepOut(TypedDict):
    params: "dict[str, Any]"
    step: "str"
    summary: "str"
    version: "int"


class RedeemToken(TypedDict):
    token: "str"


class Rendered(TypedDict):
    messages: "list[MessageOut]"
    output_schema: "dict[str, Any] | None"
    ref: "str"


class ReportOut(TypedDict):
    body: "dict[str, Any]"
    created_at: "str"
    kind: "str"
    ref: "str"


class RestrictionOut(TypedDict):
    created_at: "str"
    level: "str"
    principal_id: "str"
    reason: "str"
    until: "str"


class RestrictionSet(TypedDict):
    hours: "NotRequired[float | None]"
    level: "Literal['throttle', 'block']"
    reason: "str"
    until: "NotRequired[str | None]"


class ResultOut(TypedDict):
    body: "dict[str, Any]"
    id: "str"
    monitor_id: "str"
    n: "int"
    ran_at: "str"
    value: "float | None"


class ReviewDecide(TypedDict):
    comment: "NotRequired[str]"
    label: "NotRequired[str | None]"


class ReviewOut(TypedDict):
    answer: "str"
    collected_in: "str | None"
    comment: "str"
    created_at: "str"
    decided_at: "str | None"
    decided_by_name: "str | None"
    decision: "str | None"
    id: "str"
    input: "str"
    proposed: "str"
    proposed_by: "str"
    queue: "str"
    source: "str"
    state: "Literal['open', 'decided', 'skipped']"
    trace_id: "str"
    version_ref: "str | None"


class ReviewsCollect(TypedDict):
    base: "NotRequired[str | None]"
    constants: "NotRequired[dict[str, Any]]"
    dataset: "str"
    label_column: "NotRequired[str]"
    queue: "str"
    text_column: "NotRequired[str]"


class RowPage(TypedDict):
    items: "list[dict[str, Any]]"
    next_cursor: "str | None"
    total: "int"


class RowUseOut(TypedDict):
    dataset: "str"
    row_id: "str"
    version_id: "str"


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


class Sample(TypedDict):
    balance: "NotRequired[bool]"
    rows: "NotRequired[int]"
    where: "NotRequired[str | None]"


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


class ScoreIn(TypedDict):
    author: "NotRequired[str]"
    comment: "NotRequired[str]"
    key: "NotRequired[str | None]"
    label: "NotRequired[str | None]"
    name: "str"
    source: "Literal['human', 'model', 'code', 'corpus']"
    target: "ScoreTarget"
    value: "NotRequired[float | None]"


class ScoreOut(TypedDict):
    author: "str"
    comment: "str"
    created_at: "str"
    created_by: "str"
    id: "str"
    label: "str | None"
    name: "str"
    row_ref: "str | None"
    run_id: "str | None"
    session_id: "str | None"
    source: "Literal['human', 'model', 'code', 'corpus']"
    span_id: "str | None"
    target_kind: "str"
    trace_id: "str | None"
    value: "float | None"


class ScoreTarget(TypedDict):
    row_ref: "NotRequired[str | None]"
    run_id: "NotRequired[str | None]"
    session_id: "NotRequired[str | None]"
    span_id: "NotRequired[str | None]"
    trace_id: "NotRequired[str | None]"


class ScoresCreate(TypedDict):
    scores: "list[ScoreIn]"


class ScoresCreated(TypedDict):
    accepted: "int"
    repeated: "int"


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


class SignInLink(TypedDict):
    token: "str"


class SourceFile(TypedDict):
    digest: "str"
    name: "str"


class SpanCount(TypedDict):
    count: "int"


class SpanOut(TypedDict):
    attributes: "dict[str, Any]"
    cached_tokens: "int | None"
    cost_micros: "int | None"
    cost_source: "str | None"
    depth: "int"
    dropped_attributes: "int"
    endpoint: "str | None"
    events: "list[Any]"
    first_token_ms: "float | None"
    input: "Any"
    input_tokens: "int | None"
    kind: "Literal['llm', 'embedding', 'reranker', 'retriever', 'tool', 'agent', 'chain', 'guardrail', 'evaluator', 'prompt', 'other']"
    latency_ms: "float"
    links: "list[Any]"
    model: "str | None"
    name: "str"
    orphan: "bool"
    output: "Any"
    output_tokens: "int | None"
    parent_id: "str | None"
    payload: "Literal['full', 'cut', 'none', 'left_out']"
    pipeline_ref: "str | None"
    principal_id: "str"
    principal_name: "str"
    prompt_ref: "str | None"
    prompt_version_id: "str | None"
    provider: "str | None"
    reasoning_tokens: "int | None"
    resource: "dict[str, Any]"
    run_id: "str | None"
    service: "str | None"
    session_id: "str | None"
    span_id: "str"
    started_at: "str"
    status: "Literal['unset', 'ok', 'error']"
    status_message: "str"
    trace_id: "str"
    user_id: "str | None"
    version_id: "str | None"
    version_ref: "str | None"


class Stage(TypedDict):
    attention: "list[Item]"
    counts: "dict[str, int]"
    headline: "str"
    running: "list[Item]"
    stage: "str"


class Started(TypedDict):
    job_id: "str"
    run_id: "str"


class Stats(TypedDict):
    bucket: "Literal['minute', 'hour', 'day']"
    by: "Literal['endpoint', 'model', 'version', 'prompt', 'pipeline', 'service', 'status'] | None"
    series: "list[StatsSeries]"
    since: "str"
    until: "str"


class StatsPoint(TypedDict):
    cost_micros: "int"
    errors: "int"
    first_token_mean_ms: "float | None"
    input_tokens: "int"
    latency_p50_ms: "float | None"
    latency_p95_ms: "float | None"
    latency_p99_ms: "float | None"
    output_tokens: "int"
    requests: "int"
    ts: "str"


class StatsSeries(TypedDict):
    points: "list[StatsPoint]"
    total: "StatsPoint"
    value: "str | None"


class StepOut(TypedDict):
    attempt: "int"
    finished_at: "str"
    name: "str"
    result: "Any"


class StreamOptions(TypedDict):
    include_usage: "NotRequired[bool | None]"


class Target(TypedDict):
    model: "NotRequired[str | None]"
    name: "NotRequired[str]"
    pipeline: "NotRequired[str | None]"
    prompt: "NotRequired[str | None]"
    weight: "NotRequired[float]"


class TraceOut(TypedDict):
    scores: "list[ScoreOut]"
    spans: "list[SpanOut]"
    summary: "TraceSummary"
    truncated: "bool"


class TraceSummary(TypedDict):
    cost_known: "bool"
    cost_micros: "int"
    endpoint: "str | None"
    errors: "int"
    input_tokens: "int"
    kind: "Literal['llm', 'embedding', 'reranker', 'retriever', 'tool', 'agent', 'chain', 'guardrail', 'evaluator', 'prompt', 'other']"
    latency_ms: "float"
    models: "list[str]"
    name: "str"
    output_tokens: "int"
    pipeline_ref: "str | None"
    prompt_ref: "str | None"
    root_span_id: "str"
    session_id: "str | None"
    spans: "int"
    started_at: "str"
    status: "Literal['unset', 'ok', 'error']"
    trace_id: "str"
    user_id: "str | None"
    version_ref: "str | None"


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
    remove: "NotRequired[bool]"
    to: "NotRequired[str | None]"


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


class TuningCreate(TypedDict):
    answer: "str"
    base: "str"
    dataset: "str"
    name: "str"
    prompt: "str"
    recipe: "NotRequired[Recipe]"
    sample: "NotRequired[Sample]"
    variables: "dict[str, str]"


class UploadOut(TypedDict):
    digest: "str"
    name: "str"
    size: "int"


class Variable(TypedDict):
    default: "NotRequired[JsonValue]"
    description: "NotRequired[str]"
    type: "NotRequired[Literal['any', 'text', 'number', 'integer', 'boolean', 'list', 'object']]"


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


class WebhookShown(TypedDict):
    created_at: "str"
    disabled_reason: "str"
    events: "list[str]"
    id: "str"
    is_enabled: "bool"
    name: "str"
    revision: "int"
    updated_at: "str"
    url: "str"


class Wheel(TypedDict):
    stages: "list[Stage]"


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
