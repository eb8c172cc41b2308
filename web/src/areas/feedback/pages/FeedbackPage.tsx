import { getRouteApi } from "@tanstack/react-router";
import { compact } from "@/lib/search-params";
import { ChoiceFilter, Empty, Page, PagedTable, SidePanel, Toolbar } from "@/ui";
import { useReviews } from "../queries";
import { reviewColumns } from "../review-columns";
import { ReviewDetail } from "../ReviewDetail";
import { STATES, type ReviewSearch } from "../search";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/feedback");

export function FeedbackPage() {
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const reviews = useReviews(search.state);
  const go = (next: ReviewSearch): void => void navigate({ search: next });
  return (
    <Page title={texts.title} lede={texts.lede}>
      <Toolbar>
        <ChoiceFilter
          label={texts.state}
          value={search.state}
          choices={STATES.map((value) => ({ value, label: texts.states[value] ?? value }))}
          onChange={(state) => go(compact({ state: state as ReviewSearch["state"] }))}
        />
      </Toolbar>
      <PagedTable
        state={reviews}
        label={texts.title}
        columns={reviewColumns(workspace, search)}
        rowKey={({ id }) => id}
        empty={search.state ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : <Empty title={texts.empty}>{texts.emptyHint}</Empty>}
      />
      <SidePanel title={texts.review} opened={search.review !== undefined} onClose={() => go(compact({ state: search.state }))} wide>
        {search.review !== undefined && <ReviewDetail id={search.review} />}
      </SidePanel>
    </Page>
  );
}
