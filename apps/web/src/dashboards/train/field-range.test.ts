import { describe, expect, it } from "vitest";
import {
  formatHintRange,
  formatRange,
  SLIDER_STEPS,
  sliderEnds,
  sliderPosition,
  sliderValue,
} from "./field-range.ts";
import type { NumberKind } from "./parameter-field.ts";

const of: NumberKind = {
  kind: "number",
  isInteger: false,
  min: 1e-6,
  max: 1,
  excludesMin: false,
  excludesMax: false,
  isLog: true,
};

describe("limits in words", () => {
  it.each([
    [{}, "0.000001 to 1"],
    [{ min: null }, "at most 1"],
    [{ max: null, min: 0, excludesMin: true }, "greater than 0"],
    [{ min: 1, max: 1_000_000 }, "1 to 1,000,000"],
    [{ min: 0, excludesMin: true, excludesMax: true }, "greater than 0, less than 1"],
    [{ min: null, max: null }, ""],
  ])("%o", (change, text) => {
    expect(formatRange({ ...of, ...change })).toBe(text);
  });
});

it("does not tell beforehand of limits that nobody meets", () => {
  expect(formatHintRange({ ...of, min: 0, max: 2 ** 32 - 1 })).toBe("at least 0");
  expect(formatHintRange({ ...of, min: 1, max: 500 })).toBe("1 to 500");
});

describe("a logarithmic slider", () => {
  const ends = [1e-6, 1] as const;

  it("reaches as far as the limits, or three powers of ten", () => {
    expect(sliderEnds(of, 1e-3)).toEqual(ends);
    expect(sliderEnds({ ...of, min: 1e-4, max: 0.5 }, 1e-3)).toEqual([1e-4, 0.5]);
    expect(sliderEnds({ ...of, min: 0, max: 10 }, 1e-3)).toEqual(ends);
    expect(sliderEnds({ ...of, min: null, max: null }, 250)).toEqual([0.1, 100_000]);
    expect(sliderEnds({ ...of, isLog: false }, 1e-3)).toBeNull();
    expect(sliderEnds({ ...of, min: null }, 0)).toBeNull();
  });

  it("gives every power of ten the same way", () => {
    expect(sliderPosition(ends, 1e-6)).toBe(0);
    expect(sliderPosition(ends, 1e-3)).toBe(SLIDER_STEPS / 2);
    expect(sliderPosition(ends, 1)).toBe(SLIDER_STEPS);
    expect(sliderPosition(ends, 50)).toBe(SLIDER_STEPS);
    expect(sliderPosition(ends, -1)).toBe(0);
  });

  it("gives values of two digits that come back to their place", () => {
    for (let position = 0; position <= SLIDER_STEPS; position += 7) {
      const value = sliderValue(ends, position, false);
      expect(value).toBe(Number(value.toPrecision(2)));
      expect(Math.abs(sliderPosition(ends, value) - position)).toBeLessThanOrEqual(2);
    }
    expect(sliderValue([1, 512], 150, true)).toBe(23);
  });
});
