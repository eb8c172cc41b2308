import { Checkbox, Stack } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Run } from "@/api";
import { Empty, Failure, Page, Panel, Waiting } from "@/ui";
import { metricRows, parameterRows } from "../compare";
import { CompareHead } from "../CompareHead";
import { CompareTable } from "../CompareTable";
import { CurveControls } from "../CurveControls";
import { CurveGrid } from "../CurveGrid";
import { useCompared } from "../queries";
import type { CompareView } from "../search";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/runs/compare");

export function ComparePage() {
  const { workspace } = route.useParams();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const ids = view.runs?.split(",").filter(Boolean) ?? [];
  const { runs, metrics } = useCompared(ids);

  const loaded = runs.map(({ data }) => data).filter((run): run is Run => run !== undefined);
  const failed = runs.find(({ error }) => error);
  const change = (part: Partial<Record<keyof CompareView, unknown>>): void =>
    void navigate({ search: (before) => ({ ...before, ...part }) as CompareView, replace: true });
  const heads = loaded.map((run, color) => ({
    key: run.id,
    head: <CompareHead run={run} color={color} onRemove={() => change({ runs: ids.filter((id) => id !== run.id).join(",") })} />,
  }));
  const sources = loaded.map((run) => ({ id: run.id, name: run.name, series: metrics[ids.indexOf(run.id)]?.data?.curves ?? [] }));
  const onlyDifferences = view.only === "differences";
  const waiting = runs.some(({ isPending }) => isPending);

  return (
    <Page
      title={texts.compareTitle(ids.length)}
      above={
        <Link to="/w/$workspace/runs" params={{ workspace }}>
          {texts.toRuns}
        </Link>
      }
    >
      {ids.length === 0 && <Empty title={texts.compareEmpty}>{texts.compareEmptyHint}</Empty>}
      {failed?.error && <Failure error={failed.error} onRetry={() => void failed.refetch()} />}
      {waiting && <Waiting rows={8} />}
      {loaded.length > 0 && !waiting && (
        <Stack gap="var(--s5)">
          <Checkbox
            size="xs"
            label={texts.onlyDifferences}
            checked={onlyDifferences}
            onChange={({ currentTarget }) => change({ only: currentTarget.checked ? "differences" : undefined })}
          />
          <Panel title={texts.metrics}>
            <CompareTable label={texts.metrics} heads={heads} rows={metricRows(loaded)} onlyDifferences={onlyDifferences} />
          </Panel>
          <Panel title={texts.parameters}>
            <CompareTable label={texts.parameters} heads={heads} rows={parameterRows(loaded)} onlyDifferences={onlyDifferences} />
          </Panel>
          <CurveControls view={view} onChange={change} />
          <CurveGrid sources={sources} view={view} />
        </Stack>
      )}
    </Page>
  );
}
