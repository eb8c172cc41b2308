/** The stages of the wheel in the order in which it turns. */
export const STAGES = [
  "data",
  "prompts",
  "tuning",
  "evaluation",
  "catalog",
  "serving",
  "telemetry",
  "monitoring",
  "feedback",
  "pipelines",
] as const;

export type Stage = (typeof STAGES)[number];

export function isStage(value: string): value is Stage {
  return (STAGES as readonly string[]).includes(value);
}
