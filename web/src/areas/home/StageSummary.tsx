import type { Stage } from "@/lib/stages";
import { stageNames } from "@/lib/texts";
import { Panel } from "@/ui";
import { useWheel } from "./queries";
import classes from "./StageSummary.module.css";
import { texts } from "./texts";
import { WheelItems } from "./WheelItems";

/** What runs and what needs attention in one stage; nothing at all when the stage is quiet. */
export function StageSummary({ stage: id }: { stage: Stage }) {
  const stage = useWheel().data?.stages.find((one) => one.stage === id);
  if (!stage || stage.running.length + stage.attention.length === 0) return null;
  const staged = (items: typeof stage.running) => items.map((item) => ({ stage: stageNames[id], item }));
  return (
    <div className={classes.summary}>
      <div className={classes.lists}>
        {stage.attention.length > 0 && (
          <Panel title={texts.attention}>
            <WheelItems items={staged(stage.attention)} />
          </Panel>
        )}
        {stage.running.length > 0 && (
          <Panel title={texts.running}>
            <WheelItems items={staged(stage.running)} />
          </Panel>
        )}
      </div>
    </div>
  );
}
