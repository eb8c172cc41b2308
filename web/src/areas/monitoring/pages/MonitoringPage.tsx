import { Stack } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { DataTable, Empty, Loaded, Page, PagedTable, SidePanel } from "@/ui";
import { alertColumns, monitorColumns } from "../monitor-columns";
import { MonitorDetail } from "../MonitorDetail";
import { useAlerts, useMonitors } from "../queries";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/monitoring");

export function MonitoringPage() {
  const { workspace } = route.useParams();
  const { monitor } = route.useSearch();
  const navigate = route.useNavigate();
  const monitors = useMonitors();
  const alerts = useAlerts();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <Stack gap="var(--s5)">
        <Loaded state={monitors} isEmpty={({ items }) => items.length === 0} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>}>
          {({ items }) => <DataTable label={texts.monitors} columns={monitorColumns(workspace)} rows={items} rowKey={({ id }) => id} />}
        </Loaded>
        <h2>{texts.alerts}</h2>
        <PagedTable
          state={alerts}
          label={texts.alerts}
          columns={alertColumns(workspace)}
          rowKey={({ id }) => id}
          empty={<Empty title={texts.alertsNone}>{texts.alertsNoneHint}</Empty>}
        />
      </Stack>
      <SidePanel title={monitor ?? texts.monitor} opened={monitor !== undefined} onClose={() => void navigate({ search: {} })} wide>
        {monitor !== undefined && <MonitorDetail name={monitor} />}
      </SidePanel>
    </Page>
  );
}
