import { getRouteApi } from "@tanstack/react-router";
import { compact } from "@/lib/search-params";
import { texts as common } from "@/lib/texts";
import { ChoiceFilter, Empty, Page, PagedTable, SearchField, SidePanel, Toolbar } from "@/ui";
import { useTraces } from "../queries";
import type { TraceSearch } from "../search";
import { texts } from "../texts";
import { traceColumns } from "../trace-columns";
import { TraceDetail } from "../TraceDetail";
import { Traffic } from "../Traffic";

const route = getRouteApi("/w/$workspace/telemetry");

export function TelemetryPage() {
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { trace, ...filters } = search;
  const traces = useTraces(filters);
  const go = (next: TraceSearch): void => void navigate({ search: next });
  const filtered = filters.endpoint !== undefined || filters.status !== undefined;
  return (
    <Page title={texts.title} lede={texts.lede}>
      <Traffic endpoint={filters.endpoint} />
      <Toolbar>
        <SearchField value={filters.endpoint ?? ""} label={texts.endpointFilter} onChange={(endpoint) => go(compact({ status: filters.status, endpoint: endpoint || undefined }))} />
        <ChoiceFilter
          label={common.status}
          value={filters.status}
          choices={(["ok", "error"] as const).map((value) => ({ value, label: texts.statuses[value] ?? value }))}
          onChange={(status) => go(compact({ endpoint: filters.endpoint, status: status as TraceSearch["status"] }))}
        />
      </Toolbar>
      <PagedTable
        state={traces}
        label={texts.title}
        columns={traceColumns(workspace, search)}
        rowKey={({ trace_id }) => trace_id}
        empty={filtered ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : <Empty title={texts.empty}>{texts.emptyHint}</Empty>}
      />
      <SidePanel title={texts.trace} opened={trace !== undefined} onClose={() => go(filters)} wide>
        {trace !== undefined && <TraceDetail id={trace} />}
      </SidePanel>
    </Page>
  );
}
