import { describe, expect, it } from "vitest";
import { endLabels, endLabelsPixels, endLabelStrokes, pushedApart } from "./end-labels.ts";
import type { Plane } from "../plane/plane.ts";
import { line } from "../testing.ts";

/** One pixel a unit; y grows upwards from 100. */
const plane: Plane = {
  rect: { left: 0, top: 0, width: 100, height: 100 },
  x: [0, 100],
  xScale: "linear",
  y: [0, 100],
  yScale: "linear",
};
const room = { width: 400, height: 200 };

describe("labels at the end", () => {
  it("say the last finite value up to the right edge, from top to bottom", () => {
    const lines = [
      line([0, 50, 200], [10, 20, 90], { color: "#111111" }),
      line([0, 50, 80], [70, 60, NaN], { color: "#222222" }),
    ];
    expect(endLabels(lines, plane)).toEqual([
      { text: "60", colors: ["#222222"], top: 40 },
      { text: "20", colors: ["#111111"], top: 80 },
    ]);
  });

  it("say what was logged, not what smoothing makes of it: the winner stands above", () => {
    const lines = [
      line([0, 50], [20, 40], { rawYs: Float64Array.of(20, 70), color: "#111111" }),
      line([0, 50], [20, 60], { rawYs: Float64Array.of(20, 30), color: "#222222" }),
    ];
    expect(endLabels(lines, plane)).toMatchObject([
      { text: "70", colors: ["#111111"], top: expect.closeTo(30) as number },
      { text: "30", colors: ["#222222"], top: expect.closeTo(70) as number },
    ]);
    const undrawn = line([0, 50], [20, 40], { endYs: Float64Array.of(20, 70) });
    expect(endLabels([undrawn], plane)).toMatchObject([{ text: "70" }]);
  });

  it("are one where they say the same, with a stroke of each line", () => {
    const colors = ["#111111", "#222222", "#333333"];
    const lines = colors.map((color, i) => line([0, 1], [0, i === 1 ? 20 : 90], { color }));
    const [shared, other] = endLabels(lines, plane);
    expect(shared).toMatchObject({ text: "90", colors: ["#111111", "#333333"] });
    expect(other).toMatchObject({ text: "20", colors: ["#222222"] });
    expect(shared && endLabelStrokes(shared)).toEqual([
      { color: "#111111", left: 3, width: 3.5 },
      { color: "#333333", left: 6.5, width: 3.5 },
    ]);
  });

  it("don't touch and stay within the plot", () => {
    const lines = [50, 50.5, 51, 99].map((y) => line([0, 1], [0, y]));
    const tops = endLabels(lines, plane).map(({ top }) => top);
    for (let i = 1; i < tops.length; i++) expect(tops[i]! - tops[i - 1]!).toBeGreaterThanOrEqual(13);
    expect(tops[0]).toBe(6.5);
    expect(pushedApart([98, 99, 100], 13, [6.5, 93.5])).toEqual([67.5, 80.5, 93.5]);
    expect(pushedApart([10, 11, 90], 13, [0, 100])).toEqual([10, 23, 90]);
  });

  it("tell lines apart that the axis tells apart", () => {
    const far: Plane = { ...plane, y: [1.7e9, 1.7e9 + 1] };
    const lines = [0.2, 0.7].map((y) => line([0, 1], [1.7e9, 1.7e9 + y]));
    expect(endLabels(lines, far).map(({ text }) => text)).toEqual(["1,700,000,000.7", "1,700,000,000.2"]);
    expect(endLabelsPixels(lines, far, room)).toBeGreaterThan(endLabelsPixels(lines, plane, room));
  });

  it("are for at most eight lines with room, and not for faint or empty ones", () => {
    const some = (count: number) => Array.from({ length: count }, () => line([0], [1]));
    expect(endLabelsPixels(some(8), plane, room)).toBeGreaterThan(0);
    expect(endLabelsPixels(some(9), plane, room)).toBe(0);
    expect(endLabelsPixels(some(8), plane, { ...room, height: 90 })).toBe(0);
    expect(endLabelsPixels(some(1), plane, { ...room, width: 190 })).toBe(0);
    const faint = line([0], [1], { isFaint: true });
    expect(endLabelsPixels([...some(8), faint, line([], [])], plane, room)).toBeGreaterThan(0);
    expect(endLabels([faint, line([], []), line([0], [NaN])], plane)).toEqual([]);
    expect(endLabelsPixels([faint], plane, room)).toBe(0);
    // What is not shown takes no room.
    const beyond = line([0, 200], [1, 0.0012345678]);
    expect(endLabelsPixels([beyond], plane, room)).toBe(endLabelsPixels(some(1), plane, room));
    expect(endLabelsPixels([beyond], { ...plane, x: [0, 200] }, room)).toBeGreaterThan(
      endLabelsPixels(some(1), plane, room),
    );
  });
});
