import type { Stats } from "@/api";
import type { Curve, PlotPoint } from "@/ui";

type Series = Stats["series"][number];
type StatsPoint = Series["points"][number];

const HOUR = 3_600_000;

function line(id: string, name: string, color: number, points: readonly PlotPoint[]): Curve {
  return { id, name, color, points };
}

/** Every hour of the time asked for; `idle` stands for those in which nothing happened. */
function hourly(stats: Stats, series: Series, idle: number, value: (point: StatsPoint) => number | null): PlotPoint[] {
  const known = new Map(series.points.map((point) => [Date.parse(point.ts), point]));
  const points: PlotPoint[] = [];
  for (let hour = Date.parse(stats.since); hour < Date.parse(stats.until); hour += HOUR) {
    const point = known.get(hour);
    points.push([hour, (point && value(point)) ?? idle]);
  }
  return points;
}

/** Requests an hour as one curve. */
export function requestCurves(stats: Stats, name: string): Curve[] {
  return stats.series.slice(0, 1).map((series) => line("requests", name, 0, hourly(stats, series, 0, ({ requests }) => requests)));
}

/** The middle and the slow end of the latency; hours without a call leave a gap. */
export function latencyCurves(stats: Stats, names: { p50: string; p95: string }): Curve[] {
  return stats.series.slice(0, 1).flatMap((series) => {
    const of = (key: "latency_p50_ms" | "latency_p95_ms"): PlotPoint[] => hourly(stats, series, Number.NaN, (point) => point[key]);
    return [line("p50", names.p50, 0, of("latency_p50_ms")), line("p95", names.p95, 1, of("latency_p95_ms"))];
  });
}
