import { expect, test } from "vitest";
import { placeOf } from "@/lib/places";

test("an asset is found at its stage, by whichever name the event or the run used", () => {
  const mails = { path: "data", search: { kind: "dataset", asset: "mails" } };
  expect(placeOf({ kind: "dataset", id: "mails", name: "mails@2" })).toEqual(mails);
  expect(placeOf({ kind: "asset", id: "1", name: "dataset/mails" })).toEqual(mails);
  expect(placeOf({ kind: "version", id: "1", name: "dataset/mails@2" })).toEqual(mails);
});

test("an id cannot leave its place in the path", () => {
  expect(placeOf({ kind: "run", id: "../../settings", name: "x" })?.path).toBe("runs/..%2F..%2Fsettings");
});

test("what has no page has no link", () => {
  expect(placeOf({ kind: "blob", id: "1", name: "x" })).toBeNull();
  expect(placeOf({ kind: "version", id: "1", name: "mails@2" })).toBeNull();
});
