import { choiceParam, compact, textParam } from "@/lib/search-params";

export interface TraceSearch {
  endpoint?: string;
  status?: "ok" | "error";
  /** The trace whose detail is open. */
  trace?: string;
}

export function readTraceSearch(search: Record<string, unknown>): TraceSearch {
  return compact({
    endpoint: textParam(search.endpoint),
    status: choiceParam(search.status, ["ok", "error"] as const),
    trace: textParam(search.trace),
  });
}
