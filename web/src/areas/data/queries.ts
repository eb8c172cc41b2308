import { useQuery } from "@tanstack/react-query";
import { api, body, ROOTS } from "@/api";

const SHOWN = 20;

/** The first rows of a dataset version. */
export function useRows(ref: string) {
  return useQuery({
    queryKey: [ROOTS.datasets, "rows", ref],
    queryFn: () => body(api.GET("/api/v1/datasets/{ref}/rows", { params: { path: { ref }, query: { limit: SHOWN } } })),
  });
}
