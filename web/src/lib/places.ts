import type { Stage } from "./stages";

/** The stage at whose page the assets of a kind are listed. */
export const STAGE_OF_ASSET: Record<string, Stage> = {
  dataset: "data",
  view: "data",
  prompt: "prompts",
  model: "catalog",
  suite: "catalog",
  endpoint: "serving",
  endpoint_spec: "serving",
  guardrail_policy: "serving",
  pipeline: "pipelines",
  knowledge_base: "pipelines",
};

const STAGE_OF_OTHER: Record<string, Stage> = { alert: "monitoring", queue: "feedback", trace: "telemetry" };

const SETTINGS: Record<string, string> = {
  person: "people",
  member: "people",
  service_account: "service-accounts",
  key: "keys",
  webhook: "webhooks",
};

/** The path (below the workspace) and search of the page that shows an object; null for what has no page. */
export function placeOf(object: { kind: string; id: string; name: string }): { path: string; search: Record<string, string> } | null {
  const { kind, id, name } = object;
  if (kind === "run") return { path: `runs/${encodeURIComponent(id)}`, search: {} };
  if (kind === "transition") return { path: "catalog/transitions", search: { transition: id } };
  if (kind === "job") return { path: "jobs", search: { job: id } };
  const stage = STAGE_OF_ASSET[kind];
  if (stage) return { path: stage, search: { kind, asset: name.split("@")[0] ?? name } };
  const other = STAGE_OF_OTHER[kind];
  if (other) return { path: other, search: {} };
  const page = SETTINGS[kind];
  return page ? { path: `settings/${page}`, search: {} } : null;
}
