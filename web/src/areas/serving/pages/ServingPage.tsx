import { getRouteApi } from "@tanstack/react-router";
import { StageSummary } from "@/areas/home";
import { Empty, Page, PagedTable, SidePanel } from "@/ui";
import { endpointColumns } from "../endpoint-columns";
import { EndpointDetail } from "../EndpointDetail";
import { useEndpoints } from "../queries";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/serving");

export function ServingPage() {
  const { workspace } = route.useParams();
  const { endpoint } = route.useSearch();
  const navigate = route.useNavigate();
  const endpoints = useEndpoints();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="serving" />
      <PagedTable
        state={endpoints}
        label={texts.title}
        columns={endpointColumns(workspace)}
        rowKey={({ id }) => id}
        empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>}
      />
      <SidePanel title={endpoint ?? texts.endpoint} opened={endpoint !== undefined} onClose={() => void navigate({ search: {} })} wide>
        {endpoint !== undefined && <EndpointDetail name={endpoint} />}
      </SidePanel>
    </Page>
  );
}
