import { describe, expect, it } from "vitest";
import { boundsOf, lineChartProps, shapesOf } from "../testing.ts";
import { bandsDrawing, type BandsProps, type QuantileLine } from "./bands.ts";

const { theme } = lineChartProps();
const size = { width: 330, height: 220 };
const color = "#d55e00";
const basisPoints = [0, 1587, 5000, 8413, 10_000];

/** Points at x = 0, 10, 20 … with these quantiles each. */
function line(points: readonly (readonly number[])[], more: Partial<QuantileLine> = {}): QuantileLine {
  const xs = Float64Array.from(points, (_, i) => i * 10);
  return { color, xs, steps: xs, quantiles: Float64Array.from(points.flat()), ...more };
}

function props(lines: readonly QuantileLine[], more: Partial<BandsProps> = {}): BandsProps {
  return {
    theme,
    axis: "step",
    scale: { kind: "linear" },
    basisPoints,
    lines,
    valueDomain: [0, 10],
    selectedStep: null,
    ...more,
  };
}

const three = line([
  [0, 2, 5, 7, 10],
  [1, 3, 6, 7, 8],
  [0, 4, 5, 8, 10],
]);

function bandsOf(of: BandsProps) {
  return shapesOf(bandsDrawing(of, size).marks).filter(({ fill }) => fill !== undefined);
}

function mediansOf(of: BandsProps, of1 = color) {
  return shapesOf(bandsDrawing(of, size).marks).filter(({ stroke }) => stroke === of1);
}

/** Where values are on the picture, told by what is drawn of 0 and of 10. */
function valuesOf(tops: readonly number[], [top, bottom]: readonly [number, number]): readonly number[] {
  return tops.map((each) => Number((((bottom - each) / (bottom - top)) * 10).toFixed(6)));
}

describe("bandsDrawing", () => {
  it("has bands from the outermost to the innermost, edge by edge, then the median as a line", () => {
    const bands = bandsOf(props([three]));
    expect(bands).toHaveLength(2);
    const [, top, , bottom] = boundsOf(bands[0]!);
    const topsOf = (points: Float64Array) => [...points].filter((_, i) => i % 2 === 1);
    expect(valuesOf(topsOf(bands[0]!.points), [top, bottom])).toEqual([10, 8, 10, 0, 1, 0]);
    expect(valuesOf(topsOf(bands[1]!.points), [top, bottom])).toEqual([7, 7, 8, 4, 3, 2]);
    const [median] = mediansOf(props([three]));
    expect(valuesOf(topsOf(median!.points), [top, bottom])).toEqual([5, 6, 5]);
    expect(bands.every(({ fill, opacity }) => fill === color && opacity !== undefined && opacity < 0.5)).toBe(
      true,
    );
  });

  it("lets more than a few lines hide less of each other", () => {
    const opacityOf = (count: number) =>
      bandsOf(props(Array.from({ length: count }, () => three)))[0]?.opacity;
    expect(opacityOf(3)).toBeLessThan(opacityOf(1) ?? 0);
    expect(opacityOf(8)).toBeLessThan(opacityOf(3) ?? 0);
  });

  it("draws medians above all bands", () => {
    const marks = shapesOf(bandsDrawing(props([three, three]), size).marks);
    const lastBand = marks.findLastIndex(({ fill }) => fill === color);
    const firstMedian = marks.findIndex(({ stroke }) => stroke === color);
    expect(firstMedian).toBeGreaterThan(lastBand);
  });

  it("leaves gaps where there is no value", () => {
    const gap = line([
      [0, 2, 5, 7, 10],
      [1, 3, 6, 7, 8],
      [NaN, NaN, NaN, NaN, NaN],
      [1, 3, 6, 7, 8],
      [0, 4, 5, 8, 10],
    ]);
    expect(mediansOf(props([gap]))).toHaveLength(2);
    const outer = bandsOf(props([gap])).map(boundsOf);
    const [left, right] = [
      Math.min(...outer.map((each) => each[0])),
      Math.max(...outer.map((each) => each[2])),
    ];
    const within = (share: number) => left + (right - left) * share;
    expect(outer.every(([from, , to]) => to < within(0.26) || from > within(0.74))).toBe(true);
  });

  it("shows a step without neighbours as a column", () => {
    for (const points of [[[0, 2, 5, 7, 10]], [[0, 2, 5, 7, 10], [NaN], [1, 2, 3, 4, 5]]]) {
      const lone = line(points.map((point) => Array.from(basisPoints, (_, i) => point[i] ?? NaN)));
      const bands = bandsOf(props([lone])).map(boundsOf);
      expect(bands.length).toBe(points.length === 1 ? 2 : 4);
      for (const [left, top, right, bottom] of bands) {
        expect(right - left).toBeGreaterThanOrEqual(6);
        expect(bottom).toBeGreaterThan(top);
      }
      for (const median of mediansOf(props([lone])).map(boundsOf))
        expect(median[2] - median[0]).toBeGreaterThan(6);
    }
  });

  it("keeps such a column from reaching to other steps", () => {
    const points = Array.from({ length: 201 }, (_, i) => (i === 99 || i === 101 ? [NaN] : [0, 2, 5, 7, 10]));
    const dense = line(points.map((point) => basisPoints.map((_, i) => point[i] ?? NaN)));
    const [, alone] = bandsOf(props([dense])).map(boundsOf);
    expect(alone![2] - alone![0]).toBeLessThan(3);
    expect(alone![2] - alone![0]).toBeGreaterThan(1);
  });

  it("clips what is beside the part that is shown", () => {
    for (const band of bandsOf(props([three], { valueDomain: [4, 6] }))) expect(band.clip).toBeDefined();
  });

  it("has no median where none is asked for", () => {
    const pair = line([
      [1, 2],
      [2, 3],
    ]);
    const of = props([pair], { basisPoints: [1000, 9000] });
    expect(bandsOf(of)).toHaveLength(1);
    expect(mediansOf(of)).toEqual([]);
  });

  it("keeps the dashes of a run", () => {
    expect(mediansOf(props([{ ...three, dash: [6, 3] }]))[0]?.dash).toEqual([6, 3]);
  });

  it("finds the nearest step, and of several lines the one whose median is nearest", () => {
    const low = line([
      [0, 0.5, 1, 1.5, 2],
      [0, 0.5, 1, 1.5, 2],
    ]);
    const high = line([
      [7, 7.5, 8, 8.5, 9],
      [7, 7.5, 8, 8.5, 9],
    ]);
    const drawing = bandsDrawing(props([low, high]), size);
    expect(drawing.hitAt({ left: 70, top: 30 })).toEqual({ line: 1, point: 0 });
    expect(drawing.hitAt({ left: 300, top: 180 })).toEqual({ line: 0, point: 1 });
    expect(drawing.hitAt({ left: 5, top: 100 })).toBeNull();
    expect(bandsDrawing(props([]), size).hitAt({ left: 100, top: 100 })).toBeNull();
  });

  it("has a dot at each quantile of the pointed step", () => {
    const marks = shapesOf(bandsDrawing(props([three]), size).highlight({ line: 0, point: 1 }));
    expect(marks.filter(({ fill }) => fill === color)).toHaveLength(basisPoints.length);
    expect(bandsDrawing(props([three]), size).highlight({ line: 3, point: 1 })).toEqual([]);
    expect(bandsDrawing(props([three]), size).highlight({ line: 0, point: 99 })).toEqual([]);
  });

  it("marks the selected step, on an axis of times where its point is", () => {
    const leftOf = (of: BandsProps) => {
      const mark = shapesOf(bandsDrawing(of, size).marks).find(({ stroke }) => stroke === theme.accent);
      return mark && boundsOf(mark)[0];
    };
    const middle = leftOf(props([three], { selectedStep: 10 }));
    expect(middle).toBeDefined();
    const seconds = { ...three, xs: three.xs.map((x) => 5 * x) };
    expect(leftOf(props([seconds], { axis: "relative", selectedStep: 14 }))).toBe(middle);
    expect(leftOf(props([three], { selectedStep: 400 }))).toBeUndefined();
  });
});
