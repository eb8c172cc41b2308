import type { ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  title: string;
  aside?: ReactNode;
  /** Tables and lists reach the edges; prose and forms want padding. */
  padded?: boolean;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, aside, padded = false, children }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {aside}
      </div>
      <div className={padded ? classes.padded : undefined}>{children}</div>
    </section>
  );
}
