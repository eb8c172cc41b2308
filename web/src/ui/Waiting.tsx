import { texts } from "@/lib/texts";
import classes from "./states.module.css";

/** The loading state: as many quiet bars as rows are expected. */
export function Waiting({ rows = 5 }: { rows?: number }) {
  return (
    <div className={classes.bars} role="status" aria-label={texts.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes.bar} />
      ))}
    </div>
  );
}
