import { StageSummary, StageCounts } from "@/areas/home";
import { Empty, Page } from "@/ui";
import { texts } from "../texts";

export function TelemetryPage() {
  return (
    <Page title={texts.title} lede={texts.lede}>
      <StageCounts stage="telemetry" empty={<Empty title={texts.empty}>{texts.emptyHint}</Empty>} />
      <StageSummary stage="telemetry" />
    </Page>
  );
}
