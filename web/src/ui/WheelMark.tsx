import { segmentPath } from "@/lib/ring";
import classes from "./WheelMark.module.css";

interface MarkSegment {
  id: string;
  running: number;
  attention: number;
}

const SHAPE = { inner: 26, outer: 48, gap: 5, lead: 0.02 };
const STILL: readonly MarkSegment[] = Array.from({ length: 10 }, (_, index) => ({ id: String(index), running: 0, attention: 0 }));

function toneOf({ running, attention }: MarkSegment): string {
  if (attention > 0) return classes.warn ?? "";
  return running > 0 ? (classes.live ?? "") : "";
}

/** The mark of Volano: the wheel in small. Given the stages, it shows where something moves or needs attention. */
export function WheelMark({ size = 32, segments = STILL }: { size?: number; segments?: readonly MarkSegment[] }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="-50 -50 100 100" aria-hidden>
      {segments.map((segment, index) => (
        <path key={segment.id} className={toneOf(segment)} d={segmentPath(index, { ...SHAPE, count: segments.length })} />
      ))}
      <circle className={classes.bearing} r={11} />
    </svg>
  );
}
