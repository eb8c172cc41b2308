import { choiceParam, compact, textParam } from "@/lib/search-params";

export interface AssetSearch {
  kind?: string;
  /** The name of the asset whose detail is open; its kind stands beside it. */
  asset?: string;
}

export function readAssetSearch(search: Record<string, unknown>): AssetSearch {
  return compact({ kind: textParam(search.kind), asset: textParam(search.asset) });
}

export const TRANSITION_STATES = ["open", "approved", "applied", "rejected", "cancelled", "expired", "rolled_back"] as const;
export type TransitionState = (typeof TRANSITION_STATES)[number];

export interface TransitionSearch {
  state?: TransitionState;
  /** The transition whose detail is open. */
  transition?: string;
}

export function readTransitionSearch(search: Record<string, unknown>): TransitionSearch {
  return compact({ state: choiceParam(search.state, TRANSITION_STATES), transition: textParam(search.transition) });
}
