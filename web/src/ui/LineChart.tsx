import { useComputedColorScheme } from "@mantine/core";
import { lazy, Suspense } from "react";
import { formatMeasure } from "@/lib/numbers";
import { safeText } from "@/lib/safe-text";
import classes from "./LineChart.module.css";
import type { Curve, LineScale } from "./plot/line-options";
import { Waiting } from "./Waiting";

const LinePlot = lazy(async () => ({ default: (await import("./plot/LinePlot")).LinePlot }));
const COLORS = 8;

interface LineChartProps {
  title: string;
  curves: readonly Curve[];
  scale: LineScale;
  legend?: boolean;
}

/** Curves over steps or time. Its label reads out each curve's newest value, for those who do not see the drawing. */
export function LineChart({ title, curves, scale, legend = true }: LineChartProps) {
  const scheme = useComputedColorScheme();
  const newest = curves.map(({ name, points }) => `${safeText(name, 60)} ${formatMeasure(points.findLast(([, y]) => Number.isFinite(y))?.[1] ?? Number.NaN)}`);
  return (
    <div>
      <div className={classes.plot}>
        <Suspense fallback={<Waiting rows={6} />}>
          {/* Drawn anew in another scheme: the canvas copies its colours from the page. */}
          <LinePlot key={scheme} curves={curves} scale={scale} label={`${title}: ${newest.join(", ")}`} />
        </Suspense>
      </div>
      {legend && (
        <div className={classes.legend} aria-hidden>
          {curves.map(({ id, color }, index) => (
            <span key={id} className={classes.item}>
              <span className={classes.swatch} style={{ background: `var(--curve-${(color % COLORS) + 1})` }} />
              <bdi>{newest[index]}</bdi>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
