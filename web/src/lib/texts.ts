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
  request: (id: string) => `Request ${id}`,
  failedToLoad: "This could not be loaded",
  unknownActor: "Volano",
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
