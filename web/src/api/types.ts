import type { components } from "./schema";

type Schemas = components["schemas"];

export type Asset = Schemas["AssetOut"];
export type AuditReport = Schemas["AuditReport"];
export type Delivery = Schemas["DeliveryShown"];
export type AliasRow = Schemas["AliasOut"];
export type Alert = Schemas["AlertOut"];
export type Endpoint = Schemas["EndpointOut"];
export type Evaluation = Schemas["EvaluationOut"];
export type Monitor = Schemas["MonitorOut"];
export type MonitorResult = Schemas["ResultOut"];
export type Review = Schemas["ReviewOut"];
export type Row = Schemas["RowPage"]["items"][number];
export type Score = Schemas["ScoreOut"];
export type Span = Schemas["SpanOut"];
export type Stats = Schemas["Stats"];
export type Trace = Schemas["TraceOut"];
export type TraceSummary = Schemas["TraceSummary"];
export type Device = Schemas["DeviceShown"];
export type JobDetail = Schemas["JobDetail"];
export type Job = Schemas["JobOut"];
export type Key = Schemas["KeyShown"];
export type Link = Schemas["Link"];
export type Member = Schemas["MemberShown"];
export type MetricCurve = Schemas["MetricCurve"];
export type MetricSummary = Schemas["MetricSummary"];
type Person = Schemas["PersonShown"];
export type Run = Schemas["RunOut"];
export type ServiceAccount = Schemas["ServiceAccountShown"];
export type Transition = Schemas["TransitionOut"];
export type TransitionSummary = Schemas["TransitionSummary"];
export type Version = Schemas["VersionSummary"];
export type VolanoEvent = Schemas["EventShown"];
export type Webhook = Schemas["WebhookShown"];
export type Wheel = Schemas["Wheel"];
export type WheelItem = Schemas["Item"];
export type WheelStage = Schemas["Stage"];
export type Workspace = Schemas["WorkspaceShown"];
export type Role = Workspace["role"];

/** Who is signed in; nobody while person is null. */
export interface Session {
  person: Person | null;
  csrf_token: string | null;
  workspaces: Workspace[];
  setup_needed: boolean;
}

/** One page of a list, with the cursor of the next one. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** From the fewest rights to the most. */
export const ROLES: readonly Role[] = ["viewer", "annotator", "editor", "maintainer", "admin"];

/** Whether a role has at least the rights of another. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
