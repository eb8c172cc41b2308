import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRenewal, staleRoots } from "@/api/renewal";
import type { VolanoEvent } from "@/api/types";

function eventOn(kind: string): VolanoEvent {
  const object = { kind, id: "1", name: "one" };
  const actor = { kind: "person", id: "p", name: "Ada", owner_id: "p" };
  return { seq: 1, at: "2026-11-21T12:00:00Z", action: `${kind}:update`, actor, object, reason: "", before_digest: null, after_digest: null, data: {}, request_id: "r" };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("every event renews the wheel and the activity, and the lists of its kind", () => {
  expect(staleRoots(eventOn("run"))).toEqual(["runs", "wheel", "events"]);
  expect(staleRoots(eventOn("dataset"))).toEqual(["assets", "wheel", "events"]);
});

test("a thousand events renew each list once a second at most", () => {
  const client = new QueryClient();
  const renewed = vi.spyOn(client, "invalidateQueries").mockResolvedValue();
  const renew = createRenewal(client);
  for (let count = 0; count < 1000; count += 1) renew(eventOn("run"));
  vi.advanceTimersByTime(1);
  expect(renewed).toHaveBeenCalledTimes(3);
  renew(eventOn("run"));
  vi.advanceTimersByTime(900);
  expect(renewed).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(100);
  expect(renewed).toHaveBeenCalledTimes(6);
});
