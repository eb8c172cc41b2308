import { getRouteApi, Link } from "@tanstack/react-router";
import type { Wheel, WheelItem } from "@/api";
import { isStage } from "@/lib/stages";
import { stageNames } from "@/lib/texts";
import { Empty, Failure, Loaded, Page, Panel } from "@/ui";
import { Activity } from "../Activity";
import { useLatestEvents, useWheel } from "../queries";
import { texts } from "../texts";
import { WheelItems, type StagedItem } from "../WheelItems";
import { WheelPanel } from "../WheelPanel";
import classes from "./HomePage.module.css";

const route = getRouteApi("/w/$workspace");

function gather(wheel: Wheel, pick: (stage: Wheel["stages"][number]) => WheelItem[]): StagedItem[] {
  return wheel.stages.flatMap((stage) =>
    pick(stage).map((item) => ({ stage: isStage(stage.stage) ? stageNames[stage.stage] : stage.stage, item })),
  );
}

export function HomePage() {
  const { workspace } = route.useParams();
  const { place } = route.useRouteContext();
  const wheel = useWheel();
  const events = useLatestEvents();
  return (
    <Page title={place.name} tabTitle={place.name}>
      {wheel.error && !wheel.data && <Failure error={wheel.error} onRetry={() => void wheel.refetch()} />}
      <div className={classes.layout}>
        <WheelPanel workspace={workspace} wheel={wheel.data} />
        <div className={classes.side}>
          <Panel title={texts.attention}>
            <Loaded
              state={wheel}
              rows={2}
              isEmpty={({ stages }) => stages.every(({ attention }) => attention.length === 0)}
              empty={<Empty title={texts.attentionNone}>{texts.attentionNoneHint}</Empty>}
            >
              {(data) => <WheelItems items={gather(data, ({ attention }) => attention)} />}
            </Loaded>
          </Panel>
          <Panel title={texts.running}>
            <Loaded
              state={wheel}
              rows={3}
              isEmpty={({ stages }) => stages.every(({ running }) => running.length === 0)}
              empty={<Empty title={texts.runningNone}>{texts.runningNoneHint}</Empty>}
            >
              {(data) => <WheelItems items={gather(data, ({ running }) => running)} />}
            </Loaded>
          </Panel>
          <Panel
            title={texts.activity}
            aside={
              <Link to="/w/$workspace/settings/audit" params={{ workspace }}>
                {texts.activityAll}
              </Link>
            }
          >
            <Loaded
              state={events}
              rows={6}
              isEmpty={(items) => items.length === 0}
              empty={<Empty title={texts.activityNone}>{texts.activityNoneHint}</Empty>}
            >
              {(items) => <Activity events={items} />}
            </Loaded>
          </Panel>
        </div>
      </div>
    </Page>
  );
}
