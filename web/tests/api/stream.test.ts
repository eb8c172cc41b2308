import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createParser, followStream, type StreamMessage, type StreamState } from "@/api/stream";

function parseAll(...chunks: string[]): StreamMessage[] {
  const found: StreamMessage[] = [];
  const parse = createParser((message) => found.push(message));
  for (const chunk of chunks) parse(chunk);
  return found;
}

describe("the parser of server-sent events", () => {
  test("reads id, event and data", () => {
    expect(parseAll("id: 7\nevent: event\ndata: {}\n\n")).toEqual([{ id: "7", event: "event", data: "{}" }]);
  });

  test("gives the same for every way to cut the stream into chunks", () => {
    const text = "id: 1\r\ndata: a\r\ndata: b\r\n\r\n: beat\r\n\r\ndata:c\r\n\r\n";
    const whole = parseAll(text);
    expect(whole.map(({ data }) => data)).toEqual(["a\nb", "c"]);
    for (let cut = 1; cut < text.length; cut += 1) expect(parseAll(text.slice(0, cut), text.slice(cut))).toEqual(whole);
  });

  test("keeps the last id for messages without one, as the standard says", () => {
    expect(parseAll("id: 3\ndata: a\n\ndata: b\n\n").map(({ id }) => id)).toEqual(["3", "3"]);
  });

  test("passes over comments and events without data", () => {
    expect(parseAll(": beat\n\nevent: nothing\n\n")).toEqual([]);
  });

  test("hears the place to go on from in a frame that carries nothing else", () => {
    const ids: string[] = [];
    const found: StreamMessage[] = [];
    createParser(
      (message) => found.push(message),
      (id) => ids.push(id),
    )("retry: 2000\nid: 41\n\n");
    expect(ids).toEqual(["41"]);
    expect(found).toEqual([]);
  });

  test("does not dispatch what was not ended by an empty line", () => {
    expect(parseAll("data: half")).toEqual([]);
  });
});

describe("following a stream", () => {
  const running: Server[] = [];
  // The follower looks at two things of a page: whether it is visible, and whether it is online.
  beforeAll(() => {
    const page = new EventTarget();
    Object.assign(globalThis, { document: page, addEventListener: page.addEventListener.bind(page) });
  });
  afterEach(() => {
    for (const server of running.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(answer: (request: IncomingMessage, response: ServerResponse, call: number) => void): Promise<string> {
    let calls = 0;
    const server = createServer((request, response) => answer(request, response, (calls += 1)));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    running.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  test("goes on after the last seen id when the connection breaks", async () => {
    const asked: Array<string | undefined> = [];
    const url = await serve((request, response, call) => {
      asked.push(request.headers["last-event-id"] as string | undefined);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`id: ${call}\ndata: ${call}\n\n`, () => call < 3 && response.destroy());
    });
    const abort = new AbortController();
    const seen: string[] = [];
    const states: StreamState[] = [];
    await followStream({
      url,
      lastEventId: null,
      signal: abort.signal,
      onState: (state) => states.push(state),
      onMessage: ({ data }) => {
        seen.push(data);
        if (seen.length === 3) abort.abort();
      },
    });
    expect(seen).toEqual(["1", "2", "3"]);
    expect(asked).toEqual([undefined, "1", "2"]);
    expect(states.filter((state) => state === "waiting")).toHaveLength(2);
  });

  test("goes on from the place that the server named before anything happened", async () => {
    const asked: Array<string | undefined> = [];
    const abort = new AbortController();
    const url = await serve((request, response, call) => {
      asked.push(request.headers["last-event-id"] as string | undefined);
      if (call === 2) abort.abort();
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("id: 41\n\n", () => response.destroy());
    });
    await followStream({ url, lastEventId: null, signal: abort.signal, onState: () => undefined, onMessage: () => undefined });
    expect(asked).toEqual([undefined, "41"]);
  });

  test("stops when the server says that it will not go on", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('event: end\ndata: {"code": "sign_in_required"}\n\n');
    });
    const states: StreamState[] = [];
    const options = { url, lastEventId: null, signal: new AbortController().signal, onMessage: () => "stop" as const };
    await followStream({ ...options, onState: (state) => states.push(state) });
    expect(states).toEqual(["connecting", "live", "refused"]);
  });

  test("gives up when the server refuses, and says so", async () => {
    const url = await serve((_, response) => response.writeHead(401, { "content-type": "application/problem+json" }).end("{}"));
    const states: StreamState[] = [];
    const options = { url, lastEventId: null, signal: new AbortController().signal, onMessage: () => undefined };
    await followStream({ ...options, onState: (state) => states.push(state) });
    expect(states).toEqual(["connecting", "refused"]);
  });
});
