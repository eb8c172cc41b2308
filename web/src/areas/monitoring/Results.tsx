import type { MonitorResult } from "@/api";
import { formatMeasure } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { DataTable, LineChart, Moment, type Column, type Curve } from "@/ui";
import { texts } from "./texts";

const SCALE = { x: "clock" as const, logarithmic: false };

const COLUMNS: Array<Column<MonitorResult>> = [
  { key: "when", title: texts.when, render: ({ ran_at }) => <Moment at={ran_at} /> },
  { key: "n", title: texts.sample, width: "80px", align: "end", render: ({ n }) => n },
  { key: "value", title: texts.value, width: "110px", align: "end", render: ({ value }) => (value === null ? common.none : formatMeasure(value)) },
];

function curve(results: readonly MonitorResult[]): Curve[] {
  const points = results
    .toSorted((one, other) => Date.parse(one.ran_at) - Date.parse(other.ran_at))
    .map(({ ran_at, value }) => [Date.parse(ran_at), value ?? Number.NaN] as const);
  return [{ id: "value", name: texts.value, color: 0, points }];
}

/** What a monitor found, look by look. */
export function Results({ results }: { results: readonly MonitorResult[] }) {
  if (results.length === 0) return <p>{texts.noResults}</p>;
  return (
    <>
      {results.length > 1 && <LineChart title={texts.results} curves={curve(results)} scale={SCALE} legend={false} />}
      <DataTable label={texts.results} columns={COLUMNS} rows={results} rowKey={({ id }) => id} />
    </>
  );
}
