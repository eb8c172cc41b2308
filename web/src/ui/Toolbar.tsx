import type { ReactNode } from "react";
import classes from "./Toolbar.module.css";

/** The filters above a list; what acts on the selection, or counts it, goes to the end. */
export function Toolbar({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <div className={classes.bar}>
      {children}
      {end && <div className={classes.end}>{end}</div>}
    </div>
  );
}
