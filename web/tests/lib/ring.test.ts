import { expect, test } from "vitest";
import { arcPath, pointAt, segmentPath } from "@/lib/ring";

const SHAPE = { count: 10, inner: 100, outer: 200, gap: 4, lead: 0.01 };

function numbersOf(path: string): number[] {
  return [...path.matchAll(/-?\d+\.\d+/g)].map(Number);
}

test("the first stage stands at twelve o'clock and the wheel turns clockwise", () => {
  expect(pointAt(0, 10).y).toBeCloseTo(-10);
  expect(pointAt(0.25, 10).x).toBeCloseTo(10);
});

test("neighbouring segments leave the slit between them, at the rim as at the hub", () => {
  const [, , endX = 0, endY = 0, , , innerX = 0, innerY = 0] = numbersOf(segmentPath(0, SHAPE));
  const next = numbersOf(segmentPath(1, SHAPE));
  expect(Math.hypot((next[0] ?? 0) - endX, (next[1] ?? 0) - endY)).toBeCloseTo(4, 1);
  expect(Math.hypot((next[8] ?? 0) - innerX, (next[9] ?? 0) - innerY)).toBeCloseTo(4, 1);
});

test("an arc over more than half a turn takes the long way round", () => {
  expect(arcPath(0, 0.6, 50)).toContain("A50 50 0 1 1");
  expect(arcPath(0, 0.4, 50)).toContain("A50 50 0 0 1");
});
