import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";

export const assetKeys = {
  list: (kind: string | undefined) => [ROOTS.assets, "list", kind] as const,
  one: (kind: string, name: string) => [ROOTS.assets, "one", kind, name] as const,
  versions: (kind: string, name: string) => [ROOTS.assets, "versions", kind, name] as const,
};

export function useAssets(kind: string | undefined) {
  return useInfiniteQuery({
    queryKey: assetKeys.list(kind),
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/assets", { params: { query: { limit: 200, ...(kind ? { kind } : {}), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    ...byCursor,
  });
}

export function useAsset(kind: string, name: string) {
  return useQuery({
    queryKey: assetKeys.one(kind, name),
    queryFn: () => body(api.GET("/api/v1/assets/{kind}/{name}", { params: { path: { kind, name } } })),
  });
}

export function useVersions(kind: string, name: string) {
  return useInfiniteQuery({
    queryKey: assetKeys.versions(kind, name),
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/assets/{kind}/{name}/versions", {
          params: { path: { kind, name }, query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    ...byCursor,
  });
}
