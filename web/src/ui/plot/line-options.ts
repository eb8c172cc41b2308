import type { EChartsCoreOption } from "echarts/core";
import { formatCount, formatDuration, formatMeasure } from "@/lib/numbers";
import { formatHour } from "@/lib/time";

export type PlotPoint = readonly [x: number, y: number];

export interface Curve {
  id: string;
  name: string;
  /** Which curve colour, from 0. */
  color: number;
  points: readonly PlotPoint[];
  /** The unsmoothed values, drawn faintly behind. */
  raw?: readonly PlotPoint[] | undefined;
}

export interface LineScale {
  /** Steps, seconds since the start, or moments (milliseconds since 1970) told by the clock. */
  x: "step" | "elapsed" | "clock";
  logarithmic: boolean;
}

const READ_X = { step: formatCount, elapsed: formatDuration, clock: formatHour };

export const CURVE_COLORS = 8;

/** Colours of the page as canvas can take them. */
export interface Palette {
  curves: readonly string[];
  ink: string;
  quiet: string;
  line: string;
  sheet: string;
  font: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    curves: Array.from({ length: CURVE_COLORS }, (_, curve) => token(`--curve-${curve + 1}`)),
    ink: token("--ink"),
    quiet: token("--ink-3"),
    line: token("--line"),
    sheet: token("--sheet"),
    font: token("--sans"),
  };
}

interface TooltipItem {
  seriesName?: string;
  color?: unknown;
  value?: unknown;
  axisValue?: number;
  seriesId?: string;
}

/** The tooltip as elements: a string of HTML would let a name inject markup, and its style attributes are refused by the CSP. */
function tooltip(items: readonly TooltipItem[], readX: (x: number) => string): HTMLElement {
  const box = document.createElement("div");
  const head = box.appendChild(document.createElement("div"));
  head.textContent = readX(items[0]?.axisValue ?? 0);
  head.style.fontWeight = "600";
  for (const item of items) {
    if (item.seriesId?.endsWith(":raw") || !Array.isArray(item.value)) continue;
    const line = box.appendChild(document.createElement("div"));
    const swatch = line.appendChild(document.createElement("span"));
    Object.assign(swatch.style, { display: "inline-block", width: "10px", height: "3px", marginRight: "6px", verticalAlign: "middle" });
    swatch.style.background = String(item.color);
    line.append(`${item.seriesName ?? ""}  ${formatMeasure(Number(item.value[1]))}`);
  }
  return box;
}

/** Whether some point has gaps on both sides, so that no line would show it. */
function hasLonePoint(points: readonly PlotPoint[]): boolean {
  const drawn = (index: number): boolean => Number.isFinite(points[index]?.[1]);
  return points.some((_, index) => drawn(index) && !drawn(index - 1) && !drawn(index + 1));
}

function series(curves: readonly Curve[], palette: Palette, scale: LineScale): Array<Record<string, unknown>> {
  const usable = (points: readonly PlotPoint[]): readonly PlotPoint[] => (scale.logarithmic ? points.filter(([, y]) => y > 0) : points);
  const common = { type: "line", showSymbol: false, sampling: "lttb", animation: false, emphasis: { disabled: true } };
  return curves.flatMap(({ id, name, color, points, raw }) => {
    const stroke = palette.curves[color % CURVE_COLORS];
    const dash = color >= CURVE_COLORS ? [6, 4] : "solid";
    const drawn = { ...common, id, name, data: usable(points), color: stroke, lineStyle: { width: 1.75, type: dash }, showSymbol: hasLonePoint(points), symbolSize: 5 };
    if (!raw) return [drawn];
    return [{ ...common, id: `${id}:raw`, name, data: usable(raw), color: stroke, silent: true, lineStyle: { width: 1, opacity: 0.25 } }, drawn];
  });
}

/** The whole chart as ECharts options. */
export function lineOptions(curves: readonly Curve[], scale: LineScale, palette: Palette): EChartsCoreOption {
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.quiet, fontFamily: palette.font, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
  };
  const readX = READ_X[scale.x];
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 10, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...axis, type: scale.x === "clock" ? "time" : "value", min: "dataMin", max: "dataMax", splitLine: { show: false }, axisLabel: { ...axis.axisLabel, formatter: readX, showMaxLabel: false } },
    yAxis: { ...axis, type: scale.logarithmic ? "log" : "value", scale: true, axisLabel: { ...axis.axisLabel, formatter: formatMeasure } },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.sheet,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontFamily: palette.font, fontSize: 12 },
      axisPointer: { lineStyle: { color: palette.quiet } },
      formatter: (items: TooltipItem | TooltipItem[]) => tooltip(Array.isArray(items) ? items : [items], readX),
    },
    dataZoom: [{ type: "inside", zoomOnMouseWheel: "shift", filterMode: "none" }],
    series: series(curves, palette, scale),
  };
}
