import { describe, expect, it } from "vitest";
import { markPlace } from "./line-mark-shapes.ts";
import { lineShapes } from "./line-shapes.ts";
import type { Shape, Pen } from "../plane/shape.ts";
import type { Plane } from "../plane/plane.ts";
import { line, lineChartProps } from "../testing.ts";

/** One pixel a unit; y grows upwards from 100. */
const plane: Plane = {
  rect: { left: 0, top: 0, width: 100, height: 100 },
  x: [0, 100],
  xScale: "linear",
  y: [0, 100],
  yScale: "linear",
};
const options = { theme: lineChartProps().theme, pixelRatio: 1 };

/** What a shape traces, in the words of SVG. */
function traced(shape: Shape | undefined): string {
  const words: string[] = [];
  const pen: Pen = {
    path: (commands) => {
      for (let i = 0; i < commands.length; i += 3)
        words.push(`${commands[i] === 1 ? "M" : "L"}${commands[i + 1]},${commands[i + 2]}`);
    },
    moveTo: (x, y) => void words.push(`M${x},${y}`),
    lineTo: (x, y) => void words.push(`L${x},${y}`),
    arc: ({ left, top }, radius) => void words.push(`A${left},${top},${radius}`),
    closePath: () => void words.push("Z"),
  };
  shape?.trace(pen);
  return words.join(" ");
}

describe("lineShapes", () => {
  it("are thinner and let each other through where there are more than 30 lines", () => {
    const strokes = (count: number) =>
      lineShapes(
        Array.from({ length: count }, () => line([0, 10], [1, 2])),
        plane,
        options,
      ).map(({ lineWidth, opacity }) => [lineWidth, opacity]);
    expect(strokes(30)[0]).toEqual([1.5, 1]);
    expect(strokes(31)[0]).toEqual([1, 0.6]);
  });

  it("go from bands over raw values and faint lines to emphasized ones, and marks", () => {
    const ys = Float64Array.of(1, 2);
    const some = { xs: [0, 10], ys: [1, 2] } as const;
    const of = (color: string, more: object) => line(some.xs, some.ys, { color, ...more });
    const shapes = lineShapes(
      [
        of("#000001", { isEmphasized: true, marks: [{ x: 5, kind: "spike" }] }),
        of("#000002", { isFaint: true, rawYs: ys }),
        of("#000003", { rawYs: ys, band: { lower: ys, upper: ys } }),
      ],
      plane,
      options,
    );
    expect(
      shapes.map(({ fill, stroke, opacity, lineWidth }) => [fill ?? stroke, opacity, lineWidth]),
    ).toEqual([
      // What is not emphasized recedes.
      ["#000003", 0.15 * 0.16, 0],
      ["#000003", 0.15 * 0.25, 1.5],
      ["#000002", 0.15 * 0.45, 1],
      ["#000003", 0.15, 1.5],
      ["#000001", 1, 2.5],
      [options.theme.surface, 1, 3],
      ["#000001", 1, 0],
    ]);
  });

  it("outline a band, one outline for each stretch without gaps", () => {
    const band = { lower: Float64Array.of(0, 10, NaN, 5), upper: Float64Array.of(20, 30, 40, 50) };
    const [shape] = lineShapes([line([0, 10, 20, 30], [1, 1, 1, 1], { band })], plane, options);
    expect(traced(shape)).toBe("M0,80 L10,70 L10,90 L0,100 Z M30,50 L30,95 Z");
  });

  it("keep the outermost of a band's crowded columns", () => {
    const xs = Array.from({ length: 1000 }, (_, i) => i / 10);
    const lower = Float64Array.from(xs, (x) => (x === 50.3 ? 0 : 40));
    const upper = Float64Array.from(xs, (x) => (x === 20.7 ? 100 : 60));
    const [shape] = lineShapes([line(xs, xs, { band: { lower, upper } })], plane, options);
    const words = traced(shape).split(" ");
    expect(words.length).toBeLessThanOrEqual(201);
    expect(words).toContain("L20,0");
    expect(words).toContain("L50,100");
  });

  it("of each kind of mark have a form of their own, and an outline of the surface", () => {
    const forms = (["restart", "non_finite", "spike", "plateau"] as const).map((kind) => {
      const marked = line([0, 100], [50, 50], { color: "#123456", marks: [{ x: 30, kind }] });
      const shapes = lineShapes([marked], plane, options).slice(1);
      expect(shapes.some(({ fill, stroke }) => (fill ?? stroke) === options.theme.surface)).toBe(true);
      const last = shapes.at(-1);
      expect(last?.fill ?? last?.stroke).toBe("#123456");
      return traced(last);
    });
    expect(new Set(forms).size).toBe(4);
    expect(forms[0]).toContain("A30,50");
  });
});

describe("a mark", () => {
  const mark = (x: number) => ({ x, kind: "spike" }) as const;

  it("lies on the stroke at its x, on any scale", () => {
    expect(markPlace(line([0, 100], [0, 100]), mark(25), plane)).toEqual({ left: 25, top: 75 });
    const log: Plane = { ...plane, x: [1, 100], xScale: "log" };
    expect(markPlace(line([0, 1, 100], [7, 0, 100]), mark(10), log)).toEqual({ left: 50, top: 50 });
  });

  it("lies on the nearest point where nothing is joined, and at the end beyond the points", () => {
    expect(markPlace(line([0, 20, 40], [10, NaN, 30]), mark(38), plane)?.top).toBe(70);
    expect(markPlace(line([10, 20], [10, 20]), mark(50), plane)).toEqual({ left: 50, top: 80 });
    expect(markPlace(line([10, 20], [10, 20]), mark(0), plane)).toEqual({ left: 0, top: 90 });
    expect(markPlace(line([50], [20]), mark(50), plane)).toEqual({ left: 50, top: 80 });
  });

  it("is kept within the plot, and is none out of view", () => {
    expect(markPlace(line([0, 100], [1e6, 1e6]), mark(25), plane)?.top).toBe(0);
    expect(markPlace(line([0, 100], [0, 100]), mark(101), plane)).toBeNull();
    expect(markPlace(line([], []), mark(5), plane)).toBeNull();
  });
});
