import { compact, textParam } from "@/lib/search-params";

interface EndpointSearch {
  /** The endpoint whose detail is open. */
  endpoint?: string;
}

export function readEndpointSearch(search: Record<string, unknown>): EndpointSearch {
  return compact({ endpoint: textParam(search.endpoint) });
}
