import { describe, expect, it } from "vitest";
import { lightnessOf } from "../plane/oklab.ts";
import { lineChartProps, pixelsOf, textsOf } from "../testing.ts";
import { rampColorCount, rampDrawing, rampIndex, rampPixels } from "./ramp.ts";

const light = lineChartProps().theme;
const dark = { ...light, surface: "#151a21" };

function hexOf(pixel: number): string {
  const [r = 0, g = 0, b = 0] = new Uint8Array(Uint32Array.of(pixel).buffer);
  return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

describe("the ramp", () => {
  it("begins with the surface and goes one way in lightness, away from it, by even steps", () => {
    for (const theme of [light, dark]) {
      const colors = [...rampPixels(theme)].map(hexOf);
      expect(colors[0]).toBe(theme.surface);
      const lightness = colors.map(lightnessOf);
      const direction = Math.sign(lightness.at(-1)! - lightness[0]!);
      // What is least is seen against the surface.
      expect(direction * (lightness[1]! - lightness[0]!)).toBeGreaterThan(0.03);
      const steps = lightness.slice(2).map((each, i) => direction * (each - lightness[i + 1]!));
      expect(Math.min(...steps)).toBeGreaterThan(-0.002);
      expect(Math.max(...steps)).toBeLessThan(0.008);
      expect(Math.abs(lightness.at(-1)! - lightness[0]!)).toBeGreaterThan(0.6);
    }
  });

  it("has a colour other than the surface for each share but 0", () => {
    for (const isLog of [false, true]) {
      const index = rampIndex({ isLog, most: 0.5, least: 1e-3 });
      expect(index(0)).toBe(0);
      expect(index(1e-12)).toBe(1);
      expect(index(0.5)).toBe(rampColorCount - 1);
      expect(index(0.9)).toBe(rampColorCount - 1);
    }
  });

  it("is in proportion to shares, or to their logarithms", () => {
    const middle = Math.round(rampColorCount / 2);
    expect(Math.abs(rampIndex({ isLog: false, most: 0.5, least: 0 })(0.25) - middle)).toBeLessThanOrEqual(1);
    expect(Math.abs(rampIndex({ isLog: true, most: 1, least: 1e-4 })(1e-2) - middle)).toBeLessThanOrEqual(1);
  });

  it("has its full colour from where it has no length, and never a fuller one for less", () => {
    for (const least of [1e-4, 1e-3, 0.1]) {
      const index = rampIndex({ isLog: true, most: 1e-3, least: 10 * least });
      expect([1e-4, 9e-4, 1e-3, 2e-3, 1].map(index)).toEqual([1, 1, 255, 255, 255]);
    }
    expect(rampIndex({ isLog: true, most: 0.5, least: 0.5 })(0.5)).toBe(rampColorCount - 1);
    expect(rampIndex({ isLog: false, most: 0, least: 0 })(0.5)).toBe(rampColorCount - 1);
  });
});

describe("rampDrawing", () => {
  it("says in percent what the colours mean", () => {
    const labels = (isLog: boolean, most: number) =>
      textsOf(
        rampDrawing({ theme: light, ramp: { isLog, most, least: 1e-4 } }, { width: 240, height: 30 }).marks,
      ).map(({ text }) => text);
    expect(labels(false, 0.1)).toEqual(["0", "5 %", "10 %"]);
    expect(labels(true, 0.5)).toEqual(["0.01 %", "0.1 %", "1 %", "10 %"]);
    expect(labels(false, 0)).toEqual([]);
  });

  it("has the colours from the surface, on a log ramp from the first that stands out", () => {
    const colors = (isLog: boolean) => {
      const ramp = { isLog, most: 1, least: 1e-4 };
      const [bar] = pixelsOf(rampDrawing({ theme: light, ramp }, { width: 240, height: 30 }).marks);
      return [...new Uint32Array(bar!.image.rgba.buffer)];
    };
    expect(colors(false)).toEqual([...rampPixels(light)]);
    expect(colors(true)).toEqual([...rampPixels(light)].slice(1));
  });
});
