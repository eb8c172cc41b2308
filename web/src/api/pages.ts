import type { InfiniteData } from "@tanstack/react-query";
import type { Page } from "./types";

/** The paging half of infinite query options: pass it and a queryFn that takes the cursor. */
export const byCursor = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: Page<unknown>): string | null => last.next_cursor,
};

/** All rows that have been fetched so far, in order. */
export function rowsOf<T>(data: InfiniteData<Page<T>> | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}
