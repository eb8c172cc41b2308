import type { ReactNode } from "react";
import { texts } from "@/lib/texts";
import classes from "./DataTable.module.css";

/** What stands below the rows: that more are coming, or a remark. */
export function TableFoot({ loadingMore, children }: { loadingMore: boolean; children: ReactNode }) {
  if (!loadingMore && !children) return null;
  return (
    <div className={classes.foot} role={loadingMore ? "status" : undefined}>
      {loadingMore ? texts.loadingMore : children}
    </div>
  );
}
