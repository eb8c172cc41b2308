import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { safeText } from "@/lib/safe-text";
import { formatClock, formatExact } from "@/lib/time";
import classes from "./LogView.module.css";

interface LogViewLine {
  line: number;
  ts: string;
  stream: string;
  text: string;
}

interface LogViewProps {
  label: string;
  lines: readonly LogViewLine[];
  /** Keeps the newest line in sight while more arrive. */
  follow: boolean;
}

/** Log lines as text, whatever they contain, of any number. */
export function LogView({ label, lines, follow }: LogViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => 20, overscan: 30 });
  useEffect(() => {
    if (follow && lines.length > 0) virtual.scrollToIndex(lines.length - 1);
  }, [follow, lines.length, virtual]);
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={box} className={classes.log} role="log" aria-label={label} aria-live="off" tabIndex={0}>
      <div className={classes.inner} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          return (
            line && (
              <div key={key} ref={virtual.measureElement} data-index={index} className={classes.line} style={{ transform: `translateY(${start}px)` }}>
                <time className={classes.when} dateTime={line.ts} title={formatExact(line.ts)}>
                  {formatClock(line.ts)}
                </time>
                <bdi className={`${classes.text} ${line.stream === "stderr" ? classes.stderr : ""}`}>{safeText(line.text, 4000)}</bdi>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
