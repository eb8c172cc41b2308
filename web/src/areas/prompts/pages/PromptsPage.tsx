import { getRouteApi } from "@tanstack/react-router";
import { AssetList } from "@/areas/catalog";
import { StageSummary } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/prompts");
const KINDS = ["prompt"];

export function PromptsPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="prompts" />
      <AssetList stage="prompts" kinds={KINDS} search={route.useSearch()} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
    </Page>
  );
}
