export const texts = {
  title: "Evaluation",
  lede: "Scores of models, prompts and pipelines, with their confidence.",
} as const;
