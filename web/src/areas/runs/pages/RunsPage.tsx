import { getRouteApi } from "@tanstack/react-router";
import { Page } from "@/ui";
import { RunList } from "../RunList";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/runs");

export function RunsPage() {
  const { workspace } = route.useParams();
  const filters = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={texts.title} lede={texts.lede}>
      <RunList workspace={workspace} filters={filters} onFilter={(search) => void navigate({ search, replace: true })} />
    </Page>
  );
}
