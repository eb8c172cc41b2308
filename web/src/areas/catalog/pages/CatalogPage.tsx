import { getRouteApi } from "@tanstack/react-router";
import { StageSummary } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { AssetList } from "../AssetList";
import { CatalogTabs } from "../CatalogTabs";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/catalog");
const KINDS = ["dataset", "prompt", "model", "pipeline", "suite", "knowledge_base", "view", "guardrail_policy", "endpoint_spec"];

export function CatalogPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <CatalogTabs />
      <StageSummary stage="catalog" />
      <AssetList stage="catalog" kinds={KINDS} search={route.useSearch()} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
    </Page>
  );
}
