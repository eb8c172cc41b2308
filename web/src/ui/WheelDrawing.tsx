import { arcPath, pointAt, segmentPath, type RingShape } from "@/lib/ring";
import classes from "./Wheel.module.css";

export const WHEEL_SIZE = 640;
export const WHEEL_SHAPE: Omit<RingShape, "count"> = { inner: 172, outer: 290, gap: 5, lead: 0.009 };

const RIM = 306;
const TICKS = 120;

interface WheelDrawingProps {
  segments: ReadonlyArray<{ id: string; running: number; attention: number }>;
  pointedAt: string | null;
  onPoint: (index: number) => void;
  onLeave: () => void;
  onOpen: (index: number) => void;
}

/** The lines of the wheel. Its segments take the mouse; the keyboard and those who listen have the links on top. */
export function WheelDrawing({ segments, pointedAt, onPoint, onLeave, onOpen }: WheelDrawingProps) {
  const shape = { ...WHEEL_SHAPE, count: segments.length };
  const reach = 0.5 / shape.count - 0.006;
  const along = (index: number, radius: number): string => arcPath(index / shape.count - reach, index / shape.count + reach, radius);
  const turning = segments.some(({ running }) => running > 0);
  return (
    <svg className={`${classes.drawing} ${turning ? classes.turning : ""}`} viewBox="-320 -320 640 640" aria-hidden>
      <g className={classes.scale}>
        {Array.from({ length: TICKS }, (_, tick) => {
          const [from, to] = [pointAt(tick / TICKS, RIM), pointAt(tick / TICKS, tick % 12 === 0 ? RIM + 11 : RIM + 5)];
          return <line key={tick} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
        })}
      </g>
      <circle className={classes.rim} r={RIM - 4} />
      {segments.map(({ id, running, attention }, index) => (
        <g key={id}>
          <path
            className={`${classes.segment} ${pointedAt === id ? classes.lit : ""}`}
            d={segmentPath(index, shape)}
            onMouseEnter={() => onPoint(index)}
            onMouseLeave={onLeave}
            onClick={() => onOpen(index)}
          />
          {running > 0 && <path className={classes.motion} d={along(index, shape.outer - 2)} />}
          {attention > 0 && <path className={classes.alert} d={along(index, shape.inner + 2)} />}
        </g>
      ))}
      <circle className={classes.rim} r={shape.inner - 10} />
    </svg>
  );
}
