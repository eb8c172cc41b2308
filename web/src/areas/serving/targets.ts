import type { Endpoint } from "@/api";

export type Target = Endpoint["plan"]["targets"][number];

/** What a target is called: its own name, or what it runs. */
export function targetName({ name, model, pipeline }: Target): string {
  return name || model || pipeline || "";
}

/** The share of the traffic that each target gets, between 0 and 1. */
export function sharesOf(targets: readonly Target[]): number[] {
  const weights = targets.map(({ weight }) => weight ?? 1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum === 0 ? 0 : weight / sum));
}
