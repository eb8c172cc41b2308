import type { ReactNode } from "react";
import classes from "./Tabs.module.css";

/** Links to the parts of one page or area. Each part has its own address; the current one carries aria-current. */
export function Tabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {children}
    </nav>
  );
}
