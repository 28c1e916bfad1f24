import { afterEach, describe, expect, it, vi } from "vitest";
import type { AxisScale, Interval } from "./axis.ts";
import {
  digitsWithin,
  formatNumber,
  formatNumberBeside,
  formatNumberFully,
  formatNumberShort,
  formatRelativeTime,
  formatRelativeTimeFully,
  formatWallTime,
  formatWallTimeFully,
  formatX,
} from "./axis-format.ts";

describe("wall times", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("are in the reader's zone", () => {
    vi.stubEnv("TZ", "Asia/Kolkata");
    const now = new Date("2026-11-24T00:00:00Z");
    expect(formatWallTime(1_795_500_000.123, now)).toBe("Nov 24, 11:30:00");
    expect(formatWallTime(1_578_230_580, now)).toBe("Jan 5 2020, 18:53:00");
    expect(formatWallTimeFully(1_795_500_000.123)).toBe("2026-11-24T11:30:00.123+05:30");
    vi.stubEnv("TZ", "America/New_York");
    expect(formatWallTimeFully(1_795_500_000)).toBe("2026-11-24T01:00:00.000-05:00");
  });

  it("that are none have a name", () => {
    expect(formatWallTime(NaN)).toBe("NaN");
    expect(formatWallTimeFully(Infinity)).toBe("+∞");
  });
});

describe("numbers", () => {
  it("short", () => {
    expect(
      [0, 1, 5, -100.4, 3.01, 0.09, 1200, 9999, 10_001, -10_101, -1.004e6, 999_960, 5e-5, 2e16].map(
        formatNumberShort,
      ),
    ).toEqual([
      "0",
      "1",
      "5",
      "-100.4",
      "3.01",
      "0.09",
      "1.2k",
      "10k",
      "10k",
      "-10.1k",
      "-1M",
      "1M",
      "5e-5",
      "2e16",
    ]);
    expect([NaN, Infinity, -Infinity].map(formatNumberShort)).toEqual(["NaN", "+∞", "-∞"]);
  });

  it("readable", () => {
    expect(
      [0.953124, 9999, 12_345.678, 1.5e-7, 1_004_000, 1_234_567.8, -0].map((x) => formatNumber(x)),
    ).toEqual(["0.953124", "9,999", "12,345.7", "1.5e-7", "1,004,000", "1,234,568", "0"]);
  });

  it("with the digits that tell them apart in the part of an axis that is shown", () => {
    const texts = (values: readonly number[], range: Interval, scale: AxisScale = "linear") =>
      values.map((x) => formatNumber(x, digitsWithin(x, { range, scale })));
    const far = [1.7e9 + 0.5, 1.7e9 + 0.5625];
    expect(texts(far, [1.7e9, 1.7e9 + 1])).toEqual(["1,700,000,000.5", "1,700,000,000.5625"]);
    expect(texts(far, [0, 2e9])).toEqual(["1,700,000,001", "1,700,000,001"]);
    expect(texts([0.1234567891, 1], [0, 1])).toEqual(["0.123457", "1"]);
    expect(texts([1e-300, 1.0000001e-300], [1e-300, 1.000001e-300])).toEqual(["1e-300", "1.0000001e-300"]);
    expect(texts([100.00001, 100.00002], [100, 100.0001], "log")).toEqual(["100.00001", "100.00002"]);
    expect(texts([0, NaN], [0, 1])).toEqual(["0", "NaN"]);
    const shown = { range: [1.7e9, 1.7e9 + 1], scale: "linear" } as const;
    expect(far.map((x) => formatNumberBeside(x, shown))).toEqual(["1,700,000,000.5", "1,700,000,000.56"]);
    expect(formatNumberBeside(0.123456, { range: [0, 1], scale: "linear" })).toBe("0.1235");
    expect(formatX("step", 1.7e15 + 3, { range: [0, 2e15], scale: "linear" })).toBe("1,700,000,000,000,003");
    expect(formatX("relative", 3600.5, { range: [3600, 3601], scale: "linear" })).toBe("1.0001389 h");
    expect(
      formatX("wall", 1_795_500_000.125, { range: [1_795_500_000, 1_795_500_001], scale: "linear" }),
    ).toMatch(/:00\.125$/);
  });

  it("fully", () => {
    expect(
      [1, 5, -100.4, 3.01, 9999, 0.09, 1.004e6, -1.004e6, 0.00005, 1e5 + 0.00005].map(formatNumberFully),
    ).toEqual([
      "1",
      "5",
      "-100.4",
      "3.01",
      "9,999",
      "0.09",
      "1,004,000",
      "-1,004,000",
      "0.00005",
      "100,000.00005",
    ]);
    expect(formatNumberFully(Math.fround(0.9))).toBe("0.9");
    expect(formatNumberFully(Math.fround(1 / 3))).toBe("0.33333334");
    expect(formatNumberFully(1 / 3)).toBe("0.3333333333333333");
    expect(formatNumberFully(1.5e-7)).toBe("0.00000015");
    expect(formatNumberFully(1e-30)).toBe("1e-30");
    expect(formatNumberFully(1e21)).toBe("1e21");
  });
});

it("relative times", () => {
  expect(
    [0, 0.1, 0.999, 1, 4.023, 60.023, 61.523, 3700, 86_400 * 3, 31_536_000 * 5].map((x) =>
      formatRelativeTime(x),
    ),
  ).toEqual(["0", "100 ms", "999 ms", "1 s", "4.023 s", "1 min", "1.025 min", "1.028 h", "3 d", "5 y"]);
  expect([-0.1, -61.523].map((x) => formatRelativeTime(x))).toEqual(["-100 ms", "-1.025 min"]);
  expect([0, 93_784.5, 59.9996, -61, 3600].map(formatRelativeTimeFully)).toEqual([
    "0 s",
    "1 d 2 h 3 min 4.5 s",
    "1 min",
    "-1 min 1 s",
    "1 h",
  ]);
});
