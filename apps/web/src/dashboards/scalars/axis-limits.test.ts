import { describe, expect, it } from "vitest";
import { dataInterval, limitsOf, limitText, parseLimit, type Limit } from "./axis-limits.ts";

const at = (value: number): Limit => ({ kind: "at", value });
const fit: Limit = { kind: "fit" };

describe("a limit that is typed", () => {
  it.each([
    ["step", "1000", 1000],
    ["step", "1,000", 1000],
    ["step", "2.5k", 2500],
    ["step", " −3 ", -3],
    ["value", "1e-3", 1e-3],
    ["value", ".5", 0.5],
    ["value", "2M", 2e6],
    ["relative", "1h30m", 5400],
    ["relative", "1 h 30 min", 5400],
    ["relative", "90", 90],
    ["relative", "1e3", 1000],
    ["relative", "2d", 172_800],
    ["relative", "-5m", -300],
    ["relative", "250 ms", 0.25],
    ["wall", "1700000000", 1_700_000_000],
    ["wall", "2026-11-24T14:30:05Z", Date.UTC(2026, 10, 24, 14, 30, 5) / 1000],
    ["wall", "2026-11-24T14:30+01:00", Date.UTC(2026, 10, 24, 13, 30) / 1000],
    ["wall", "2026-11-24 14:30", new Date(2026, 10, 24, 14, 30).getTime() / 1000],
    ["wall", "2026-11-24", new Date(2026, 10, 24).getTime() / 1000],
  ] as const)("on %s axes: %s", (axis, text, value) => {
    const limit = parseLimit(axis, text);
    expect(limit.kind).toBe("at");
    expect(limit.kind === "at" && limit.value).toBeCloseTo(value, 9);
  });

  it.each([
    ["step", "many"],
    ["step", "1 000 000x"],
    ["value", "1e999"],
    ["relative", "1 fortnight"],
    ["relative", "h"],
    ["wall", "2026"],
    ["wall", "yesterday"],
    ["wall", "2026-13-40"],
  ] as const)("on %s axes, %s is none", (axis, text) => {
    expect(parseLimit(axis, text).kind).toBe("problem");
  });

  it("may be left open", () => {
    expect(parseLimit("wall", "  ")).toEqual(fit);
  });

  it.each([
    ["step", 1234],
    ["value", -1.5e-7],
    ["relative", 93_784.5],
    ["relative", -30],
    ["wall", 1_700_000_000],
    ["wall", 1_700_000_000.25],
  ] as const)("is written as it is read on %s axes: %d", (axis, value) => {
    const limit = parseLimit(axis, limitText(axis, value));
    expect(limit.kind === "at" && limit.value).toBeCloseTo(value, 6);
  });
});

describe("limits of an axis", () => {
  it("fit the data where they are left open", () => {
    expect(limitsOf({ min: fit, max: fit }, [0, 10], "linear")).toEqual({ kind: "interval", interval: null });
    expect(limitsOf({ min: at(2), max: fit }, [0, 10], "linear")).toMatchObject({ interval: [2, 10] });
    expect(limitsOf({ min: fit, max: at(2) }, [0, 10], "linear")).toMatchObject({ interval: [0, 2] });
    expect(limitsOf({ min: at(20), max: fit }, [0, 10], "linear")).toMatchObject({ interval: [20, 40] });
    expect(limitsOf({ min: fit, max: at(-5) }, [0, 10], "linear")).toMatchObject({ interval: [-10, -5] });
  });

  it("are the right way round, and above 0 on a log scale", () => {
    expect(limitsOf({ min: at(1), max: at(3) }, [0, 9], "log")).toMatchObject({ interval: [1, 3] });
    expect(limitsOf({ min: at(3), max: at(3) }, [0, 9], "linear")).toMatchObject({ field: "max" });
    expect(limitsOf({ min: at(0), max: at(3) }, [1, 9], "log")).toMatchObject({ field: "min" });
    expect(limitsOf({ min: fit, max: at(-1) }, [1, 9], "log")).toMatchObject({ field: "max" });
    const problem: Limit = { kind: "problem", problem: "no" };
    expect(limitsOf({ min: problem, max: fit }, [0, 1], "linear")).toMatchObject({ field: "min" });
  });

  it("know where the data ends", () => {
    const line = {
      id: "a",
      color: "red",
      xs: Float64Array.of(1, 2, 3),
      ys: Float64Array.of(NaN, -1, 19),
      isEmphasized: false,
    };
    expect(dataInterval([line], "x", "linear")).toEqual([1, 3]);
    expect(dataInterval([line], "y", "linear")).toEqual([-2, 20]);
    expect(dataInterval([line], "y", "log")[0]).toBeGreaterThan(0);
    expect(dataInterval([], "y", "linear")).toEqual([0, 1]);
  });
});
