import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS, type Job } from "@/api";
import { compact } from "@/lib/search-params";
import { toastDone, toastFailure } from "@/ui";
import type { JobSearch } from "./search";
import { texts } from "./texts";

const LIVE_PERIOD = 3000;

const jobKeys = {
  list: (state: JobSearch["state"]) => [ROOTS.jobs, "list", state] as const,
  one: (id: string) => [ROOTS.jobs, "one", id] as const,
};

function isOpen({ state }: Job): boolean {
  return state === "queued" || state === "running";
}

export function useJobs(state: JobSearch["state"]) {
  return useInfiniteQuery({
    queryKey: jobKeys.list(state),
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/jobs", { params: { query: compact({ limit: 100, state, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
    // Progress is reported without an event of its own.
    refetchInterval: ({ state: { data } }) => (data?.pages.some(({ items }) => items.some(isOpen)) ? LIVE_PERIOD : false),
  });
}

export function useJob(id: string) {
  return useQuery({
    queryKey: jobKeys.one(id),
    queryFn: () => body(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data) ? LIVE_PERIOD : false),
  });
}

function useJobChange(change: (id: string) => Promise<Job>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      toastDone(done);
      return client.invalidateQueries({ queryKey: [ROOTS.jobs] });
    },
    onError: toastFailure,
  });
}

export const useCancelJob = () =>
  useJobChange((id) => body(api.POST("/api/v1/jobs/{job_id}/cancel", { params: { path: { job_id: id } } })), texts.cancelled);

export const useRetryJob = () => useJobChange((id) => body(api.POST("/api/v1/jobs/{job_id}/retry", { params: { path: { job_id: id } } })), texts.retried);
