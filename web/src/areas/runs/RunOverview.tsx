import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Run } from "@/api";
import { safeText } from "@/lib/safe-text";
import { ErrorNotice, Loaded } from "@/ui";
import { CurveControls } from "./CurveControls";
import { CurveGrid } from "./CurveGrid";
import { isLive, useRunMetrics } from "./queries";
import classes from "./RunOverview.module.css";
import { RunSide } from "./RunSide";
import type { RunView } from "./search";
import { texts } from "./texts";

const route = getRouteApi("/w/$workspace/runs/$runId");

/** A run at a glance: why it failed, its curves, and all that is known of it. */
export function RunOverview({ run, view }: { run: Run; view: RunView }) {
  const { workspace } = route.useParams();
  const navigate = route.useNavigate();
  const metrics = useRunMetrics(run.id, isLive(run));
  const sources = useMemo(() => [{ id: run.id, name: run.name, series: metrics.data?.curves ?? [] }], [run.id, run.name, metrics.data]);
  return (
    <div className={classes.layout}>
      <div className={classes.main}>
        <ErrorNotice error={run.error === null ? null : { message: texts.failed, hint: safeText(run.error) }} />
        <CurveControls view={view} onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }) as RunView, replace: true })} />
        <Loaded state={metrics} rows={8}>
          {() => <CurveGrid sources={sources} view={view} />}
        </Loaded>
      </div>
      <div className={classes.side}>
        <RunSide run={run} workspace={workspace} />
      </div>
    </div>
  );
}
