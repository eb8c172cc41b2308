import type { MetricCurve } from "@/api";
import { smooth } from "@/lib/smoothing";
import type { Curve, PlotPoint } from "@/ui";
import type { CurveView } from "./search";

export interface CurveSource {
  id: string;
  name: string;
  series: readonly MetricCurve[];
}

function pointsOf({ points }: MetricCurve, view: CurveView): PlotPoint[] {
  const start = Date.parse(points[0]?.ts ?? "");
  return points.map(({ step, value, ts }) => [view.x === "elapsed" ? (Date.parse(ts) - start) / 1000 : step, Number(value)]);
}

/** The curves of some runs by metric, in the order in which the metrics first appear; a run keeps its colour everywhere. */
export function curvesByMetric(sources: readonly CurveSource[], view: CurveView): Map<string, Curve[]> {
  const wanted = view.metric?.toLowerCase();
  const charts = new Map<string, Curve[]>();
  sources.forEach(({ id, name, series }, color) => {
    for (const one of series) {
      if (wanted && !one.key.toLowerCase().includes(wanted)) continue;
      const raw = pointsOf(one, view);
      const weight = view.smooth ?? 0;
      const smoothed = smooth(raw.map(([, y]) => y), weight);
      const points = weight === 0 ? raw : raw.map(([x], index): PlotPoint => [x, smoothed[index] ?? Number.NaN]);
      const curve: Curve = { id, name, color, points, raw: weight === 0 ? undefined : raw };
      charts.set(one.key, [...(charts.get(one.key) ?? []), curve]);
    }
  });
  // A single value is no curve; it stands among the metrics.
  return new Map([...charts].filter(([, curves]) => curves.some(({ points }) => points.length > 1)));
}
