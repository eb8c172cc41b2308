export const texts = {
  title: "Prompts",
  lede: "Prompts: written and compared together, hardened, improved.",
  empty: "No prompts yet",
  emptyHint: "Make the first one with volano prompts create, or from the SDK.",
} as const;
