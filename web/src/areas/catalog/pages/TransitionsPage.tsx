import { getRouteApi } from "@tanstack/react-router";
import { ChoiceFilter, Empty, Page, PagedTable, SidePanel, Toolbar } from "@/ui";
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
      <PagedTable
        state={query}
        label={texts.title}
        columns={transitionColumns(workspace, search)}
        rowKey={({ id }) => id}
        empty={search.state ? <Empty title={texts.noneFound}>{texts.noneFoundHint}</Empty> : <Empty title={texts.none}>{texts.noneHint}</Empty>}
      />
      <SidePanel title={texts.title} opened={opened !== undefined} onClose={() => go(filters)}>
        {opened !== undefined && <TransitionDetail id={opened} />}
      </SidePanel>
    </Page>
  );
}
