import { Link } from "@tanstack/react-router";
import type { Stage } from "@/lib/stages";
import { texts } from "@/lib/texts";
import { Spoken, type WheelSegment } from "@/ui";
import classes from "./Rail.module.css";

/** One stage in the rail, with what runs and what needs attention there. */
export function RailStage({ workspace, segment }: { workspace: string; segment: WheelSegment<Stage> }) {
  const { id, name, running, attention } = segment;
  const state = attention > 0 ? classes.attention : running > 0 ? classes.running : "";
  return (
    <li>
      <Link to={`/w/$workspace/${id}`} params={{ workspace }} className={classes.link}>
        <span className={`${classes.tooth} ${state}`} />
        {name}
        {running + attention > 0 && (
          <span className={classes.counts}>
            {running > 0 && (
              <span className={classes.live}>
                <span aria-hidden>{texts.runningMark(running)}</span>
                <Spoken>{texts.running(running)}</Spoken>
              </span>
            )}
            {attention > 0 && (
              <span className={classes.warn}>
                <span aria-hidden>{texts.attentionMark(attention)}</span>
                <Spoken>{texts.needAttention(attention)}</Spoken>
              </span>
            )}
          </span>
        )}
      </Link>
    </li>
  );
}
