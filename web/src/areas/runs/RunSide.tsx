import { Link } from "@tanstack/react-router";
import type { MetricSummary, Run } from "@/api";
import { formatDuration, formatMeasure, formatMoney } from "@/lib/numbers";
import { texts as common } from "@/lib/texts";
import { secondsBetween } from "@/lib/time";
import { useNow } from "@/lib/use-now";
import { Digest, Facts, Moment, Panel, Tag, UserText } from "@/ui";
import { Artifacts } from "./Artifacts";
import { Links } from "./Links";
import { texts } from "./texts";
import { flatten } from "./values";

function metricFact([name, { last, min, max }]: [string, MetricSummary]) {
  const range = min === null || max === null ? undefined : texts.range(formatMeasure(min), formatMeasure(max));
  return [name, <strong key={name} title={range}>{formatMeasure(Number(last))}</strong>] as const; // prettier-ignore
}

/** All that is known of a run beside its curves. */
export function RunSide({ run, workspace }: { run: Run; workspace: string }) {
  const now = useNow();
  const parameters = flatten(run.parameters);
  const metrics = Object.entries(run.metrics);
  const tags = Object.entries(run.tags);
  const job = run.job_id && (
    <Link to="/w/$workspace/jobs" params={{ workspace }} search={{ job: run.job_id }}>
      {run.job_id}
    </Link>
  );
  return (
    <>
      <Panel title={texts.metrics} padded>
        {metrics.length > 0 ? <Facts facts={metrics.map(metricFact)} /> : <p>{texts.noMetrics}</p>}
      </Panel>
      <Panel title={texts.parameters} padded>
        {parameters.length > 0 ? (
          <Facts facts={parameters.map(([name, value]) => [name, <UserText key={name}>{value}</UserText>])} />
        ) : (
          <p>{texts.noParameters}</p>
        )}
      </Panel>
      <Panel title={texts.inputs} padded>
        <Links links={run.inputs} none={texts.noInputs} />
      </Panel>
      <Panel title={texts.outputs} padded>
        <Links links={run.outputs} none={texts.noOutputs} />
      </Panel>
      <Panel title={texts.artifacts} padded>
        <Artifacts artifacts={run.artifacts} />
      </Panel>
      <Panel title={texts.facts} padded>
        <Facts
          facts={[
            [texts.by, <UserText key="by">{run.started_by}</UserText>],
            [texts.started, <Moment key="started" at={run.started_at} />],
            [texts.duration, formatDuration(secondsBetween(run.started_at, run.finished_at, now))],
            [texts.cost, run.cost_micros === 0 ? common.none : formatMoney(run.cost_micros / 1e6)],
            [texts.tags, tags.length > 0 ? tags.map(([name, value]) => <Tag key={name}>{`${name}: ${value}`}</Tag>) : common.none],
            [texts.code, run.code_version === null ? common.none : <code key="code">{run.code_version}</code>],
            [texts.seed, run.seed ?? common.none],
            [texts.job, job || common.none],
            [texts.id, <Digest key="id" value={run.id} shown={40} />],
          ]}
        />
      </Panel>
    </>
  );
}
