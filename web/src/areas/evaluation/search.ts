import { compact, textParam } from "@/lib/search-params";

interface EvaluationSearch {
  /** The run of the evaluation whose detail is open. */
  evaluation?: string;
}

export function readEvaluationSearch(search: Record<string, unknown>): EvaluationSearch {
  return compact({ evaluation: textParam(search.evaluation) });
}
