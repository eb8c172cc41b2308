export const texts = {
  title: "Data",
  lede: "Datasets: explored, prepared, versioned, shared.",
  empty: "No datasets yet",
  emptyHint: "Import a file with volano data import, or let a recipe make the first version.",
} as const;
