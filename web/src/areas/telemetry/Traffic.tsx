import { Empty, LineChart, Loaded, Panel } from "@/ui";
import { useTraffic } from "./queries";
import { texts } from "./texts";
import { latencyCurves, requestCurves } from "./traffic";
import classes from "./Traffic.module.css";

const SCALE = { x: "clock" as const, logarithmic: false };

/** Requests and latency of the last day, of all endpoints or of one. */
export function Traffic({ endpoint }: { endpoint?: string | undefined }) {
  return (
    <Loaded state={useTraffic(endpoint)} rows={4} isEmpty={({ series }) => series.length === 0} empty={<Empty title={texts.noTraffic} />}>
      {(stats) => (
        <div className={classes.charts}>
          <Panel title={texts.traffic} padded>
            <LineChart title={texts.traffic} curves={requestCurves(stats, texts.requests)} scale={SCALE} legend={false} />
          </Panel>
          <Panel title={texts.latency} padded>
            <LineChart title={texts.latency} curves={latencyCurves(stats, { p50: texts.p50, p95: texts.p95 })} scale={SCALE} />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
