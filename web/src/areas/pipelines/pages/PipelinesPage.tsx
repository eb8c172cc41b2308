import { getRouteApi } from "@tanstack/react-router";
import { AssetList } from "@/areas/catalog";
import { StageSummary } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/pipelines");
const KINDS = ["pipeline", "knowledge_base"];

export function PipelinesPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="pipelines" />
      <AssetList stage="pipelines" kinds={KINDS} search={route.useSearch()} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
    </Page>
  );
}
