import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";

export function useEndpoints() {
  return useInfiniteQuery({
    queryKey: [ROOTS.endpoints, "list"],
    queryFn: ({ pageParam }) => body(api.GET("/api/v1/endpoints", { params: { query: compact({ limit: 100, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

export function useEndpoint(name: string) {
  return useQuery({
    queryKey: [ROOTS.endpoints, "one", name],
    queryFn: () => body(api.GET("/api/v1/endpoints/{name}", { params: { path: { name } } })),
  });
}
