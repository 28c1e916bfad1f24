import { afterEach, describe, expect, it, vi } from "vitest";
import {
  formatNumber,
  formatNumberFully,
  formatNumberShort,
  formatRelativeTime,
  formatRelativeTimeFully,
  formatWallTime,
  formatWallTimeFully,
  logTickLabels,
  relativeTickLabels,
  valueTickLabels,
  wallTimeTickLabels,
} from "./axis-format.ts";
import { linearTicks, logTicks } from "./ticks.ts";

describe("tick labels of values", () => {
  it("have the digits that tell neighbours apart", () => {
    expect(valueTickLabels([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])).toEqual([
      "0",
      "0.2",
      "0.4",
      "0.6",
      "0.8",
      "1",
    ]);
    expect(valueTickLabels([0, 500, 1000, 1500])).toEqual(["0", "500", "1k", "1.5k"]);
    expect(valueTickLabels([800_000, 1_000_000, 1_200_000])).toEqual(["800k", "1M", "1.2M"]);
    expect(valueTickLabels([999_999, 1_000_000, 1_000_001])).toEqual(["999,999", "1,000,000", "1,000,001"]);
    expect(valueTickLabels([0, 0.00002, 0.00004])).toEqual(["0", "2e-5", "4e-5"]);
    expect(valueTickLabels([0.0001, 0.00012])).toEqual(["1e-4", "1.2e-4"]);
    expect(valueTickLabels([0.0005, 0.001, 0.0015])).toEqual(["0.0005", "0.001", "0.0015"]);
    expect(valueTickLabels([1.94516, 1.94518, 1.9452])).toEqual(["1.94516", "1.94518", "1.9452"]);
    expect(valueTickLabels([-2e18, -1e18, 0])).toEqual(["-2e18", "-1e18", "0"]);
    expect(valueTickLabels([7])).toEqual(["7"]);
    expect(valueTickLabels([0.25])).toEqual(["0.25"]);
    expect(valueTickLabels([])).toEqual([]);
  });

  it("are distinct for any domain that doubles tell apart", () => {
    let seed = 3;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    for (let i = 0; i < 2000; i++) {
      const center = (random() - 0.5) * 10 ** (random() * 24 - 10);
      const span = Math.abs(center) * 10 ** (-random() * 9) + 10 ** (random() * 24 - 12);
      const ticks = linearTicks([center - span, center + span], 6);
      const labels = valueTickLabels(ticks);
      expect(new Set(labels).size, `${String(ticks)} → ${labels.join(" ")}`).toBe(ticks.length);
    }
  });
});

it("labels of log ticks leave room", () => {
  expect(logTickLabels(logTicks([1, 1000], 5), 8).filter((label) => label !== "")).toEqual([
    "1",
    "10",
    "100",
    "1k",
  ]);
  expect(logTickLabels(logTicks([1, 100], 5), 8).filter((label) => label !== "")).toEqual([
    "1",
    "2",
    "5",
    "10",
    "20",
    "50",
    "100",
  ]);
  expect(logTickLabels(logTicks([300, 1000], 5), 8)).toEqual([
    "300",
    "400",
    "500",
    "600",
    "700",
    "800",
    "900",
    "1k",
  ]);
  expect(logTickLabels([21, 21.5, 22], 8)).toEqual(["21", "21.5", "22"]);
  expect(logTickLabels([1e-6, 1e-3], 8)).toEqual(["1e-6", "0.001"]);
});

it("labels of relative times share a unit", () => {
  const hour = 3600;
  expect(relativeTickLabels([0, 0.5 * hour, hour, 1.5 * hour])).toEqual(["0", "0.5 h", "1 h", "1.5 h"]);
  expect(relativeTickLabels([0, 900, 1800, 2700, 3600])).toEqual([
    "0",
    "15 min",
    "30 min",
    "45 min",
    "60 min",
  ]);
  expect(relativeTickLabels([0, 15, 30, 45, 60, 75])).toEqual(["0", "15 s", "30 s", "45 s", "60 s", "75 s"]);
  expect(relativeTickLabels([0, 0.2, 0.4])).toEqual(["0", "200 ms", "400 ms"]);
  expect(relativeTickLabels([1, 1.05, 1.1])).toEqual(["1 s", "1.05 s", "1.1 s"]);
  expect(relativeTickLabels([0, 7 * 86_400, 14 * 86_400])).toEqual(["0", "7 d", "14 d"]);
});

describe("wall times", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("have labels as coarse as their tick", () => {
    const seconds = (text: string) => new Date(text).getTime() / 1000;
    expect(
      wallTimeTickLabels([
        seconds("2019-01-01T00:00"),
        seconds("2020-05-01T00:00"),
        seconds("2020-01-05T00:00"),
        seconds("2020-01-05T05:00"),
        seconds("2020-01-05T13:23"),
        seconds("2020-01-05T13:23:07"),
        seconds("2020-01-05T13:23:07.250"),
      ]),
    ).toEqual(["2019", "May", "Jan 5", "05:00", "13:23", "13:23:07", ":07.250"]);
  });

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
    expect(wallTimeTickLabels([1e18])).toEqual([""]);
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
    expect([0.953124, 9999, 12_345.678, 1.5e-7, 1_004_000, 1_234_567.8, -0].map(formatNumber)).toEqual([
      "0.953124",
      "9,999",
      "12,345.7",
      "1.5e-7",
      "1,004,000",
      "1,234,568",
      "0",
    ]);
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
    [0, 0.1, 0.999, 1, 4.023, 60.023, 61.523, 3700, 86_400 * 3, 31_536_000 * 5].map(formatRelativeTime),
  ).toEqual(["0", "100 ms", "999 ms", "1 s", "4.023 s", "1 min", "1.025 min", "1.028 h", "3 d", "5 y"]);
  expect([-0.1, -61.523].map(formatRelativeTime)).toEqual(["-100 ms", "-1.025 min"]);
  expect([0, 93_784.5, 59.9996, -61, 3600].map(formatRelativeTimeFully)).toEqual([
    "0 s",
    "1 d 2 h 3 min 4.5 s",
    "1 min",
    "-1 min 1 s",
    "1 h",
  ]);
});
