import { describe, expect, it } from "vitest";
import { channelsOf, colorRamp, lightnessOf, mixedColor } from "./oklab.ts";

describe("mixedColor", () => {
  it("has both ends, and equal steps of lightness between them", () => {
    expect(mixedColor("#ffffff", "#0072b2", 0)).toBe("#ffffff");
    expect(mixedColor("#ffffff", "#0072b2", 1)).toBe("#0072b2");
    const lightness = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      lightnessOf(mixedColor("#151a21", "#e69f00", share)),
    );
    const steps = lightness.slice(1).map((each, i) => each - lightness[i]!);
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 2);
  });

  it("takes the nearer end where one is no colour that it knows", () => {
    expect(mixedColor("#fff", "rebeccapurple", 0.8)).toBe("rebeccapurple");
    expect(mixedColor("#fff", "rebeccapurple", 0.2)).toBe("#fff");
  });
});

describe("colorRamp", () => {
  it("goes through its stops", () => {
    const stops = [
      { at: 0, color: "#000000" },
      { at: 0.5, color: "#ff0000" },
      { at: 1, color: "#ffffff" },
    ];
    const ramp = colorRamp(stops, 5);
    expect([...ramp.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect([...ramp.subarray(6, 9)]).toEqual([255, 0, 0]);
    expect([...ramp.subarray(12, 15)]).toEqual([255, 255, 255]);
  });
});

describe("channelsOf", () => {
  it("reads short and long colours, and nothing else", () => {
    expect(channelsOf("#fff")).toEqual([255, 255, 255]);
    expect(channelsOf(" #0A10ff")).toEqual([10, 16, 255]);
    for (const text of ["", "#ffff", "#ggg", "red", "rgb(0 0 0)"]) expect(channelsOf(text)).toBeNull();
  });
});
