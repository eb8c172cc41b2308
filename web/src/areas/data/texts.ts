import { formatCount } from "@/lib/numbers";

export const texts = {
  title: "Data",
  lede: "Datasets: explored, prepared, versioned, shared.",
  empty: "No datasets yet",
  emptyHint: "Import a file with volano data import, or let a recipe make the first version.",
  rows: "First rows",
  rowCount: (shown: number, all: number) => `${formatCount(shown)} of ${formatCount(all)} rows`,
  noRows: "This version has no rows.",
} as const;
