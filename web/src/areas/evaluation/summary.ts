import type { Evaluation } from "@/api";

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface ClassQuality {
  label: string;
  support: number;
  precision: Estimate | null;
  recall: Estimate | null;
  f1: Estimate | null;
}

interface Quality {
  accuracy: Estimate;
  macro_f1: Estimate;
  invalid: Estimate;
  labels: string[];
  classes: ClassQuality[];
  /** Expected by row, answered by column; the last column counts invalid answers. */
  confusion: number[][];
}

/** The summary as the server writes it; its schema is open, since each kind of scorer adds its own figures. */
export interface Summary {
  n: number;
  latency: { p50: { value: number }; p95: { value: number } };
  input_tokens: number;
  output_tokens: number;
  quality?: Quality;
  score?: Estimate;
}

export function summaryOf({ summary }: Evaluation): Summary | null {
  return summary as Summary | null;
}

/** The one figure that a list shows: accuracy where labels were asked for, else the mean score. */
export function mainEstimate(summary: Summary): Estimate | undefined {
  return summary.quality?.accuracy ?? summary.score;
}
