import { describe, expect, test } from "vitest";
import { formatBytes, formatCompact, formatDuration, formatMeasure, formatMoney, formatShare } from "@/lib/numbers";

describe("numbers for people", () => {
  test.each([
    [0, "0"],
    [48210, "48,210"],
    [0.912345, "0.9123"],
    [1368.4421, "1,368.44"],
    [0.00002, "2.00e-5"],
    [3.2e12, "3.20e12"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("%s is measured as %s", (value, text) => expect(formatMeasure(value)).toBe(text));

  test.each([
    [0.34, "340 ms"],
    [4.2, "4.2 s"],
    [185, "3 min 05 s"],
    [8040, "2 h 14 min"],
    [273_600, "3 d 4 h"],
    [59.97, "1 min 00 s"],
    [0.9996, "1 s"],
  ])("%s seconds are %s", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test.each([
    [0, "0 B"],
    [0.5, "0.5 B"],
    [999, "999 B"],
    [18_423_920, "18.4 MB"],
    [999_999, "1 MB"],
  ])("%s bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test("small bills keep their digits", () => {
    expect(formatMoney(0.0042)).toBe("$0.0042");
    expect(formatMoney(1.5)).toBe("$1.50");
    expect(formatMoney(0)).toBe("$0.00");
  });

  test("shares and compact counts are short", () => {
    expect(formatShare(0.34)).toBe("34%");
    expect(formatShare(0.0042)).toBe("0.42%");
    expect(formatCompact(1_204_311)).toBe("1.2M");
  });
});
