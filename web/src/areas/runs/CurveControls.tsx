import { Checkbox, SegmentedControl } from "@mantine/core";
import { SearchField } from "@/ui";
import classes from "./CurveGrid.module.css";
import type { CurveView } from "./search";
import { texts } from "./texts";

type Change = { [K in keyof CurveView]: CurveView[K] | undefined };

/** How curves are drawn: axis, scale, smoothing, which metrics. All of it stands in the link. */
export function CurveControls({ view, onChange }: { view: CurveView; onChange: (change: Change) => void }) {
  const smoothing = view.smooth ?? 0;
  return (
    <div className={classes.controls}>
      <SearchField value={view.metric ?? ""} label={texts.metricFilter} onChange={(metric) => onChange({ metric: metric || undefined })} />
      <SegmentedControl
        size="xs"
        aria-label={texts.xAxis}
        value={view.x ?? "step"}
        onChange={(x) => onChange({ x: x === "elapsed" ? "elapsed" : undefined })}
        data={[
          { value: "step", label: texts.step },
          { value: "elapsed", label: texts.elapsed },
        ]}
      />
      <Checkbox size="xs" label={texts.logScale} checked={view.log === "y"} onChange={({ currentTarget }) => onChange({ log: currentTarget.checked ? "y" : undefined })} />
      <label className={classes.smoothing}>
        {texts.smoothing}
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onChange={({ currentTarget }) => onChange({ smooth: Number(currentTarget.value) || undefined })}
        />
        <output>{smoothing.toFixed(2)}</output>
      </label>
    </div>
  );
}
