import { LineChart as Lines } from "echarts/charts";
import { DataZoomInsideComponent, GridComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { lineOptions, readPalette, type Curve, type LineScale } from "./line-options";

register([Lines, GridComponent, TooltipComponent, DataZoomInsideComponent, CanvasRenderer]);

/** The drawing of a line chart. Heavy: reach it through ui/LineChart, which loads it when it is needed. */
export function LinePlot({ curves, scale, label }: { curves: readonly Curve[]; scale: LineScale; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);

  useEffect(() => {
    if (!box.current) return undefined;
    const made = init(box.current);
    chart.current = made;
    const resizing = new ResizeObserver(() => made.resize());
    resizing.observe(box.current);
    return () => {
      resizing.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(lineOptions(curves, scale, readPalette()), { replaceMerge: ["series"], lazyUpdate: true });
  }, [curves, scale]);

  return <div ref={box} role="img" aria-label={label} style={{ width: "100%", height: "100%" }} />;
}
