import { getRouteApi, Link } from "@tanstack/react-router";
import { safeText } from "@/lib/safe-text";
import { Loaded, Page, Tabs } from "@/ui";
import { useRun } from "../queries";
import { RunLog } from "../RunLog";
import { RunMark } from "../RunMark";
import { RunOverview } from "../RunOverview";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/runs/$runId");

export function RunPage() {
  const { workspace, runId } = route.useParams();
  const view = route.useSearch();
  const query = useRun(runId);
  const link = { to: "/w/$workspace/runs/$runId", params: { workspace, runId } } as const;
  const { view: _shown, ...overview } = view;
  return (
    <Page
      title={query.data ? safeText(query.data.name, 120) : texts.title}
      above={
        <Link to="/w/$workspace/runs" params={{ workspace }}>
          {texts.title}
        </Link>
      }
      lede={query.data && <RunMark state={query.data.state} />}
    >
      <Loaded state={query} rows={10}>
        {(run) => (
          <>
            <Tabs label={texts.parts}>
              <Link {...link} search={overview} activeOptions={{ exact: true, includeSearch: true }}>
                {texts.overview}
              </Link>
              <Link {...link} search={{ ...overview, view: "logs" }} activeOptions={{ exact: true, includeSearch: true }}>
                {texts.logs}
              </Link>
            </Tabs>
            {view.view === "logs" ? <RunLog run={run} /> : <RunOverview run={run} view={view} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}
