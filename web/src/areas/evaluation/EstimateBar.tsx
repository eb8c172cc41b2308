import { formatMeasure } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import classes from "./EstimateBar.module.css";
import type { Estimate } from "./summary";
import { texts } from "./texts";

function percent(value: number): string {
  return `${(Math.min(1, Math.max(0, value)) * 100).toFixed(2)}%`;
}

/** A share with its interval, drawn between 0 and 1. */
export function EstimateBar({ estimate }: { estimate: Estimate | null | undefined }) {
  if (!estimate) return common.none;
  const { value, low, high } = estimate;
  return (
    <span className={classes.bar} title={texts.interval(formatMeasure(value), formatMeasure(low), formatMeasure(high))}>
      <span className={classes.track} aria-hidden>
        <span className={classes.interval} style={{ insetInlineStart: percent(low), width: percent(high - low) }} />
        <span className={classes.value} style={{ insetInlineStart: percent(value) }} />
      </span>
      {value.toFixed(3)}
    </span>
  );
}
