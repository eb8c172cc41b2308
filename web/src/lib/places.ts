import type { Stage } from "./stages";

/** The stage at whose page the assets of a kind are listed. */
const STAGE_OF_ASSET: Record<string, Stage> = {
  dataset: "data",
  view: "data",
  prompt: "prompts",
  model: "catalog",
  suite: "catalog",
  endpoint_spec: "catalog",
  guardrail_policy: "catalog",
  pipeline: "pipelines",
  knowledge_base: "pipelines",
};

const SETTINGS: Record<string, string> = {
  person: "people",
  member: "people",
  service_account: "service-accounts",
  key: "keys",
  webhook: "webhooks",
};

export interface NamedObject {
  kind: string;
  id: string;
  name: string;
}

export interface Place {
  path: string;
  search: Record<string, string>;
}

const PLACES: Record<string, (object: NamedObject) => Place> = {
  run: ({ id }) => ({ path: `runs/${encodeURIComponent(id)}`, search: {} }),
  job: ({ id }) => ({ path: "jobs", search: { job: id } }),
  transition: ({ id }) => ({ path: "catalog/transitions", search: { transition: id } }),
  evaluation: ({ id }) => ({ path: "evaluation", search: { evaluation: id } }),
  endpoint: ({ id }) => ({ path: "serving", search: { endpoint: id } }),
  principal: () => ({ path: "serving", search: {} }),
  monitor: ({ id }) => ({ path: "monitoring", search: { monitor: id } }),
  review: ({ id }) => ({ path: "feedback", search: { review: id } }),
  review_queue: () => ({ path: "feedback", search: {} }),
  reviews: () => ({ path: "feedback", search: {} }),
  trace: ({ id }) => ({ path: "telemetry", search: { trace: id } }),
  spans: () => ({ path: "telemetry", search: {} }),
  scores: () => ({ path: "telemetry", search: {} }),
};

/** The place of an asset or one of its versions, which are named like `dataset/mails` and `dataset/mails@2`. */
function assetPlace(kind: string, name: string): Place | null {
  const plain = name.split("@")[0] ?? name;
  const [first = "", second] = plain.split("/");
  const [assetKind, assetName] = second === undefined ? [kind, first] : [first, second];
  const stage = STAGE_OF_ASSET[assetKind];
  return stage ? { path: stage, search: { kind: assetKind, asset: assetName } } : null;
}

/** The path (below the workspace) and search of the page that shows an object; null for what has no page. */
export function placeOf(object: NamedObject): Place | null {
  const known = PLACES[object.kind];
  if (known) return known(object);
  const settings = SETTINGS[object.kind];
  return settings ? { path: `settings/${settings}`, search: {} } : assetPlace(object.kind, object.name);
}
