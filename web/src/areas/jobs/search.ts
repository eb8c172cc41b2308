import { choiceParam, compact, textParam } from "@/lib/search-params";

export const STATES = ["queued", "running", "succeeded", "failed", "dead", "cancelled"] as const;

export interface JobSearch {
  state?: (typeof STATES)[number];
  /** The job whose detail is open. */
  job?: string;
}

export function readJobSearch(search: Record<string, unknown>): JobSearch {
  return compact({ state: choiceParam(search.state, STATES), job: textParam(search.job) });
}
