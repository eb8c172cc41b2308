import { texts } from "@/lib/texts";
import { Spoken } from "./Spoken";
import classes from "./Wheel.module.css";

interface SegmentLabelProps {
  segment: { name: string; figure: string | null; running: number; attention: number };
}

/** What is written on a segment: the stage, its figure, what runs and what needs attention. */
export function SegmentLabel({ segment: { name, figure, running, attention } }: SegmentLabelProps) {
  return (
    <>
      <span className={classes.name}>{name}</span>
      {figure && <span className={classes.figure}>{figure}</span>}
      {running + attention > 0 && (
        <span className={classes.state}>
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
    </>
  );
}
