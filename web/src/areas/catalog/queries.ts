import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, body, byCursor, ROOTS } from "@/api";
import { compact } from "@/lib/search-params";

const assetKeys = {
  list: (kind: string | undefined) => [ROOTS.assets, "list", kind] as const,
  one: (kind: string, name: string) => [ROOTS.assets, "one", kind, name] as const,
  versions: (kind: string, name: string) => [ROOTS.assets, "versions", kind, name] as const,
};

export function useAssets(kind: string | undefined) {
  return useInfiniteQuery({
    queryKey: assetKeys.list(kind),
    queryFn: ({ pageParam }) =>
      body(api.GET("/api/v1/assets", { params: { query: compact({ limit: 200, kind, cursor: pageParam ?? undefined }) } })),
    ...byCursor,
  });
}

export function useAsset(kind: string, name: string) {
  return useQuery({
    queryKey: assetKeys.one(kind, name),
    queryFn: () => body(api.GET("/api/v1/assets/{kind}/{name}", { params: { path: { kind, name } } })),
  });
}

export function useVersion(kind: string, name: string, number: number) {
  return useQuery({
    queryKey: [ROOTS.assets, "version", kind, name, number],
    queryFn: () => body(api.GET("/api/v1/assets/{kind}/{name}/versions/{pointer}", { params: { path: { kind, name, pointer: String(number) } } })),
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useVersions(kind: string, name: string) {
  return useInfiniteQuery({
    queryKey: assetKeys.versions(kind, name),
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/v1/assets/{kind}/{name}/versions", {
          params: { path: { kind, name }, query: compact({ limit: 100, cursor: pageParam ?? undefined }) },
        }),
      ),
    ...byCursor,
  });
}
