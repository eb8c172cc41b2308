export const texts = {
  title: "Telemetry",
  lede: "Traces, costs and sessions of what is served, never lost once acknowledged.",
  empty: "No spans yet",
  emptyHint: "Point an OpenTelemetry exporter at this server; what it sends is counted here.",
} as const;
