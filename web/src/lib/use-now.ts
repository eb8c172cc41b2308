import { useSyncExternalStore } from "react";

const PERIOD = 10_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function renew(): void {
  now = Date.now();
  for (const call of listeners) call();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    timer = setInterval(renew, PERIOD);
    renew();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The current time in milliseconds, shared by the whole page and renewed every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
