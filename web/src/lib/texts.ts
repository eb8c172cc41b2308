import { plural } from "./plural";
import type { Stage } from "./stages";

/** Words that the whole application shares. What one area says alone stands in its own texts.ts. */
export const texts = {
  product: "Volano",
  tryAgain: "Try again",
  loading: "Loading",
  loadingMore: "Loading more",
  close: "Close",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  none: "–",
  content: "Content",
  request: (id: string) => `Request ${id}`,
  failedToLoad: "This could not be loaded",
  name: "Name",
  kind: "Kind",
  status: "Status",
  role: "Role",
  created: "Created",
  all: "All",
  search: "Search",
  sortBy: (column: string) => `Sort by ${column}`,
  actions: "Actions",
  version: (number: number) => `version ${number}`,
  needAttention: (count: number) => (count === 1 ? "1 needs attention" : `${count} need attention`),
  runningMark: (count: number) => `▸ ${count}`,
  attentionMark: (count: number) => `! ${count}`,
  running: (count: number) => `${count} running`,
} as const;

const COUNT_NAMES: Record<string, { one: string; other: string }> = {
  datasets: { one: "dataset", other: "datasets" },
  prompts: { one: "prompt", other: "prompts" },
  models: { one: "model", other: "models" },
  pipelines: { one: "pipeline", other: "pipelines" },
  versions: { one: "version", other: "versions" },
  endpoints: { one: "endpoint", other: "endpoints" },
  restricted: { one: "caller restricted", other: "callers restricted" },
  monitors: { one: "monitor", other: "monitors" },
  open: { one: "open", other: "open" },
  calls_24h: { one: "call in 24 h", other: "calls in 24 h" },
  errors_24h: { one: "error in 24 h", other: "errors in 24 h" },
};

/** What a figure of the wheel counts; a name that this page does not know yet is shown as it is. */
export function countName(name: string, count: number): string {
  const forms = COUNT_NAMES[name];
  return forms ? plural(count, forms) : name.replaceAll("_", " ");
}

export const stageNames: Record<Stage, string> = {
  data: "Data",
  prompts: "Prompts",
  tuning: "Tuning",
  evaluation: "Evaluation",
  catalog: "Catalog",
  serving: "Serving",
  telemetry: "Telemetry",
  monitoring: "Monitoring",
  feedback: "Feedback",
  pipelines: "Pipelines",
};
