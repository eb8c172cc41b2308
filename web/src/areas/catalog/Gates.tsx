import type { Transition } from "@/api";
import { formatMeasure } from "@/lib/numbers";
import { StatusMark, UserText, type Tone } from "@/ui";
import classes from "./Gates.module.css";
import { texts } from "./transition-texts";

const TONES: Record<string, Tone> = { passed: "good", failed: "bad", error: "bad", missing: "waiting", stale: "warn" };

type Gate = Transition["gates"][number];

function evidence({ observed, threshold, ci_low, ci_high, n }: Gate): string {
  return [
    observed === null ? "" : `${texts.observed} ${formatMeasure(observed)}`,
    threshold === null ? "" : `${texts.threshold} ${formatMeasure(threshold)}`,
    ci_low === null || ci_high === null ? "" : texts.interval(formatMeasure(ci_low), formatMeasure(ci_high)),
    n === null ? "" : texts.sample(n),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The gates of a transition with what was observed. */
export function Gates({ gates }: { gates: readonly Gate[] }) {
  if (gates.length === 0) return <p className={classes.quiet}>{texts.noGates}</p>;
  return (
    <ul className={classes.list}>
      {gates.map((gate) => (
        <li key={`${gate.name} ${JSON.stringify(gate.parameters)}`}>
          <span className={classes.name}>
            <UserText longest={120}>{gate.name}</UserText>
          </span>
          <StatusMark tone={TONES[gate.status] ?? "quiet"}>{gate.status}</StatusMark>
          <span className={classes.words}>
            <UserText>{gate.words}</UserText>
          </span>
          <span className={classes.quiet}>{evidence(gate)}</span>
        </li>
      ))}
    </ul>
  );
}
