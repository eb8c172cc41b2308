import { expect, test } from "vitest";
import { smooth } from "@/lib/smoothing";

test("without weight the curve is itself", () => {
  expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
});

test("a constant stays constant from its first point", () => {
  for (const value of smooth([5, 5, 5, 5], 0.9)) expect(value).toBeCloseTo(5, 12);
});

test("the first values are not pulled to zero", () => {
  expect(smooth([10, 20], 0.5)[0]).toBeCloseTo(10);
  expect(smooth([10, 20], 0.5)[1]).toBeCloseTo((10 * 0.25 + 20 * 0.5) / 0.75);
});

test("a value that is not finite is passed on and disturbs nothing after it", () => {
  const smoothed = smooth([1, Number.NaN, 1], 0.8);
  expect(smoothed[1]).toBeNaN();
  expect(smoothed[2]).toBeCloseTo(1);
});
