export const texts = {
  title: "Serving",
  lede: "Endpoints: stable names that resolve to versions, with a traffic plan.",
  empty: "No endpoints yet",
  emptyHint: "Make one with volano endpoints create; applications then call it by its name.",
} as const;
