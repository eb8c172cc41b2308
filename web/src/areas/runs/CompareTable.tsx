import type { ComponentProps } from "react";
import { differs, DiffTable, Empty } from "@/ui";
import { texts } from "./texts";

/** A difference table, cut down to what differs when asked. */
export function CompareTable({ rows, onlyDifferences, ...table }: ComponentProps<typeof DiffTable> & { onlyDifferences: boolean }) {
  const shown = onlyDifferences ? rows.filter(differs) : rows;
  if (shown.length === 0) return <Empty title={texts.allSame} />;
  return <DiffTable {...table} rows={shown} />;
}
