import { formatShare } from "@/lib/numbers";
import classes from "./Meter.module.css";

/** Progress of a piece of work, as a bar and in words. */
export function Meter({ share, text, label }: { share: number; text?: string | null; label: string }) {
  const bounded = Math.min(1, Math.max(0, share));
  return (
    <div className={classes.meter}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(bounded * 100)}
      >
        <div className={classes.fill} style={{ transform: `scaleX(${bounded})` }} />
      </div>
      <span className={classes.text}>{text ?? formatShare(bounded)}</span>
    </div>
  );
}
