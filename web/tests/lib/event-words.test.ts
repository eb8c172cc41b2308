import { expect, test } from "vitest";
import { eventWords } from "@/lib/event-words";

function said(action: string, kind: string): string {
  return eventWords({ action, object: { kind, name: "x" } }).words;
}

test("actions are told in the past, with the noun of their object", () => {
  expect(said("run:start", "run")).toBe("started run");
  expect(said("service_account:create", "service_account")).toBe("created service account");
  expect(said("review:enqueue", "review_queue")).toBe("put items into review queue");
});

test("signing in needs no object", () => {
  expect(eventWords({ action: "session:create", object: { kind: "person", name: "Ada" } })).toEqual({ words: "signed in", whole: true });
});

test("an action that this page does not know yet is still readable", () => {
  expect(said("engine:warm_up", "engine")).toBe("warm up engine");
});
