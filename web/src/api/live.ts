import { useSyncExternalStore } from "react";
import { followStream, type StreamState } from "./stream";
import type { VolanoEvent } from "./types";

/**
 * The event stream of a workspace, held by one tab for all tabs of this browser: over HTTP/1.1 a browser opens six
 * connections to a host, so a stream per tab would stop the seventh. A lock elects the tab; a channel passes the events on.
 * Without the Web Locks API (plain HTTP away from localhost) each tab holds its own stream.
 */
type Note = { kind: "event"; event: VolanoEvent } | { kind: "state"; state: StreamState } | { kind: "place"; seq: number } | { kind: "reset" } | { kind: "hello" };

interface Listener {
  onEvent: (event: VolanoEvent) => void;
  /** The log has begun anew (a restored backup, say): all that is known may be old. */
  onReset: () => void;
}

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
export function followEvents(workspace: string, { onEvent, onReset }: Listener): () => void {
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
  const reset = (): void => {
    lastSeen = null;
    onReset();
  };
  const tell = (note: Note): void => channel.postMessage(note);
  const greet = (): void => {
    tell({ kind: "state", state });
    if (lastSeen !== null) tell({ kind: "place", seq: lastSeen });
  };
  const lead = (): Promise<void> => {
    leading = true;
    return followStream({
      url: `/api/v1/events/stream?workspace=${encodeURIComponent(workspace)}`,
      lastEventId: lastSeen === null ? null : String(lastSeen),
      signal: stop.signal,
      onState: (next) => {
        setState(next);
        tell({ kind: "state", state: next });
      },
      onId: (id) => {
        // Without an event yet, the others must know the place too: one of them may have to go on from it.
        if (lastSeen !== null) return;
        lastSeen = Number(id);
        tell({ kind: "place", seq: lastSeen });
      },
      onMessage: ({ event: name, data }) => {
        if (name === "end") return "stop";
        if (name === "reset") {
          reset();
          tell({ kind: "reset" });
          return undefined;
        }
        const event = JSON.parse(data) as VolanoEvent;
        receive(event);
        tell({ kind: "event", event });
        return undefined;
      },
    });
  };
  channel.addEventListener("message", ({ data: note }: MessageEvent<Note>) => {
    if (note.kind === "event") receive(note.event);
    else if (note.kind === "state") setState(note.state);
    else if (note.kind === "reset") reset();
    else if (note.kind === "place") lastSeen ??= note.seq;
    else if (leading) greet();
  });
  tell({ kind: "hello" });

  const held = "locks" in navigator ? navigator.locks.request(`volano-events:${workspace}`, { signal: stop.signal }, lead) : lead();
  held.catch(() => {
    // The lock request rejects when it is aborted while it waits; nothing is left to clean up.
  });
  return () => {
    stop.abort();
    channel.close();
  };
}
