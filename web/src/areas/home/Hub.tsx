import type { WheelStage } from "@/api";
import { UserText } from "@/ui";
import classes from "./Hub.module.css";
import { texts } from "./texts";

interface HubProps {
  running: number;
  attention: number;
  /** The stage that is pointed at. */
  name: string | null;
  stage: WheelStage | undefined;
}

/** The middle of the wheel: the whole at rest, or the stage that is pointed at. */
export function Hub({ running, attention, name, stage }: HubProps) {
  if (name !== null) {
    return (
      <div className={classes.hub}>
        <span className={classes.name}>{name}</span>
        {stage && (
          <span className={classes.quiet}>
            <UserText longest={140}>{stage.headline}</UserText>
          </span>
        )}
      </div>
    );
  }
  if (running + attention === 0) {
    return (
      <div className={classes.hub}>
        <span className={classes.name}>{texts.hubStill}</span>
        <span className={classes.quiet}>{texts.hubStillHint}</span>
      </div>
    );
  }
  return (
    <div className={classes.hub}>
      <span className={classes.big}>{running > 0 ? running : attention}</span>
      <span className={running > 0 ? classes.quiet : classes.warn}>{running > 0 ? texts.running.toLowerCase() : texts.hubAttention(attention)}</span>
      {running > 0 && attention > 0 && (
        <span className={classes.warn}>
          {attention} {texts.hubAttention(attention)}
        </span>
      )}
    </div>
  );
}
