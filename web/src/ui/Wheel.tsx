import { useRef, useState, type ReactNode } from "react";
import { pointAt } from "@/lib/ring";
import { SegmentLabel } from "./SegmentLabel";
import classes from "./Wheel.module.css";
import { WheelDrawing, WHEEL_SHAPE, WHEEL_SIZE } from "./WheelDrawing";

export interface WheelSegment<Id extends string = string> {
  id: Id;
  name: string;
  /** The one figure that stands for the stage, with its unit. */
  figure: string | null;
  running: number;
  attention: number;
}

export interface SegmentLink {
  "data-lit": true | undefined;
  onFocus: () => void;
  onBlur: () => void;
  onMouseEnter: () => void;
  onMouseLeave: () => void;
  children: ReactNode;
}

interface WheelProps<Id extends string> {
  segments: ReadonlyArray<WheelSegment<Id>>;
  /** The link of a segment: spread the given props on an anchor that leads to the stage. */
  renderLink: (segment: WheelSegment<Id>, link: SegmentLink) => ReactNode;
  /** What stands in the hub, given the segment that is pointed at or focused. */
  renderHub: (pointedAt: WheelSegment<Id> | null) => ReactNode;
}

function share(length: number): string {
  return `${(50 + (length / WHEEL_SIZE) * 100).toFixed(3)}%`;
}

function place(index: number, count: number): { left: string; top: string } {
  const { x, y } = pointAt(index / count + WHEEL_SHAPE.lead / 2, (WHEEL_SHAPE.inner + WHEEL_SHAPE.outer) / 2);
  return { left: share(x), top: share(y) };
}

/** The flywheel: a segment for each stage, in the order the work goes round, moving where something runs. */
export function Wheel<Id extends string>({ segments, renderLink, renderHub }: WheelProps<Id>) {
  const [pointedAt, setPointedAt] = useState<Id | null>(null);
  const links = useRef<HTMLUListElement>(null);
  const leave = (): void => setPointedAt(null);
  return (
    <div className={classes.wheel}>
      <WheelDrawing
        segments={segments}
        pointedAt={pointedAt}
        onPoint={(index) => setPointedAt(segments[index]?.id ?? null)}
        onLeave={leave}
        onOpen={(index) => links.current?.children[index]?.querySelector("a")?.click()}
      />
      <ul ref={links}>
        {segments.map((segment, index) => {
          const point = (): void => setPointedAt(segment.id);
          return (
            <li key={segment.id} className={classes.place} style={place(index, segments.length)}>
              {renderLink(segment, {
                "data-lit": pointedAt === segment.id || undefined,
                onFocus: point,
                onBlur: leave,
                onMouseEnter: point,
                onMouseLeave: leave,
                children: <SegmentLabel segment={segment} />,
              })}
            </li>
          );
        })}
      </ul>
      <div className={classes.hub}>{renderHub(segments.find(({ id }) => id === pointedAt) ?? null)}</div>
    </div>
  );
}
