import { readProblem } from "./problem";

export interface StreamMessage {
  id: string;
  event: string;
  data: string;
}

/**
 * A parser of server-sent events (WHATWG HTML, 9.2.6): feed it decoded chunks, it calls back once per message.
 * A frame that only carries an id sets the place to go on from; onId hears of it.
 */
export function createParser(onMessage: (message: StreamMessage) => void, onId: (id: string) => void = () => undefined): (chunk: string) => void {
  let rest = "";
  let lastId = "";
  let [event, data] = ["", [] as string[]];

  const dispatch = (): void => {
    if (data.length > 0) onMessage({ id: lastId, event: event || "message", data: data.join("\n") });
    if (lastId) onId(lastId);
    [event, data] = ["", []];
  };
  const readLine = (line: string): void => {
    if (line === "") return dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) lastId = value;
  };

  return (chunk) => {
    rest += chunk;
    // A trailing CR may be half of a CRLF whose LF comes with the next chunk.
    const complete = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = complete.split(/\r\n|\n|\r/);
    const open = lines.pop() ?? "";
    rest = open + rest.slice(complete.length);
    for (const line of lines) readLine(line);
  };
}

export type StreamState = "connecting" | "live" | "waiting" | "refused";

interface StreamOptions {
  url: string;
  lastEventId: string | null;
  signal: AbortSignal;
  /** Answers "stop" when the server has said that it will not go on. */
  onMessage: (message: StreamMessage) => "stop" | undefined | void;
  onState: (state: StreamState) => void;
  /** The place to go on from, after each frame. */
  onId?: (id: string) => void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** Longer than the server's heartbeat: silence beyond it means that the connection is dead. */
const SILENCE = 60_000;

/** Follows a stream of server-sent events until the signal aborts, going on after the last seen id whenever it breaks. */
export async function followStream({ url, lastEventId, signal, onMessage, onState, onId }: StreamOptions): Promise<void> {
  let [seen, delay] = [lastEventId, FIRST_DELAY];
  while (!signal.aborted) {
    onState("connecting");
    const ended = await readOnce(url, seen, signal, {
      onOpen: () => {
        delay = FIRST_DELAY;
        onState("live");
      },
      onId: (id) => {
        seen = id;
        onId?.(id);
      },
      onMessage,
    });
    if (signal.aborted) return;
    if (ended === "refused") return onState("refused");
    onState("waiting");
    await pause(delay * (0.75 + Math.random() / 2), signal);
    delay = Math.min(delay * 2, LONGEST_DELAY);
  }
}

interface Reader {
  onOpen: () => void;
  onId: (id: string) => void;
  onMessage: StreamOptions["onMessage"];
}

async function readOnce(url: string, seen: string | null, outer: AbortSignal, reader: Reader): Promise<"broken" | "refused"> {
  const silence = new AbortController();
  let watch: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(watch);
    watch = setTimeout(() => silence.abort(), SILENCE);
  };
  try {
    heard();
    const response = await fetch(url, {
      headers: { Accept: "text/event-stream", ...(seen === null ? {} : { "Last-Event-ID": seen }) },
      signal: AbortSignal.any([outer, silence.signal]),
      cache: "no-store",
    });
    if (!response.ok || !response.body) {
      const { status } = await readProblem(response);
      return status >= 400 && status < 500 && status !== 408 && status !== 429 ? "refused" : "broken";
    }
    reader.onOpen();
    let stopped = false;
    const parse = createParser((message) => {
      stopped = reader.onMessage(message) === "stop" || stopped;
    }, reader.onId);
    const chunks = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let next = await chunks.read(); !next.done; next = await chunks.read()) {
      heard();
      parse(next.value);
      if (stopped) return "refused";
    }
    return "broken";
  } catch {
    return "broken";
  } finally {
    clearTimeout(watch);
  }
}

/** Waits for the delay, or until the machine is back online or the tab is looked at again. */
function pause(delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const finish = (): void => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(finish, delay);
    const options = { signal: done.signal };
    signal.addEventListener("abort", finish, options);
    addEventListener("online", finish, options);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && finish(), options);
  });
}
