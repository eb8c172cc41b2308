import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";
import type { TraceSearch } from "./search";

const DAY = 86_400_000;
const HOUR = 3_600_000;

export function useTraces({ endpoint, status }: Pick<TraceSearch, "endpoint" | "status">) {
  return useInfiniteQuery({
    queryKey: [ROOTS.traces, "list", endpoint, status],
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/traces", { params: { query: compact({ limit: 100, endpoint, status, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

export function useTrace(id: string) {
  return useQuery({
    queryKey: [ROOTS.traces, "one", id],
    queryFn: () => body(api.GET("/api/v1/traces/{trace_id}", { params: { path: { trace_id: id } } })),
  });
}

/** Calls per hour over the last day, of all endpoints or of one. */
export function useTraffic(endpoint?: string) {
  return useQuery({
    queryKey: [ROOTS.traces, "traffic", endpoint],
    queryFn: () => {
      const since = new Date(Math.floor((Date.now() - DAY) / HOUR) * HOUR).toISOString();
      return body(api.GET("/api/v1/traces/stats", { params: { query: compact({ bucket: "hour" as const, since, endpoint }) } }));
    },
    refetchInterval: 60_000,
  });
}
