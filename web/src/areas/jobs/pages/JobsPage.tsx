import { getRouteApi } from "@tanstack/react-router";
import { texts as common } from "@/lib/texts";
import { useNow } from "@/lib/use-now";
import { ChoiceFilter, Empty, Page, PagedTable, SidePanel, Toolbar } from "@/ui";
import { jobColumns } from "../job-columns";
import { JobDetail } from "../JobDetail";
import { useJobs } from "../queries";
import { STATES, type JobSearch } from "../search";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/jobs");

export function JobsPage() {
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useJobs(search.state);
  const now = useNow();
  const go = (next: JobSearch): void => void navigate({ search: next });
  const { job: opened, ...filters } = search;

  return (
    <Page title={texts.title} lede={texts.lede}>
      <Toolbar>
        <ChoiceFilter
          label={common.status}
          value={search.state}
          choices={STATES.map((value) => ({ value, label: texts.states[value] ?? value }))}
          onChange={(state) => go(state ? { state: state as NonNullable<JobSearch["state"]> } : {})}
        />
      </Toolbar>
      <PagedTable
        state={query}
        label={texts.title}
        columns={jobColumns(workspace, search, now)}
        rowKey={({ id }) => id}
        empty={search.state ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : <Empty title={texts.empty}>{texts.emptyHint}</Empty>}
      />
      <SidePanel title={texts.job} opened={opened !== undefined} onClose={() => go(filters)}>
        {opened !== undefined && <JobDetail id={opened} />}
      </SidePanel>
    </Page>
  );
}
