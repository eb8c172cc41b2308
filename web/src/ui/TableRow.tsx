import { memo, type Ref } from "react";
import classes from "./DataTable.module.css";
import type { Column, Selection } from "./table-columns";

interface TableRowProps<Row> {
  row: Row;
  name: string;
  index: number;
  columns: ReadonlyArray<Column<Row>>;
  selection: Selection<Row> | undefined;
  measure: Ref<HTMLTableRowElement>;
}

function PlainRow<Row>({ row, name, index, columns, selection, measure }: TableRowProps<Row>) {
  const selected = selection?.selected.has(name) ?? false;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-selected={selected || undefined}>
      {selection && (
        <td className={classes.check}>
          <input type="checkbox" className={classes.box} aria-label={selection.label(row)} checked={selected} onChange={() => selection.onToggle(name)} />
        </td>
      )}
      {columns.map(({ key, align, room, render }) => (
        <td key={key} className={`${align === "end" ? classes.end : ""} ${room ? classes[room] : ""}`}>
          {render(row)}
        </td>
      ))}
    </tr>
  );
}

/** One row of a table, with its box to select it where rows can be selected. Scrolling draws only the rows that come into sight. */
export const TableRow = memo(PlainRow) as typeof PlainRow;
