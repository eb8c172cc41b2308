import { compact, textParam } from "@/lib/search-params";

interface MonitorSearch {
  /** The monitor whose detail is open. */
  monitor?: string;
}

export function readMonitorSearch(search: Record<string, unknown>): MonitorSearch {
  return compact({ monitor: textParam(search.monitor) });
}
