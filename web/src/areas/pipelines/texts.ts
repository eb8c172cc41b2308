export const texts = {
  title: "Pipelines",
  lede: "Chains of calls and retrieval, versioned, traced, evaluated and served like a model.",
  empty: "No pipelines yet",
  emptyHint: "Publish one with volano pipelines publish, or from the SDK.",
} as const;
