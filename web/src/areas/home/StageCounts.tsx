import type { ReactNode } from "react";
import type { Stage } from "@/lib/stages";
import { formatCount } from "@/lib/numbers";
import { Loaded } from "@/ui";
import { useWheel } from "./queries";
import classes from "./StageCounts.module.css";

/** The figures of one stage. */
export function StageCounts({ stage: id, empty }: { stage: Stage; empty: ReactNode }) {
  return (
    <Loaded state={useWheel()} rows={2}>
      {({ stages }) => {
        const counts = Object.entries(stages.find(({ stage }) => stage === id)?.counts ?? {});
        if (counts.every(([, count]) => count === 0)) return empty;
        return (
          <dl className={classes.counts}>
            {counts.map(([name, count]) => (
              <div key={name}>
                <dt>{name.replaceAll("_", " ")}</dt>
                <dd>{formatCount(count)}</dd>
              </div>
            ))}
          </dl>
        );
      }}
    </Loaded>
  );
}
