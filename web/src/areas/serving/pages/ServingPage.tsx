import { getRouteApi } from "@tanstack/react-router";
import { AssetList } from "@/areas/catalog";
import { StageSummary } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/serving");
const KINDS = ["endpoint_spec", "guardrail_policy"];

export function ServingPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="serving" />
      <AssetList stage="serving" kinds={KINDS} search={route.useSearch()} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
    </Page>
  );
}
