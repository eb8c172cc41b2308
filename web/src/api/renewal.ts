import type { QueryClient } from "@tanstack/react-query";
import { ROOTS, type Root } from "./roots";
import type { VolanoEvent } from "./types";

/** Which queries an event makes stale, by the kind of its object. Every event also changes the wheel and the activity. */
const STALE_BY_KIND: Record<string, readonly Root[]> = {
  run: [ROOTS.runs],
  job: [ROOTS.jobs],
  member: [ROOTS.members, ROOTS.session],
  person: [ROOTS.members, ROOTS.sessions],
  service_account: [ROOTS.serviceAccounts],
  key: [ROOTS.keys],
  transition: [ROOTS.transitions, ROOTS.assets],
  endpoint: [ROOTS.endpoints],
  evaluation: [ROOTS.evaluations],
  monitor: [ROOTS.monitors],
  alert: [ROOTS.monitors],
  review: [ROOTS.reviews],
  review_queue: [ROOTS.reviews],
  scores: [ROOTS.traces],
  spans: [ROOTS.traces],
  webhook: [ROOTS.webhooks],
  workspace: [ROOTS.session],
};

export function staleRoots(event: VolanoEvent): readonly Root[] {
  return [...(STALE_BY_KIND[event.object.kind] ?? [ROOTS.assets]), ROOTS.wheel, ROOTS.events];
}

const PERIOD = 1000;

/** Takes events and renews the queries they touch, at most once a second however many events arrive. */
export function createRenewal(client: QueryClient): (event: VolanoEvent) => void {
  const stale = new Set<Root>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;

  const flush = (): void => {
    timer = undefined;
    last = Date.now();
    for (const root of stale) void client.invalidateQueries({ queryKey: [root] });
    stale.clear();
  };
  return (event) => {
    for (const root of staleRoots(event)) stale.add(root);
    timer ??= setTimeout(flush, Math.max(0, PERIOD - (Date.now() - last)));
  };
}
