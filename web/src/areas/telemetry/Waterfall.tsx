import type { Span } from "@/api";
import { formatDuration } from "@/lib/numbers";
import { UserText } from "@/ui";
import classes from "./Waterfall.module.css";

interface WaterfallProps {
  spans: readonly Span[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

/** The spans of a trace one below the other, each where it lay in time. */
export function Waterfall({ spans, selected, onSelect }: WaterfallProps) {
  const starts = spans.map(({ started_at }) => Date.parse(started_at));
  const first = Math.min(...starts);
  const whole = Math.max(1, ...spans.map(({ latency_ms }, index) => (starts[index] ?? first) - first + latency_ms));
  const share = (milliseconds: number): string => `${Math.min(100, (milliseconds / whole) * 100).toFixed(2)}%`;
  return (
    <ol className={classes.list}>
      {spans.map(({ span_id, name, depth, latency_ms, status }, index) => (
        <li key={span_id}>
          <button
            type="button"
            className={classes.span}
            aria-pressed={span_id === selected}
            onClick={() => onSelect(span_id)}
          >
            <span className={classes.name} style={{ paddingInlineStart: Math.min(depth, 12) * 12 }}>
              <UserText longest={120}>{name}</UserText>
            </span>
            <span className={classes.track}>
              <span
                className={`${classes.bar} ${status === "error" ? classes.failed : ""}`}
                style={{ insetInlineStart: share((starts[index] ?? first) - first), width: share(latency_ms) }}
              />
            </span>
            <span className={classes.time}>{formatDuration(latency_ms / 1000)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
