import { ArrowDown, ArrowUp } from "lucide-react";
import { texts } from "@/lib/texts";
import classes from "./DataTable.module.css";
import type { Column, Sorting } from "./table-columns";

interface ColumnHeadProps<Row> {
  column: Column<Row>;
  sorting: Sorting | null;
  onSort: (key: string) => void;
}

/** The head of a column; a button where the column can be sorted. */
export function ColumnHead<Row>({ column, sorting, onSort }: ColumnHeadProps<Row>) {
  const sorted = sorting?.key === column.key ? sorting : null;
  const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      className={`${column.align === "end" ? classes.end : ""} ${column.room ? classes[column.room] : ""}`}
      aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : undefined}
    >
      {column.compare ? (
        <button type="button" className={classes.sort} aria-label={texts.sortBy(column.title)} onClick={() => onSort(column.key)}>
          {column.title}
          {sorted && <Arrow size={13} aria-hidden />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}
