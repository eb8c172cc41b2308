import { expect, test } from "vitest";
import { choiceParam, compact, numberParam, textParam } from "@/lib/search-params";

test("what a link may not say is left out", () => {
  expect(choiceParam("owned", ["running", "failed"])).toBeUndefined();
  expect(choiceParam("failed", ["running", "failed"])).toBe("failed");
  expect(numberParam("7", 0, 1)).toBeUndefined();
  expect(numberParam("0.5", 0, 1)).toBe(0.5);
  expect(numberParam("x", 0, 1)).toBeUndefined();
  expect(textParam({ deep: true })).toBeUndefined();
  expect(textParam("")).toBeUndefined();
});

test("a name of digits, which the router reads as a number, is text again", () => {
  expect(textParam(2026)).toBe("2026");
});

test("undefined members vanish", () => {
  expect(compact({ a: 1, b: undefined })).toEqual({ a: 1 });
});
