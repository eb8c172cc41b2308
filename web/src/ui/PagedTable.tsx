import type { ReactNode } from "react";
import { DataTable } from "./DataTable";
import { Loaded, type LoadState } from "./Loaded";
import type { Column, Selection } from "./table-columns";

/** A list that comes page by page; the result of useInfiniteQuery fits. */
interface PagedState<Row> extends LoadState<{ pages: ReadonlyArray<{ items: readonly Row[] }> }> {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
}

interface PagedTableProps<Row> {
  state: PagedState<Row>;
  label: string;
  columns: ReadonlyArray<Column<Row>>;
  rowKey: (row: Row) => string;
  empty: ReactNode;
  selection?: Selection<Row>;
}

/** A table of a list that loads on as it is scrolled, with its waiting, empty and failed states. */
export function PagedTable<Row>({ state, empty, ...table }: PagedTableProps<Row>) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = state;
  return (
    <Loaded state={state} rows={10} isEmpty={({ pages }) => pages.every(({ items }) => items.length === 0)} empty={empty}>
      {({ pages }) => (
        <DataTable
          {...table}
          rows={pages.flatMap(({ items }) => items)}
          onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          loadingMore={isFetchingNextPage}
        />
      )}
    </Loaded>
  );
}
