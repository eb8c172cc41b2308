import { useSyncExternalStore } from "react";
import { followStream, type StreamState } from "./stream";
import type { VolanoEvent } from "./types";

/**
 * The event stream of a workspace, held by one tab for all tabs of this browser: over HTTP/1.1 a browser opens six
 * connections to a host, so a stream per tab would stop the seventh. A lock elects the tab; a channel passes the events on.
 * Without the Web Locks API (plain HTTP away from localhost) each tab holds its own stream.
 */
type Note = { kind: "event"; event: VolanoEvent } | { kind: "state"; state: StreamState } | { kind: "hello" };

let state: StreamState = "connecting";
const watchers = new Set<() => void>();

function setState(next: StreamState): void {
  state = next;
  for (const call of watchers) call();
}

/** How the live connection stands. */
export function useLiveState(): StreamState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}

/** Follows the events of a workspace and calls back for each; returns what ends it. */
export function followEvents(workspace: string, onEvent: (event: VolanoEvent) => void): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`volano-events:${workspace}`);
  let lastSeen: number | null = null;
  let leading = false;
  setState("connecting");

  const receive = (event: VolanoEvent): void => {
    if (lastSeen !== null && event.seq <= lastSeen) return;
    lastSeen = event.seq;
    onEvent(event);
  };
  const lead = (): Promise<void> => {
    leading = true;
    return followStream({
      url: `/api/v1/events/stream?workspace=${encodeURIComponent(workspace)}`,
      lastEventId: lastSeen === null ? null : String(lastSeen),
      signal: stop.signal,
      onState: (next) => {
        setState(next);
        channel.postMessage({ kind: "state", state: next } satisfies Note);
      },
      onMessage: ({ data }) => {
        const event = JSON.parse(data) as VolanoEvent;
        receive(event);
        channel.postMessage({ kind: "event", event } satisfies Note);
      },
    });
  };
  channel.addEventListener("message", ({ data: note }: MessageEvent<Note>) => {
    if (note.kind === "event") receive(note.event);
    else if (note.kind === "state") setState(note.state);
    else if (leading) channel.postMessage({ kind: "state", state } satisfies Note);
  });
  channel.postMessage({ kind: "hello" } satisfies Note);

  const held = "locks" in navigator ? navigator.locks.request(`volano-events:${workspace}`, { signal: stop.signal }, lead) : lead();
  held.catch(() => {
    // The lock request rejects when it is aborted while it waits; nothing is left to clean up.
  });
  return () => {
    stop.abort();
    channel.close();
  };
}
