import { describe, expect, it } from "vitest";
import { boundsOf, lineChartProps, shapesOf, textsOf } from "../testing.ts";
import { ridgesDrawing, ridgesThatFit, type Ridge, type RidgesProps } from "./ridges.ts";

const { theme } = lineChartProps();
const size = { width: 330, height: 220 };
const color = "#0072b2";

function ridge(step: number, counts: readonly number[]): Ridge {
  return { x: step, step, wallTimeSeconds: 1.7e9 + step, counts: Float64Array.from(counts) };
}

function props(more: Partial<RidgesProps> = {}): RidgesProps {
  return {
    theme,
    color,
    axis: "step",
    mode: "offset",
    scale: { kind: "linear" },
    edges: Float64Array.of(0, 1, 2, 3, 4),
    ridges: [ridge(0, [0, 10, 2, 0]), ridge(50, [0, 5, 5, 0]), ridge(100, [0, 2, 10, 0])],
    selectedStep: null,
    most: null,
    ...more,
  };
}

/** The filled ridges, from back to front. */
function areas(of: RidgesProps, at = size) {
  return shapesOf(ridgesDrawing(of, at).marks).filter(({ fill }) => fill !== undefined);
}

describe("ridges, one behind the other", () => {
  it("stand by their step, the newest in front, lowest, and in the run's colour", () => {
    const [oldest, middle, newest, ...rest] = areas(props());
    if (!oldest || !middle || !newest) throw new Error("Not three ridges");
    expect(rest).toEqual([]);
    const baselines = [oldest, middle, newest].map((area) => boundsOf(area)[3]);
    expect(baselines[1]! - baselines[0]!).toBeCloseTo(baselines[2]! - baselines[1]!);
    expect(baselines[2]).toBeGreaterThan(baselines[0]!);
    expect(newest.fill).toBe(color);
    expect(new Set([oldest.fill, middle.fill, newest.fill]).size).toBe(3);
  });

  it("fit where five or six pixels lie between neighbours", () => {
    for (const height of [120, 226, 820]) {
      const count = Math.round(ridgesThatFit(height));
      const ridges = Array.from({ length: count }, (_, step) => ridge(step, [1, 2, 3, 4]));
      const baselines = areas(props({ ridges }), { width: 330, height }).map((area) => boundsOf(area)[3]);
      const gap = (baselines.at(-1)! - baselines[0]!) / count;
      expect(gap).toBeGreaterThan(5);
      expect(gap).toBeLessThan(6);
    }
    expect([0, 10].map(ridgesThatFit)).toEqual([0, 0]);
  });

  it("are ordered by where they are on the axis, not by where they are in the list", () => {
    const { ridges } = props();
    expect(areas(props({ ridges: ridges.toReversed() }))).toEqual(areas(props()));
  });

  it("keep uneven distances between uneven steps", () => {
    const ridges = [ridge(0, [1, 1, 1, 1]), ridge(90, [1, 1, 1, 1]), ridge(100, [1, 1, 1, 1])];
    const [a = 0, b = 0, c = 0] = areas(props({ ridges })).map((area) => boundsOf(area)[3]);
    expect((b - a) / (c - a)).toBeCloseTo(0.9);
  });

  it("have the highest at two fifths of the plot, and the others by the same measure", () => {
    const all = areas(props());
    const heights = all.map((area) => boundsOf(area)[3] - boundsOf(area)[1]);
    const plotHeight = boundsOf(all[2]!)[3] - 8;
    expect(heights[0]).toBeCloseTo(plotHeight / 2.5);
    expect(heights[1]).toBeCloseTo(heights[0]! / 2);
    // The oldest reaches the top.
    expect(boundsOf(all[0]!)[1]).toBeCloseTo(8);
  });

  it("are lower where another cell has more", () => {
    const [alone] = areas(props());
    const [beside] = areas(props({ most: 40 }));
    const height = (area: typeof alone) => (area ? boundsOf(area)[3] - boundsOf(area)[1] : NaN);
    expect(height(beside)).toBeCloseTo(height(alone) / 4);
    expect(areas(props({ most: 1 }))).toEqual(areas(props()));
  });

  it("go through the middle of each bin, over the whole axis", () => {
    const [area] = areas(props({ ridges: [ridge(0, [4, 8, 2, 6])] }));
    if (!area) throw new Error("No ridge");
    const [left, , right, bottom] = boundsOf(area);
    const points = [...area.points];
    const tops = [1, 3, 5, 7, 9, 11, 13, 15].map((at) => bottom - points[at]!);
    const most = Math.max(...tops);
    expect(tops.map((top) => Math.round((top / most) * 8))).toEqual([0, 4, 4, 8, 2, 6, 6, 0]);
    const width = right - left;
    [0, 1 / 8, 3 / 8, 5 / 8, 7 / 8, 1].forEach((share, i) =>
      expect((points[2 * i + 2]! - left) / width).toBeCloseTo(share),
    );
  });

  it("cut nothing behind an empty bin", () => {
    const drawing = ridgesDrawing(props({ ridges: [ridge(0, [0, 0, 3, 0])] }), size);
    const [hairline] = shapesOf(drawing.marks).filter(({ stroke }) => stroke === theme.surface);
    const [area] = shapesOf(drawing.marks).filter(({ fill }) => fill === color);
    if (!hairline || !area) throw new Error("No ridge");
    const [left, , right] = boundsOf(area);
    expect((boundsOf(hairline)[0] - left) / (right - left)).toBeCloseTo(3 / 8);
    expect((boundsOf(hairline)[2] - left) / (right - left)).toBeCloseTo(7 / 8);
  });

  it("have the selected one outlined in the accent, with its step", () => {
    const drawing = ridgesDrawing(props({ selectedStep: 50 }), size);
    const outlines = shapesOf(drawing.marks).filter(({ stroke }) => stroke === theme.accent);
    const [label] = textsOf(drawing.marks).filter(({ fill }) => fill === theme.accent);
    expect(outlines).toHaveLength(1);
    expect(label?.text).toBe("50");
    expect(label?.top).toBe(boundsOf(outlines[0]!)[3]);
    expect(boundsOf(outlines[0]!)).toEqual(boundsOf(areas(props())[1]!));
    // Once: the axis' own label gives way.
    expect(textsOf(drawing.marks).filter(({ text }) => text === "50")).toHaveLength(1);
  });

  it("select the newest before a step that there is none of, and none before the first", () => {
    const labelOf = (selectedStep: number) =>
      textsOf(ridgesDrawing(props({ selectedStep }), size).marks).find(({ fill }) => fill === theme.accent)
        ?.text;
    expect(labelOf(99)).toBe("50");
    expect(labelOf(1000)).toBe("100");
    expect(labelOf(-1)).toBeUndefined();
  });

  it("say the step where the axis is of times", () => {
    const drawing = ridgesDrawing(props({ axis: "relative", selectedStep: 50 }), size);
    expect(textsOf(drawing.marks).map(({ text }) => text)).toContain("step 50");
  });

  it("are found by the curve that is closest to the pointer, and its bin", () => {
    const drawing = ridgesDrawing(props(), size);
    for (const [index, area] of areas(props()).entries()) {
      // At the middle of the third bin.
      const place = { left: area.points[8]!, top: area.points[9]! };
      expect(drawing.hitAt(place)).toEqual({ ridge: index, bin: 2 });
      expect(drawing.hitAt({ ...place, top: place.top + 2 })).toEqual({ ridge: index, bin: 2 });
    }
    expect(drawing.hitAt({ left: 2, top: 100 })).toBeNull();
    expect(drawing.hitAt({ left: 100, top: 215 })).toBeNull();
  });

  it("give the index in the list", () => {
    const { ridges } = props();
    const drawing = ridgesDrawing(props({ ridges: ridges.toReversed() }), size);
    const [, , newest] = areas(props());
    expect(drawing.hitAt({ left: newest!.points[8]!, top: newest!.points[9]! })).toEqual({
      ridge: 0,
      bin: 2,
    });
  });

  it("let the pointed one stand out: in full colour, with a guide and a dot at the bin, and its step", () => {
    const marks = ridgesDrawing(props(), size).highlight({ ridge: 0, bin: 1 });
    const area = areas(props())[0]!;
    const place = [area.points[6]!, area.points[7]!] as const;
    const fills = shapesOf(marks).filter(({ fill }) => fill === color);
    expect(boundsOf(fills[0]!)).toEqual(boundsOf(area));
    const [left, top, right, bottom] = boundsOf(fills.at(-1)!);
    expect((left + right) / 2).toBeCloseTo(place[0]);
    expect((top + bottom) / 2).toBeCloseTo(place[1]);
    const guide = shapesOf(marks).find(({ stroke }) => stroke === theme.secondaryText);
    expect(Math.abs(boundsOf(guide!)[0] - place[0])).toBeLessThan(1);
    expect(textsOf(marks).map(({ text }) => text)).toEqual(["0"]);
    expect(ridgesDrawing(props(), size).highlight({ ridge: 9, bin: 1 })).toEqual([]);
    // Its value has no place here: the ridge stands out, and no bin of it.
    const ofRidge = ridgesDrawing(props(), size).highlight({ ridge: 0, bin: -1 });
    const ofBin = ridgesDrawing(props(), size).highlight({ ridge: 0, bin: 1 });
    expect(ofRidge.length).toBeGreaterThan(0);
    expect(ofBin.slice(0, ofRidge.length)).toEqual(ofRidge);
    expect(ofBin.length).toBeGreaterThan(ofRidge.length);
  });

  it("have labels at the right that do not touch", () => {
    const ridges = Array.from({ length: 40 }, (_, i) => ridge(i * 25, [1, 2, 3, 4]));
    const drawing = ridgesDrawing(props({ ridges, selectedStep: 500 }), size);
    const right = textsOf(drawing.marks).filter(({ align }) => align === "left");
    const tops = right.map(({ top }) => top).sort((a, b) => a - b);
    expect(tops.length).toBeGreaterThan(3);
    tops.slice(1).forEach((top, i) => expect(top - tops[i]!).toBeGreaterThanOrEqual(15));
  });
});

describe("ridges as lines", () => {
  it("have one axis of counts, from pale to full", () => {
    const drawing = ridgesDrawing(props({ mode: "overlay" }), size);
    const lines = shapesOf(drawing.marks).filter(({ points }) => points.length === 12);
    expect(lines).toHaveLength(3);
    expect(lines.at(-1)?.stroke).toBe(color);
    expect(lines.every(({ fill }) => fill === undefined)).toBe(true);
    // Zero counts of all are at one height.
    expect(new Set(lines.map((line) => boundsOf(line)[3])).size).toBe(1);
    expect(
      textsOf(drawing.marks)
        .filter(({ align }) => align === "right")
        .map(({ text }) => text),
    ).toContain("10");
  });

  it("have the selected one in the accent", () => {
    const drawing = ridgesDrawing(props({ mode: "overlay", selectedStep: 60 }), size);
    expect(shapesOf(drawing.marks).filter(({ stroke }) => stroke === theme.accent)).toHaveLength(1);
    expect(textsOf(drawing.marks).find(({ fill }) => fill === theme.accent)?.text).toBe("50");
  });
});
