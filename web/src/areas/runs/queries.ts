import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS, type Run } from "@/api";
import { compact } from "@/lib/search-params";
import { KINDS, type RunFilters, type RunKind } from "./search";

const PAGE = 200;
const POINTS = 1000;
const LOG_LINES = 5000;
const LIVE_PERIOD = 2000;

const runKeys = {
  list: (filters: RunFilters, kinds: readonly RunKind[]) => [ROOTS.runs, "list", filters, kinds] as const,
  one: (id: string) => [ROOTS.runs, "one", id] as const,
  metrics: (id: string) => [ROOTS.runs, "metrics", id] as const,
  logs: (id: string) => [ROOTS.runs, "logs", id] as const,
};

export function isLive(run: Run | undefined): boolean {
  return run?.state === "running";
}

function listFilters({ kind, state, name }: RunFilters, kinds: readonly RunKind[]) {
  const wanted = kind ? [kind] : kinds.length < KINDS.length ? [...kinds] : undefined;
  return { kind: wanted, state: state && [state], name };
}

const runsQuery = (filters: RunFilters, kinds: readonly RunKind[]) =>
  infiniteQueryOptions({
    queryKey: runKeys.list(filters, kinds),
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/runs", { params: { query: compact({ ...listFilters(filters, kinds), limit: PAGE, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });

const runQuery = (id: string) =>
  queryOptions({
    queryKey: runKeys.one(id),
    queryFn: () => body(api.GET("/api/v1/runs/{run_id}", { params: { path: { run_id: id } } })),
    refetchInterval: ({ state }) => (isLive(state.data) ? LIVE_PERIOD : false),
  });

const metricsQuery = (id: string, live: boolean) =>
  queryOptions({
    queryKey: runKeys.metrics(id),
    queryFn: () => body(api.GET("/api/v1/runs/{run_id}/metrics", { params: { path: { run_id: id }, query: { limit: POINTS } } })),
    refetchInterval: live ? LIVE_PERIOD : false,
  });

export const useRuns = (filters: RunFilters, kinds: readonly RunKind[]) => useInfiniteQuery(runsQuery(filters, kinds));
export const useRun = (id: string) => useQuery(runQuery(id));
export const useRunMetrics = (id: string, live: boolean) => useQuery(metricsQuery(id, live));

/** The last lines of the log. A log longer than that is read from its end, where the news is. */
export function useRunLogs(id: string, live: boolean) {
  return useQuery({
    queryKey: runKeys.logs(id),
    queryFn: () => body(api.GET("/api/v1/runs/{run_id}/logs", { params: { path: { run_id: id }, query: { tail: true, limit: LOG_LINES } } })),
    refetchInterval: live ? LIVE_PERIOD : false,
  });
}

/** Several runs and their curves at once, in the order of the ids. */
export function useCompared(ids: readonly string[]) {
  const runs = useQueries({ queries: ids.map(runQuery) });
  const metrics = useQueries({ queries: ids.map((id, index) => metricsQuery(id, isLive(runs[index]?.data))) });
  return { runs, metrics };
}
