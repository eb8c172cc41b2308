import { choiceParam, compact, textParam } from "@/lib/search-params";

export const STATES = ["open", "decided", "skipped"] as const;

export interface ReviewSearch {
  state?: (typeof STATES)[number];
  /** The review that is open. */
  review?: string;
}

export function readReviewSearch(search: Record<string, unknown>): ReviewSearch {
  return compact({ state: choiceParam(search.state, STATES), review: textParam(search.review) });
}
