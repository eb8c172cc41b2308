/** First member of every query key. Areas build their key factories on these; events renew queries by them. */
export const ROOTS = {
  session: "session",
  sessions: "sessions",
  transitions: "transitions",
  wheel: "wheel",
  events: "events",
  runs: "runs",
  jobs: "jobs",
  assets: "assets",
  datasets: "datasets",
  endpoints: "endpoints",
  evaluations: "evaluations",
  monitors: "monitors",
  reviews: "reviews",
  traces: "traces",
  members: "members",
  serviceAccounts: "service-accounts",
  keys: "keys",
  webhooks: "webhooks",
  audit: "audit",
} as const;

export type Root = (typeof ROOTS)[keyof typeof ROOTS];
