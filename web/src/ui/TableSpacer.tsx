import classes from "./DataTable.module.css";

/** The room of the rows that are not in the document. */
export function TableSpacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.spacer} aria-hidden>
      <td style={{ height }} />
    </tr>
  );
}
