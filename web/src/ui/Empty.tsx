import type { ReactNode } from "react";
import classes from "./states.module.css";

/** The empty state: what would stand here, and what to do so that it does. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.state}>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}
