import { useMutation, useQuery } from "@tanstack/react-query";
import { api, body, ROOTS } from "@/api";
import { toastFailure } from "@/ui";

const LIVE_PERIOD = 1000;

export function useReproduce(kind: string, name: string, number: number) {
  return useMutation({
    mutationFn: () =>
      body(
        api.POST("/api/v1/assets/{kind}/{name}/versions/{pointer}/reproduce", {
          params: { path: { kind, name, pointer: String(number) } },
        }),
      ),
    onError: toastFailure,
  });
}

/** The job of a reproduction, followed until it ends; its result is the report. */
export function useReproduction(jobId: string | undefined) {
  return useQuery({
    queryKey: [ROOTS.jobs, "one", jobId],
    queryFn: () => body(api.GET("/api/v1/jobs/{job_id}", { params: { path: { job_id: jobId ?? "" } } })),
    enabled: jobId !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === "queued" || state.data?.state === "running" ? LIVE_PERIOD : false),
  });
}
