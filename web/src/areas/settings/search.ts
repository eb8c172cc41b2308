import { compact, textParam } from "@/lib/search-params";

export function readWebhookSearch(search: Record<string, unknown>): { webhook?: string } {
  return compact({ webhook: textParam(search.webhook) });
}

export function readAuditSearch(search: Record<string, unknown>): { action?: string } {
  return compact({ action: textParam(search.action) });
}
