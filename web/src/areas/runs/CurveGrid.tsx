import { useMemo } from "react";
import { Empty, LineChart, UserText, WhenSeen } from "@/ui";
import classes from "./CurveGrid.module.css";
import { curvesByMetric, type CurveSource } from "./curves";
import type { CurveView } from "./search";
import { texts } from "./texts";

/** One chart per metric; the runs overlaid in each. */
export function CurveGrid({ sources, view }: { sources: readonly CurveSource[]; view: CurveView }) {
  const charts = useMemo(() => curvesByMetric(sources, view), [sources, view]);
  const scale = useMemo(() => ({ x: view.x ?? ("step" as const), logarithmic: view.log === "y" }), [view.x, view.log]);
  if (charts.size === 0) return <Empty title={texts.noCurves}>{texts.noCurvesHint}</Empty>;
  return (
    <div className={classes.grid}>
      {[...charts].map(([metric, curves]) => (
        <section key={metric} className={classes.chart} aria-label={metric}>
          <h2>
            <UserText longest={120}>{metric}</UserText>
          </h2>
          <WhenSeen height={220}>
            <LineChart title={metric} curves={curves} scale={scale} legend={sources.length > 1} />
          </WhenSeen>
        </section>
      ))}
    </div>
  );
}
