import { getRouteApi } from "@tanstack/react-router";
import { StageSummary } from "@/areas/home";
import { RunList, type RunFilters } from "@/areas/runs";
import { Page } from "@/ui";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/tuning");

export function TuningPage() {
  const { workspace } = route.useParams();
  const search: RunFilters = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="tuning" />
      <RunList workspace={workspace} kinds={["tuning", "trial"]} filters={search} onFilter={(filters) => void navigate({ search: filters, replace: true })} />
    </Page>
  );
}
