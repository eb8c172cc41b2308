import type { Run } from "@/api";
import { formatMeasure } from "@/lib/numbers";
import type { DiffRow } from "@/ui";
import { flatten } from "./values";

function rows(columns: ReadonlyArray<ReadonlyMap<string, string>>, numeric: boolean): DiffRow[] {
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...names].map((name) => ({ name, numeric, values: columns.map((column) => column.get(name)) }));
}

/** The parameters of several runs side by side; a run that lacks one has undefined there. */
export function parameterRows(runs: readonly Run[]): DiffRow[] {
  return rows(runs.map(({ parameters }) => new Map(flatten(parameters))), false);
}

/** The last metrics of several runs side by side. */
export function metricRows(runs: readonly Run[]): DiffRow[] {
  return rows(runs.map(({ metrics }) => new Map(Object.entries(metrics).map(([key, { last }]) => [key, formatMeasure(Number(last))]))), true);
}
