import { describe, expect, it } from "vitest";
import { boundsOf, lineChartProps, shapesOf, textsOf } from "../testing.ts";
import { sectionDrawing, type SectionProps, type SectionShape } from "./section.ts";

const { theme } = lineChartProps();
const size = { width: 330, height: 220 };

function shape(color: string, counts: readonly number[], isOutlined = false): SectionShape {
  return { color, counts: Float64Array.from(counts), isOutlined };
}

function props(shapes: readonly SectionShape[]): SectionProps {
  return { theme, scale: { kind: "linear" }, edges: Float64Array.of(0, 1, 2, 4), shapes };
}

function labelsAtLeft(of: SectionProps): readonly string[] {
  return textsOf(sectionDrawing(of, size).marks)
    .filter(({ align }) => align === "right")
    .map(({ text }) => text);
}

const one = props([shape("#0072b2", [4, 0, 8])]);
const two = props([shape("#0072b2", [4, 0, 8]), shape("#c68500", [50, 50, 100])]);

describe("sectionDrawing", () => {
  it("has a filled step for each bin, as wide as the bin, on an axis of counts", () => {
    const [area] = shapesOf(sectionDrawing(one, size).marks).filter(({ fill }) => fill === "#0072b2");
    const [left, top, right, bottom] = boundsOf(area!);
    const points = [...area!.points];
    const shares = points.map((at, i) =>
      Number((i % 2 === 0 ? (at - left) / (right - left) : (bottom - at) / (bottom - top)).toFixed(6)),
    );
    expect(shares).toEqual([0, 0, 0, 0.5, 0.25, 0.5, 0.25, 0, 0.5, 0, 0.5, 1, 1, 1, 1, 0]);
    expect(labelsAtLeft(one)).toEqual(["0", "2", "4", "6", "8"]);
  });

  it("compares two by their shares, each half seen through", () => {
    const areas = shapesOf(sectionDrawing(two, size).marks).filter(({ fill }) => fill !== undefined);
    expect(areas.map(({ fill, opacity }) => [fill, opacity])).toEqual([
      ["#0072b2", 0.5],
      ["#c68500", 0.5],
    ]);
    const heights = areas.map((area) => boundsOf(area)[3] - boundsOf(area)[1]);
    expect(heights[1]! / heights[0]!).toBeCloseTo(0.5 / (8 / 12));
    expect(labelsAtLeft(two)).toEqual(["0", "20 %", "40 %", "60 %"]);
  });

  it("has a line along the bins of what is outlined, and no area", () => {
    const of = props([shape("#0072b2", [4, 0, 8]), shape("#0072b2", [50, 50, 100], true)]);
    const drawing = sectionDrawing(of, size);
    const own = shapesOf(drawing.marks).filter(({ fill, stroke }) => [fill, stroke].includes("#0072b2"));
    expect(own.map(({ fill, stroke }) => [fill, stroke])).toEqual([
      ["#0072b2", undefined],
      [undefined, "#0072b2"],
    ]);
    const [, , line] = shapesOf(drawing.highlight({ bin: 2 }));
    expect(line?.fill).toBeUndefined();
    expect(boundsOf(line!)[1]).toBe(boundsOf(own[1]!)[1]);
  });

  it("finds the bin under the pointer and lets its steps stand out, the lower in front", () => {
    const drawing = sectionDrawing(two, size);
    expect(drawing.hitAt({ left: 60, top: 100 })).toEqual({ bin: 0 });
    expect(drawing.hitAt({ left: 300, top: 100 })).toEqual({ bin: 2 });
    expect(drawing.hitAt({ left: 10, top: 100 })).toBeNull();
    const bars = shapesOf(drawing.highlight({ bin: 2 })).slice(1);
    expect(bars.map(({ fill }) => fill)).toEqual(["#0072b2", "#c68500"]);
    expect(boundsOf(bars[0]!)[1]).toBeLessThan(boundsOf(bars[1]!)[1]);
    expect(drawing.highlight({ bin: 3 })).toEqual([]);
  });

  it("has a scale where all counts are 0", () => {
    expect(labelsAtLeft(props([shape("#0072b2", [0, 0, 0])]))).toContain("0");
    expect(labelsAtLeft(props([shape("#0072b2", [0, 0, 0]), shape("#c68500", [0, 0, 0])]))).toContain("0");
  });
});
