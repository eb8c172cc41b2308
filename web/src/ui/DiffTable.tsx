import type { ReactNode } from "react";
import { safeText } from "@/lib/safe-text";
import { texts } from "@/lib/texts";
import classes from "./DiffTable.module.css";

export interface DiffRow {
  name: string;
  /** One text per column; undefined where the column lacks it. */
  values: ReadonlyArray<string | undefined>;
  numeric: boolean;
}

export function differs({ values }: DiffRow): boolean {
  return new Set(values).size > 1;
}

interface DiffTableProps {
  label: string;
  heads: ReadonlyArray<{ key: string; head: ReactNode }>;
  rows: readonly DiffRow[];
}

/** Things side by side, a column each; rows that differ are marked. */
export function DiffTable({ label, heads, rows }: DiffTableProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.frame} role="group" aria-label={label} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            {heads.map(({ key, head }) => (
              <th key={key} scope="col" className={rows.every(({ numeric }) => numeric) ? classes.number : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name} className={differs(row) ? classes.differs : undefined}>
              <th scope="row">
                <bdi>{safeText(row.name, 120)}</bdi>
              </th>
              {heads.map(({ key }, column) => (
                <td key={key} className={row.numeric ? classes.number : undefined}>
                  <bdi>{safeText(row.values[column] ?? texts.none, 500)}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
