import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";

export function useEvaluations() {
  return useInfiniteQuery({
    queryKey: [ROOTS.evaluations, "list"],
    queryFn: ({ pageParam }) => body(api.GET("/api/v1/evaluations", { params: { query: compact({ limit: 100, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

export function useEvaluation(run: string) {
  return useQuery({
    queryKey: [ROOTS.evaluations, "one", run],
    queryFn: () => body(api.GET("/api/v1/evaluations/{run_id}", { params: { path: { run_id: run } } })),
  });
}
