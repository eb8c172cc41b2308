import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, body, ROOTS } from "@/api";
import { isNews } from "@/lib/event-words";

const wheelQuery = queryOptions({
  queryKey: [ROOTS.wheel],
  queryFn: () => body(api.GET("/api/v1/wheel")),
  // Figures over a time (calls in 24 hours) move without an event.
  refetchInterval: 60_000,
});

const latestEventsQuery = queryOptions({
  queryKey: [ROOTS.events, "latest"],
  queryFn: () => body(api.GET("/api/v1/events", { params: { query: { limit: 60 } } })),
  select: ({ items }) => items.filter(isNews).slice(0, 12),
});

export const useWheel = () => useQuery(wheelQuery);
export const useLatestEvents = () => useQuery(latestEventsQuery);
