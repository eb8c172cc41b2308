import { compact, textParam } from "@/lib/search-params";

export interface AssetSearch {
  kind?: string;
  /** The name of the asset whose detail is open; its kind stands beside it. */
  asset?: string;
}

export function readAssetSearch(search: Record<string, unknown>): AssetSearch {
  return compact({ kind: textParam(search.kind), asset: textParam(search.asset) });
}
