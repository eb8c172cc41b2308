import { expect, test } from "vitest";
import { formatRelative, secondsBetween } from "@/lib/time";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test.each([
  ["2026-11-21T11:59:55Z", "now"],
  ["2026-11-21T11:59:30Z", "30 sec. ago"],
  ["2026-11-21T11:57:00Z", "3 min. ago"],
  ["2026-11-21T10:01:00Z", "1 hr. ago"],
  ["2026-11-19T12:00:00Z", "2 days ago"],
  ["2026-11-24T13:00:00Z", "in 3 days"],
  ["2025-01-01T00:00:00Z", "last yr."],
])("%s is %s", (moment, words) => expect(formatRelative(moment, NOW)).toBe(words));

test("what still runs is measured until now", () => {
  expect(secondsBetween("2026-11-21T11:59:00Z", null, NOW)).toBe(60);
  expect(secondsBetween("2026-11-21T11:59:00Z", "2026-11-21T11:59:10Z", NOW)).toBe(10);
});

test("a clock that runs behind gives no negative duration", () => {
  expect(secondsBetween("2026-11-21T12:00:05Z", null, NOW)).toBe(0);
});
