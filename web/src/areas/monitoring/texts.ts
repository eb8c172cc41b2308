export const texts = {
  title: "Monitoring",
  lede: "Drift, quality, cost and abuse, watched by rules that alert.",
  empty: "No alert rules yet",
  emptyHint: "Add a rule with volano alerts create; what fires stands here.",
} as const;
