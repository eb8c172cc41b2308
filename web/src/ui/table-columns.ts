import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** Any CSS width; columns without one share what is left. */
  width?: string;
  /** Numbers stand at the end, so that their digits line up. */
  align?: "end";
  /** Which columns give way on narrower screens: "wide" ones at phone width, "widest" ones below 1440 px. */
  room?: "wide" | "widest";
  compare?: (one: Row, other: Row) => number;
}

export interface Sorting {
  key: string;
  descending: boolean;
}

/** The rows in the order of the chosen column; as they came when none is chosen. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sorting: Sorting | null): readonly Row[] {
  const compare = columns.find(({ key }) => key === sorting?.key)?.compare;
  if (!sorting || !compare) return rows;
  const direction = sorting.descending ? -1 : 1;
  return rows.toSorted((one, other) => direction * compare(one, other));
}

export interface Selection<Row> {
  selected: ReadonlySet<string>;
  onToggle: (key: string) => void;
  label: (row: Row) => string;
}
