import { useEffect, type ReactNode } from "react";
import { pointAt, segmentPath } from "@/lib/ring";
import { texts as common } from "@/lib/texts";
import { WheelMark } from "@/ui";
import classes from "./Gate.module.css";

const SHAPE = { count: 10, inner: 170, outer: 290, gap: 5, lead: 0.009 };

/** The page before the house: a form beside the wheel. */
export function Gate({ title, lede, children }: { title: string; lede: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · ${common.product}`;
  }, [title]);
  return (
    <main className={classes.gate}>
      <div className={classes.form}>
        <div className={classes.brand}>
          <WheelMark size={36} />
          {common.product}
        </div>
        <h1>{title}</h1>
        <p className={classes.lede}>{lede}</p>
        {children}
      </div>
      <div className={classes.art} aria-hidden>
        <svg viewBox="-320 -320 640 640">
          <g className={classes.rotor}>
            {Array.from({ length: SHAPE.count }, (_, index) => (
              <path key={index} className={classes.tooth} d={segmentPath(index, SHAPE)} />
            ))}
            {Array.from({ length: 120 }, (_, tick) => {
              const [from, to] = [pointAt(tick / 120, 302), pointAt(tick / 120, tick % 12 === 0 ? 314 : 307)];
              return <line key={tick} className={classes.scale} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
            })}
          </g>
        </svg>
      </div>
    </main>
  );
}
