import { getRouteApi } from "@tanstack/react-router";
import { AssetList } from "@/areas/catalog";
import { StageSummary } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { RowsPreview } from "../RowsPreview";
import { texts } from "../texts";

const route = getRouteApi("/w/$workspace/data");
const KINDS = ["dataset", "view"];

function rowsOfDataset(kind: string, ref: string) {
  return kind === "dataset" && <RowsPreview version={ref} />;
}

export function DataPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageSummary stage="data" />
      <AssetList
        stage="data"
        extra={rowsOfDataset}
        kinds={KINDS} search={route.useSearch()} empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
    </Page>
  );
}
