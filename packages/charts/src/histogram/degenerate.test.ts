// What every drawing of histograms owes, whatever it is given: it is drawn, and nothing of it is beside the picture.
import { evenEdges, type ValueScale } from "@runboard/analysis";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Drawing, Mark } from "../drawing/mark.ts";
import type { Interval, XAxis } from "../plane/axis.ts";
import type { ChartSize, PlotRect } from "../plane/plane.ts";
import { boundsOf, lineChartProps } from "../testing.ts";
import { bandsDrawing } from "./bands.ts";
import { heatDrawing } from "./heat.ts";
import { rampDrawing } from "./ramp.ts";
import { ridgesDrawing } from "./ridges.ts";
import { sectionDrawing } from "./section.ts";

const { theme } = lineChartProps();
const color = "#0072b2";

const anySize = fc
  .tuple(fc.integer({ min: 120, max: 900 }), fc.integer({ min: 80, max: 600 }), fc.constantFrom(1, 1.5, 2))
  .map(([width, height, pixelRatio]) => ({ width, height, pixelRatio }));
const anyScale: fc.Arbitrary<ValueScale> = fc.oneof(
  fc.constantFrom<ValueScale>({ kind: "linear" }, { kind: "log" }),
  fc
    .constantFrom(Number.MIN_VALUE, 1e-9, 1, 1e200)
    .map((linearWithin): ValueScale => ({ kind: "symlog", linearWithin })),
);
const anyValue = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constantFrom(0, 1e-300, -1e-300, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE),
);
const anyDomain = fc.tuple(anyValue, anyValue).map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)]);
const anyAxis = fc.constantFrom<XAxis>("step", "relative", "wall");
const anyX = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 1.7e9, 2 ** 53, -5));
const anyCount = fc.oneof(
  fc.integer({ min: 0, max: 1000 }),
  fc.constantFrom(0, 1e308, Number.MIN_VALUE, NaN, -3, Infinity),
);

interface Binned {
  readonly scale: ValueScale;
  readonly edges: Float64Array;
}

const anyBins = fc
  .tuple(anyScale, anyDomain, fc.integer({ min: 1, max: 40 }))
  .map(([scale, domain, count]): Binned => {
    const low = Math.abs(domain[0]) || 1;
    const positive: Interval = [low, Math.min(low * 10, Number.MAX_VALUE)];
    const of: Interval = scale.kind === "log" ? positive : domain;
    return { scale, edges: evenEdges(of, count, scale) };
  });
const noBins = fc.constantFrom<Binned>({ scale: { kind: "linear" }, edges: new Float64Array() });

function countsOf(most: number) {
  return fc.array(anyCount, { maxLength: most }).map((counts) => Float64Array.from(counts));
}

function assertDrawn(drawing: Drawing<unknown>, size: ChartSize): void {
  const marks = [...drawing.marks];
  for (const left of [0, size.width / 2, size.width - 20])
    for (const top of [0, size.height / 2, size.height - 1]) {
      const hit = drawing.hitAt({ left, top });
      if (hit !== null) marks.push(...drawing.highlight(hit));
    }
  expect(marks.filter((mark) => !isWithin(mark, size))).toEqual([]);
}

/** Finite, and within the picture or clipped to what is. */
function isWithin(mark: Mark, size: ChartSize): boolean {
  switch (mark.kind) {
    case "shape":
      if (!mark.points.every(Number.isFinite)) return false;
      return mark.clip ? isBoxWithin(cornersOf(mark.clip), size) : isBoxWithin(boundsOf(mark), size);
    case "text":
      if (/NaN|Infinity|∞/.test(mark.text)) return false;
      return isBoxWithin([mark.left, mark.top, mark.left, mark.top], size);
    case "pixels":
      if (mark.image.rgba.length !== 4 * mark.image.width * mark.image.height) return false;
      return isBoxWithin(cornersOf(mark), size);
  }
}

function cornersOf({ left, top, width, height }: PlotRect): ReturnType<typeof boundsOf> {
  return [left, top, left + width, top + height];
}

/** Up to half of a stroke along an edge, or the radius of a dot. */
const slackPixels = 6;

function isBoxWithin(
  [left, top, right, bottom]: ReturnType<typeof boundsOf>,
  { width, height }: ChartSize,
): boolean {
  return (
    left >= -slackPixels &&
    top >= -slackPixels &&
    right <= width + slackPixels &&
    bottom <= height + slackPixels
  );
}

describe("whatever they are given, everything is finite and in the picture of", () => {
  const ridge = fc.record({
    x: anyX,
    step: fc.integer({ min: 0, max: 1000 }),
    wallTimeSeconds: fc.constant(1.7e9),
    counts: countsOf(45),
  });
  const anyMode = fc.constantFrom("offset" as const, "overlay" as const);
  const most = fc.constantFrom(null, 0, 10, 1e300, NaN);
  const selected = fc.constantFrom(null, 0, 50, 1e9);

  it("ridges", () => {
    fc.assert(
      fc.property(
        anySize,
        fc.oneof(anyBins, noBins),
        fc.array(ridge, { maxLength: 8 }),
        fc.record({ axis: anyAxis, mode: anyMode, most, selectedStep: selected }),
        (size, bins, ridges, look) => {
          assertDrawn(ridgesDrawing({ theme, color, ...bins, ridges, ...look }, size), size);
        },
      ),
    );
  });

  it("heat-maps", () => {
    const ramp = fc.record({
      isLog: fc.boolean(),
      most: fc.constantFrom(0, 0.1, 1),
      least: fc.constantFrom(0, 1e-4, 1),
    });
    fc.assert(
      fc.property(
        anySize,
        fc.oneof(anyBins, noBins),
        fc.array(anyX, { maxLength: 9 }),
        fc.record({ axis: anyAxis, valueDomain: anyDomain, ramp, selectedStep: selected }),
        (size, { scale, edges }, xs, look) => {
          const columnEdges = Float64Array.from(xs).sort();
          const count = Math.max(0, xs.length - 1);
          const steps = Float64Array.from({ length: count }, (_, i) => i);
          const stepCounts = steps.map((_, i) => i % 3);
          const grid = {
            columnEdges,
            stepCounts,
            firstSteps: steps,
            lastSteps: steps,
            rowEdges: edges,
            shares: Float64Array.from({ length: 400 }, (_, i) => [0, 0.2, NaN, 1][i % 4] ?? 0),
          };
          assertDrawn(heatDrawing({ theme, scale, grid, ...look }, size), size);
        },
      ),
    );
  });

  it("ramps", () => {
    const anyShare = fc.constantFrom(0, NaN, 1e-300, 1e-5, 0.3, 1, 2);
    fc.assert(
      fc.property(anySize, fc.boolean(), anyShare, anyShare, (size, isLog, most, least) => {
        assertDrawn(rampDrawing({ theme, ramp: { isLog, most, least } }, size), size);
      }),
    );
  });

  it("bands", () => {
    const value = fc.oneof(anyValue, fc.constantFrom(NaN, Infinity));
    const line = fc
      .array(fc.tuple(anyX, fc.array(value, { minLength: 3, maxLength: 3 })), { maxLength: 9 })
      .map((points) => ({
        color,
        xs: Float64Array.from(points, ([x]) => x).sort(),
        steps: Float64Array.from(points, (_, i) => i),
        quantiles: Float64Array.from(points.flatMap(([, values]) => values)),
      }));
    fc.assert(
      fc.property(
        anySize,
        fc.array(line, { maxLength: 4 }),
        fc.record({ axis: anyAxis, scale: anyScale, valueDomain: anyDomain, selectedStep: selected }),
        (size, lines, look) => {
          assertDrawn(bandsDrawing({ theme, basisPoints: [0, 5000, 10_000], lines, ...look }, size), size);
        },
      ),
    );
  });

  it("sections", () => {
    const shape = fc.record({ color: fc.constant(color), counts: countsOf(45), isOutlined: fc.boolean() });
    fc.assert(
      fc.property(
        anySize,
        fc.oneof(anyBins, noBins),
        fc.array(shape, { maxLength: 2 }),
        (size, bins, shapes) => {
          assertDrawn(sectionDrawing({ theme, ...bins, shapes }, size), size);
        },
      ),
    );
  });
});
