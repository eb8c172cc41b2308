import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";
import { toastDone, toastFailure } from "@/ui";
import { texts } from "./texts";

export const useMonitors = () => useQuery({ queryKey: [ROOTS.monitors, "list"], queryFn: () => body(api.GET("/api/v1/monitors")) });

export function useMonitor(name: string) {
  return useQuery({
    queryKey: [ROOTS.monitors, "one", name],
    queryFn: () => body(api.GET("/api/v1/monitors/{name}", { params: { path: { name } } })),
  });
}

export function useResults(name: string) {
  return useQuery({
    queryKey: [ROOTS.monitors, "results", name],
    queryFn: () => body(api.GET("/api/v1/monitors/{name}/results", { params: { path: { name }, query: { limit: 200 } } })),
  });
}

export function useAlerts() {
  return useInfiniteQuery({
    queryKey: [ROOTS.monitors, "alerts"],
    queryFn: ({ pageParam }) => body(api.GET("/api/v1/alerts", { params: { query: compact({ limit: 50, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

function useMonitorStep(step: (name: string) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: () => {
      toastDone(done);
      return client.invalidateQueries({ queryKey: [ROOTS.monitors] });
    },
    onError: toastFailure,
  });
}

export const useAcknowledge = () =>
  useMonitorStep((name) => body(api.POST("/api/v1/monitors/{name}/acknowledge", { params: { path: { name } } })), texts.acknowledged);

export const useLook = () => useMonitorStep((name) => body(api.POST("/api/v1/monitors/{name}/look", { params: { path: { name } } })), texts.looking);
