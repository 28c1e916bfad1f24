import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatValue,
  formatValueWithin,
  formatWallTime,
} from "./format.ts";

describe("formats", () => {
  it.each([
    [0, "0"],
    [0.6, "0.6"],
    [1, "1"],
    [100, "100"],
    [-0.123456789, "−0.123457"],
    [1234.5678, "1234.57"],
    [12_345_678, "1.2346e+7"],
    [0.0000123, "1.2300e-5"],
    [NaN, "NaN"],
    [Infinity, "+∞"],
    [-Infinity, "−∞"],
  ])("value %d is %s", (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it("has as many digits as tell it apart on an axis", () => {
    const shown = (low: number, high: number) => ({ range: [low, high], scale: "linear" }) as const;
    const texts = [0.5, 0.5625].map((rest) => formatValueWithin(-1.7e9 - rest, shown(-1.7e9 - 1, -1.7e9)));
    expect(texts).toEqual(["−1,700,000,000.5", "−1,700,000,000.5625"]);
    expect(formatValueWithin(0.95312412, shown(0.9531, 0.9532))).toBe("0.95312412");
    expect(formatValueWithin(-1.00001e-12, shown(-1.0001e-12, -1e-12))).toBe("−1.00001e-12");
    expect([0.1234567, 12_345_678, NaN].map((value) => formatValueWithin(value, shown(0, 2e7)))).toEqual(
      [0.1234567, 12_345_678, NaN].map(formatValue),
    );
  });

  it.each([
    [0, "0 s"],
    [0.35, "350 ms"],
    [0.0022, "2.2 ms"],
    [0.9999, "1 s"],
    [16.4, "16.4 s"],
    [59.97, "1 min"],
    [303, "5 min 3 s"],
    [4980, "1 h 23 min"],
    [187_200, "2 d 4 h"],
    [-3, "−3 s"],
  ])("duration %d is %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [12, "12 B"],
    [999_900, "1.0 MB"],
    [363_000_000, "363 MB"],
    [1500, "1.5 kB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it("counts and ages", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect(formatCounted(1, "run")).toBe("1 run");
    expect(formatCounted(0, "run")).toBe("0 runs");
    expect([0, 4.9, 200, 7300, 200_000].map(formatAge)).toEqual(["now", "4 s", "3 min", "2 h", "2 d"]);
  });

  it("wall times stand in the reader's zone", () => {
    expect(formatWallTime(1_700_000_000)).toBe("2023-11-14 22:13:20");
    expect(formatWallTime(NaN)).toBe("no time");
  });
});
