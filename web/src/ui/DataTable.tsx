import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { ColumnHead } from "./ColumnHead";
import classes from "./DataTable.module.css";
import { sortRows, type Column, type Selection, type Sorting } from "./table-columns";
import { TableFoot } from "./TableFoot";
import { TableRow } from "./TableRow";
import { TableSpacer } from "./TableSpacer";

const ROW_HEIGHT = 37;
/** How many rows before the last one the next page is fetched. */
const AHEAD = 30;

interface DataTableProps<Row> {
  label: string;
  columns: ReadonlyArray<Column<Row>>;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Called when the end comes near; loads the next page. */
  onEnd?: (() => void) | undefined;
  loadingMore?: boolean;
  selection?: Selection<Row>;
  footer?: ReactNode;
}

function nextSorting(before: Sorting | null, key: string): Sorting | null {
  if (before?.key !== key) return { key, descending: false };
  return before.descending ? null : { key, descending: true };
}

function useNearEnd(index: number, count: number, onEnd: (() => void) | undefined): void {
  useEffect(() => {
    if (index >= count - AHEAD) onEnd?.();
  }, [onEnd, index, count]);
}

/** A table that stays quick with any number of rows: only those near the visible part of the page are in the document. */
export function DataTable<Row>({ label, columns, rows, rowKey, onEnd, loadingMore = false, selection, footer }: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const sorted = sortRows(rows, columns, sorting);

  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => frame.current?.closest<HTMLElement>("main, [role=dialog]") ?? null,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: frame.current?.offsetTop ?? 0,
    getItemKey: (index) => rowKey(sorted[index] as Row),
  });
  const visible = virtual.getVirtualItems();
  const margin = virtual.options.scrollMargin;
  const last = visible.at(-1);

  useNearEnd(last?.index ?? 0, sorted.length, onEnd);

  return (
    <div ref={frame} className={classes.frame}>
      <table className={classes.table} aria-label={label} aria-rowcount={onEnd ? -1 : sorted.length + 1}>
        <thead>
          <tr>
            {selection && <td className={classes.check} />}
            {columns.map((column) => (
              <ColumnHead key={column.key} column={column} sorting={sorting} onSort={(key) => setSorting((before) => nextSorting(before, key))} />
            ))}
          </tr>
        </thead>
        <tbody>
          <TableSpacer height={(visible[0]?.start ?? margin) - margin} />
          {visible.map(({ index, key }) => {
            const row = sorted[index] as Row;
            return <TableRow key={key} row={row} name={rowKey(row)} index={index} columns={columns} selection={selection} measure={virtual.measureElement} />;
          })}
          <TableSpacer height={last ? virtual.getTotalSize() - (last.end - margin) : 0} />
        </tbody>
      </table>
      <TableFoot loadingMore={loadingMore}>{footer}</TableFoot>
    </div>
  );
}
