export const texts = {
  title: "Tuning",
  lede: "Fine-tunings and the trials that search their settings, for quality and cost.",
} as const;
