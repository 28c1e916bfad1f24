import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { durationTicks, linearTicks, logDurationTicks, logTicks, stepTicks, wallTimeTicks } from "./ticks.ts";

describe("linearTicks", () => {
  it("lie at 1, 2 or 5 times a power of ten", () => {
    expect(linearTicks([0, 100], 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(linearTicks([300, 1000], 5)).toEqual([300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(linearTicks([0.01, 0.05], 5)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(linearTicks([0.01, 0.05], 3)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
    expect(linearTicks([1, 10], 5)).toEqual([2, 4, 6, 8, 10]);
    expect(linearTicks([1.015, 1.115], 2)).toEqual([1.05, 1.1]);
    expect(linearTicks([1.94515, 1.9452], 2)).toEqual([1.94516, 1.94518, 1.9452]);
    expect(linearTicks([-1, 1], 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it("are few and end, whatever the domain", () => {
    for (const domain of [
      [0, 0],
      [0, Infinity],
      [NaN, 1],
      [1e300, 1.1e300],
      [0, 5e-324],
      [2 ** 60, 2 ** 60 + 512],
      [1e9, 1e9 + 1e-7],
    ] as const)
      expect(linearTicks(domain, 6).length, String(domain)).toBeLessThan(20);
  });
});

it("step ticks never lie between two steps", () => {
  expect(stepTicks([0, 3], 10)).toEqual([0, 1, 2, 3]);
  expect(stepTicks([6.5, 7.5], 10)).toEqual([7]);
  expect(stepTicks([-15, 1015], 5)).toEqual([0, 200, 400, 600, 800, 1000]);
});

describe("logTicks", () => {
  it("lie at the factors of powers of ten", () => {
    expect(logTicks([1, 100], 5)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
    ]);
    expect(logTicks([300, 1000], 5)).toEqual([300, 400, 500, 600, 700, 800, 900, 1000]);
    expect(logTicks([0.01, 0.05], 5)).toEqual([0.01, 0.02, 0.03, 0.04, 0.05]);
  });

  it("lie at powers when there are many decades", () => {
    expect(logTicks([0, 0.01], 3)).toEqual([1e-300, 1e-200, 1e-100]);
    expect(logTicks([1e-7, 1e3], 5)).toEqual([1e-6, 1e-4, 1e-2, 1, 100]);
  });

  it("fall back to linear ticks within less than a decade", () => {
    expect(logTicks([21, 24], 5)).toEqual([21, 21.5, 22, 22.5, 23, 23.5, 24]);
  });
});

it("duration ticks lie at round seconds, minutes, hours and days", () => {
  expect(durationTicks([0, 100], 6)).toEqual([0, 15, 30, 45, 60, 75, 90]);
  expect(durationTicks([0, 7200], 4)).toEqual([0, 1800, 3600, 5400, 7200]);
  expect(durationTicks([0, 86_400 * 30], 5)).toEqual([0, 7, 14, 21, 28].map((days) => days * 86_400));
  expect(durationTicks([0, 0.5], 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
});

describe("wallTimeTicks", () => {
  beforeEach(() => vi.stubEnv("TZ", "Europe/Berlin"));
  afterEach(() => vi.unstubAllEnvs());

  const local = (...parts: [number, number, number?, number?, number?, number?]) =>
    new Date(parts[0], parts[1] - 1, parts[2] ?? 1, parts[3] ?? 0, parts[4] ?? 0, parts[5] ?? 0).getTime() /
    1000;

  it("lie at round times of the reader's clock", () => {
    expect(wallTimeTicks([local(2020, 1, 1, 5), local(2020, 1, 1, 17)], 5)).toEqual(
      [6, 9, 12, 15].map((hour) => local(2020, 1, 1, hour)),
    );
    expect(wallTimeTicks([local(2020, 1, 1, 1), local(2020, 1, 1, 2)], 5)).toEqual(
      [0, 10, 20, 30, 40, 50, 60].map((minute) => local(2020, 1, 1, 1, minute)),
    );
    expect(wallTimeTicks([local(2020, 1, 1), local(2020, 12, 31)], 5)).toEqual(
      [1, 4, 7, 10].map((month) => local(2020, month)),
    );
    expect(wallTimeTicks([local(2020, 1, 1), local(2020, 1, 5)], 5)).toEqual(
      [1, 2, 3, 4, 5].map((day) => local(2020, 1, day)),
    );
    expect(wallTimeTicks([local(2001, 3), local(2041, 3)], 5)).toEqual(
      [2010, 2020, 2030, 2040].map((year) => local(year, 1)),
    );
  });

  it("stay round on the days when the clocks change", () => {
    const ticks = wallTimeTicks([local(2026, 3, 29), local(2026, 3, 30, 12)], 6);
    expect(ticks.map((tick) => new Date(tick * 1000).getHours())).toEqual([0, 6, 12, 18, 0, 6, 12]);
  });

  it("end, whatever the domain", () => {
    for (const domain of [
      [0, 0],
      [0, 1e15],
      [NaN, NaN],
      [1.7e9, 1.7e9 + 1e-3],
      [-6e12, 6e12],
    ] as const)
      expect(wallTimeTicks(domain, 6).length, String(domain)).toBeLessThan(30);
  });
});

it("a log axis of durations has round times of every unit, and linear ones over a short range", () => {
  expect(logDurationTicks([0.5, 700], 4)).toEqual([0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600]);
  expect(logDurationTicks([100, 115], 4)).toEqual([100, 105, 110, 115]);
});
