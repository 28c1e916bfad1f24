import { evenEdges } from "@runboard/analysis";
import { describe, expect, it } from "vitest";
import type { PixelImage } from "../drawing/mark.ts";
import { boundsOf, lineChartProps, pixelsOf, shapesOf } from "../testing.ts";
import { heatDrawing, type GridOfShares, type HeatProps } from "./heat.ts";
import { rampColorCount, rampIndex, rampPixels } from "./ramp.ts";

const { theme } = lineChartProps();
const size = { width: 330, height: 220, pixelRatio: 1 };

/** Steps 0, 10, 20 … each with a column of its own. */
function grid(columnCount: number, rowCount: number, shareOf: (column: number, row: number) => number) {
  const steps = Float64Array.from({ length: columnCount }, (_, column) => column * 10);
  const shares = new Float64Array(columnCount * rowCount);
  for (let column = 0; column < columnCount; column++)
    for (let row = 0; row < rowCount; row++) shares[column * rowCount + row] = shareOf(column, row);
  return {
    columnEdges: Float64Array.from({ length: columnCount + 1 }, (_, column) => column * 10 - 5),
    stepCounts: new Float64Array(columnCount).fill(1),
    firstSteps: steps,
    lastSteps: steps,
    rowEdges: evenEdges([0, 1], rowCount, { kind: "linear" }),
    shares,
  } satisfies GridOfShares;
}

function props(of: GridOfShares, more: Partial<HeatProps> = {}): HeatProps {
  return {
    theme,
    axis: "step",
    scale: { kind: "linear" },
    grid: of,
    valueDomain: [0, 1],
    ramp: { isLog: false, most: 1, least: 1e-4 },
    selectedStep: null,
    ...more,
  };
}

function imageOf(heat: HeatProps, at = size) {
  const [mark] = pixelsOf(heatDrawing(heat, at).marks);
  if (!mark) throw new Error("No picture");
  const { width, height, rgba } = mark.image;
  const colors = new Uint32Array(rgba.buffer);
  return { mark, width, height, colors, at: (column: number, row: number) => colors[row * width + column] };
}

function isSamePicture(a: PixelImage, b: PixelImage): boolean {
  return a.width === b.width && a.height === b.height && a.rgba.every((byte, i) => byte === b.rgba[i]);
}

const surface = 0xff_ff_ff_ff;

describe("heatDrawing", () => {
  it("keeps a whole pixel in full colour of one odd step in 10,000", () => {
    const odd = grid(10_000, 200, (column, row) => (column === 6_789 && row === 150 ? 1 : 0));
    const { colors } = imageOf(props(odd));
    const full = rampPixels(theme)[rampColorCount - 1];
    const counts = new Map<number, number>();
    for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
    // The rest is surface: neither mixed nor spread.
    expect([...counts]).toEqual(expect.arrayContaining([[full, expect.any(Number)]]));
    expect(counts.get(full ?? 0)).toBeLessThanOrEqual(2);
    expect(counts.size).toBe(2);
    expect(counts.get(surface)).toBe(colors.length - (counts.get(full ?? 0) ?? 0));
  });

  it("takes the greatest of rows, too, where there are more than pixels", () => {
    const odd = grid(3, 1000, (column, row) => (column === 1 && row === 500 ? 1 : 0.2));
    const { colors, width } = imageOf(props(odd));
    const full = rampPixels(theme)[rampColorCount - 1];
    const lines = new Set(
      [...colors.keys()].filter((at) => colors[at] === full).map((at) => Math.floor(at / width)),
    );
    expect(lines.size).toBe(1);
  });

  it("has columns by step from left to right, rows by value from the bottom up, without a blur", () => {
    const quarters = grid(2, 2, (column, row) => [0.1, 0.4, 0.7, 1][2 * column + row]!);
    const { at, width, height, colors } = imageOf(props(quarters));
    const index = rampIndex({ isLog: false, most: 1, least: 0 });
    const colorOf = (share: number) => rampPixels(theme)[index(share)];
    expect(at(0, height - 1)).toBe(colorOf(0.1));
    expect(at(0, 0)).toBe(colorOf(0.4));
    expect(at(width - 1, height - 1)).toBe(colorOf(0.7));
    expect(at(width - 1, 0)).toBe(colorOf(1));
    expect(new Set(colors).size).toBe(4);
  });

  it("leaves columns without steps empty", () => {
    const gaps = grid(4, 3, (column) => (column === 2 ? NaN : 0));
    gaps.stepCounts[2] = 0;
    const { at, width } = imageOf(props(gaps));
    expect(at(Math.floor(width * 0.625), 1)).toBe(0);
    expect(at(Math.floor(width * 0.375), 1)).toBe(surface);
  });

  it("has a pixel for each pixel of the device, at whole ones", () => {
    for (const pixelRatio of [1, 1.25, 1.5, 2, 3]) {
      const { mark, width, height } = imageOf(props(grid(20, 10, () => 1)), {
        width: 331,
        height: 223,
        pixelRatio,
      });
      const [left, top] = [mark.left * pixelRatio, mark.top * pixelRatio];
      expect([left, top]).toEqual([
        expect.closeTo(Math.round(left)),
        expect.closeTo(Math.round(top)),
      ] as unknown[]);
      expect(mark.width * pixelRatio).toBeCloseTo(width);
      expect(mark.height * pixelRatio).toBeCloseTo(height);
    }
  });

  it("shows the part of the values that is asked for", () => {
    const halves = grid(1, 10, (_, row) => (row < 5 ? 1 : 0));
    const lower = imageOf(props(halves, { valueDomain: [0, 0.5] }));
    expect(new Set(lower.colors)).toEqual(new Set([rampPixels(theme)[rampColorCount - 1]]));
    // Beyond the rows no step has a value, and where there is no step there is nothing.
    const above = imageOf(props(halves, { valueDomain: [0, 2] }));
    expect(above.at(0, 0)).toBe(rampPixels(theme)[0]);
    const stepless = grid(1, 10, (_, row) => (row < 5 ? 1 : 0));
    stepless.stepCounts[0] = 0;
    expect(imageOf(props(stepless, { valueDomain: [0, 2] })).at(0, 0)).toBe(0);
  });

  it("makes the picture once for all that is selected, and anew for what it is made of", () => {
    const of = grid(20, 10, (column, row) => (column + row) / 40);
    const image = (more: Partial<HeatProps> = {}, at = size) => imageOf(props(of, more), at).mark.image;
    const first = image();
    expect(image({ selectedStep: 40 })).toBe(first);
    for (const more of [
      { valueDomain: [0, 0.5] },
      { ramp: { isLog: true, most: 1, least: 1e-4 } },
      { theme: { ...theme, surface: "#151a21" } },
      { scale: { kind: "symlog", linearWithin: 0.1 } },
    ] as const)
      expect(isSamePicture(image(more), first)).toBe(false);
    expect(image({}, { ...size, width: 400 }).width).toBeGreaterThan(first.width);
    expect(isSamePicture(image(), first)).toBe(true);
  });

  it("finds the cell whose colour is seen, and nothing in an empty column", () => {
    const odd = grid(10_000, 20, (column, row) => (column === 6_789 && row === 15 ? 1 : 0));
    const drawing = heatDrawing(props(odd), size);
    const { mark, colors, width } = imageOf(props(odd));
    const at = colors.indexOf(rampPixels(theme)[rampColorCount - 1] ?? 0);
    const place = { left: mark.left + (at % width) + 0.5, top: mark.top + Math.floor(at / width) + 0.5 };
    expect(drawing.hitAt(place)).toEqual({ column: 6_789, row: 15 });
    expect(drawing.hitAt({ left: 3, top: 3 })).toBeNull();
    const gaps = grid(4, 3, () => 0.5);
    gaps.stepCounts[0] = 0;
    expect(heatDrawing(props(gaps), size).hitAt({ left: mark.left + 5, top: 50 })).toBeNull();
  });

  it("outlines a cell under the pointer, however small, where it is", () => {
    const drawing = heatDrawing(props(grid(4, 2, () => 0.5)), size);
    const hit = drawing.hitAt({ left: 300, top: 20 });
    expect(hit).toEqual({ column: 3, row: 1 });
    const outline = shapesOf(drawing.highlight(hit!)).find(({ stroke }) => stroke === theme.text);
    const [left, top, right, bottom] = boundsOf(outline!);
    expect(left).toBeLessThan(300);
    expect(right).toBeGreaterThan(300);
    expect(top).toBeLessThan(20);
    expect(bottom).toBeGreaterThan(20);
    const [small] = shapesOf(
      heatDrawing(props(grid(9_000, 2, () => 0.5)), size).highlight({ column: 4_000, row: 0 }),
    )
      .filter(({ stroke }) => stroke === theme.text)
      .map(boundsOf);
    expect(small![2] - small![0]).toBeGreaterThanOrEqual(3);
    expect(drawing.highlight({ column: 77, row: 0 })).toEqual([]);
  });

  it("marks the selected step, on an axis of times by the column that has it", () => {
    const of = grid(10, 2, () => 0.5);
    const leftOf = (heat: HeatProps) => {
      const line = shapesOf(heatDrawing(heat, size).marks).find(({ stroke }) => stroke === theme.accent);
      return line && boundsOf(line)[0];
    };
    const { mark } = imageOf(props(of));
    expect(leftOf(props(of, { selectedStep: 40 }))).toBeCloseTo(mark.left + mark.width * 0.45, -0.3);
    const seconds = { ...of, columnEdges: of.columnEdges.map((edge) => edge + 1000) };
    const relative = props(seconds, { axis: "relative", selectedStep: 44 });
    expect(leftOf(relative)).toBeCloseTo(mark.left + mark.width * 0.45, -0.3);
    expect(leftOf(props(of, { selectedStep: 5000 }))).toBeUndefined();
    expect(leftOf(props(of))).toBeUndefined();
  });
});
