import { getRouteApi } from "@tanstack/react-router";
import { rowsOf } from "@/api";
import { ChoiceFilter, DataTable, Empty, Loaded, Page, SidePanel, Toolbar } from "@/ui";
import { CatalogTabs } from "../CatalogTabs";
import { TRANSITION_STATES, type TransitionSearch, type TransitionState } from "../search";
import { texts as catalog } from "../texts";
import { transitionColumns } from "../transition-columns";
import { useTransitions } from "../transition-queries";
import { texts } from "../transition-texts";
import { TransitionDetail } from "../TransitionDetail";

const route = getRouteApi("/w/$workspace/catalog/transitions");

export function TransitionsPage() {
  const { workspace } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useTransitions(search.state);
  const go = (next: TransitionSearch): void => void navigate({ search: next });
  const { transition: opened, ...filters } = search;
  return (
    <Page title={catalog.title} tabTitle={texts.title} lede={texts.lede}>
      <CatalogTabs />
      <Toolbar>
        <ChoiceFilter
          label={texts.state}
          value={search.state}
          choices={TRANSITION_STATES.map((value) => ({ value, label: texts.states[value] ?? value }))}
          onChange={(state) => go(state ? { state: state as TransitionState } : {})}
        />
      </Toolbar>
      <Loaded
        state={query}
        isEmpty={(data) => rowsOf(data).length === 0}
        empty={search.state ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : <Empty title={texts.none}>{texts.noneHint}</Empty>}
      >
        {(data) => (
          <DataTable
            label={texts.title}
            columns={transitionColumns(workspace, search)}
            rows={rowsOf(data)}
            rowKey={({ id }) => id}
            onEnd={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
            loadingMore={query.isFetchingNextPage}
          />
        )}
      </Loaded>
      <SidePanel title={texts.title} opened={opened !== undefined} onClose={() => go(filters)}>
        {opened !== undefined && <TransitionDetail id={opened} />}
      </SidePanel>
    </Page>
  );
}
