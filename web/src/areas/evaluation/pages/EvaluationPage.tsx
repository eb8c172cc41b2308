import { getRouteApi } from "@tanstack/react-router";
import { StageSummary } from "@/areas/home";
import { RunList, type RunFilters } from "@/areas/runs";
import { Page } from "@/ui";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/evaluation");

export function EvaluationPage() {
  const { workspace } = route.useParams();
  const search: RunFilters = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="evaluation" />
      <RunList workspace={workspace} kinds={["evaluation"]} filters={search} onFilter={(filters) => void navigate({ search: filters, replace: true })} />
    </Page>
  );
}
