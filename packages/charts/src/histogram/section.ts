// One histogram, large, or two laid over each other.
import type { ValueScale } from "@runboard/analysis";
import type { LabelledTicks } from "../plane/axes-scene.ts";
import type { ChartTheme } from "../plane/chart.ts";
import { isInside, type ChartSize, type PlotRect } from "../plane/plane.ts";
import type { Drawing, Mark } from "../drawing/mark.ts";
import {
  axisAtLeft,
  axisBelow,
  boxMark,
  footPixels,
  gutterPixels,
  headPixels,
  lineMark,
  placed,
  plotRect,
  touchingBelow,
  touchingBeside,
} from "./axis-marks.ts";
import { binsOf, drawnCount, greatestCount, type Bins } from "./bins.ts";
import { shareLabels } from "./shares.ts";
import { valueAxis, valueTicks } from "./value-axis.ts";

export interface SectionShape {
  readonly color: string;
  /** Of each bin. */
  readonly counts: Float64Array;
  /** A line along its bins, and no area. */
  readonly isOutlined: boolean;
}

export interface SectionProps {
  readonly theme: ChartTheme;
  readonly scale: ValueScale;
  /** Of the bins, ascending, in values. */
  readonly edges: Float64Array;
  /** One, with its counts on the axis, or two with their shares, their areas at 50 %. */
  readonly shapes: readonly SectionShape[];
}

export interface SectionHit {
  readonly bin: number;
}

const rightMarginPixels = 14;
/** Above the highest bin. */
const headroom = 1.05;

export function sectionDrawing(props: SectionProps, size: ChartSize): Drawing<SectionHit> {
  const { theme, shapes } = props;
  const areShares = shapes.length > 1;
  const layers = shapes.map((shape) => ({
    ...shape,
    heights: areShares ? sharesOf(shape.counts) : shape.counts,
  }));
  const greatest = Math.max(0, ...layers.map(({ heights }) => greatestCount(heights)));
  const full = Math.min(greatest * headroom || 1, Number.MAX_VALUE);
  const { rect, bins, frame } = layOut(props, size, full, areShares);
  const bottom = rect.top + rect.height;
  const topOf = (height: number): number => bottom - (height / full) * rect.height;
  return {
    theme,
    marks: [
      ...frame,
      ...layers.flatMap(({ color, heights, isOutlined }): readonly Mark[] => {
        if (bins.count === 0) return [];
        const points = stepPoints(heights, bins, topOf, bottom);
        return [
          isOutlined
            ? { kind: "shape", points, isClosed: false, stroke: color, lineWidth: 1.5 }
            : { kind: "shape", points, isClosed: true, fill: color, opacity: areShares ? 0.5 : 0.85 },
        ];
      }),
    ],
    hitAt: (point) => {
      const bin = isInside(rect, point) ? bins.binAt(point.left) : null;
      return bin === null ? null : { bin };
    },
    highlight: ({ bin }) => {
      const [left, right] = [bins.edgePixels[bin], bins.edgePixels[bin + 1]];
      if (left === undefined || right === undefined) return [];
      const width = Math.max(1, right - left);
      const bars = layers
        .map(({ color, heights, isOutlined }) => ({
          color,
          isOutlined,
          top: topOf(drawnCount(heights, bin)),
        }))
        // Lines in front, then the lower one.
        .sort((a, b) => Number(a.isOutlined) - Number(b.isOutlined) || a.top - b.top);
      return [
        boxMark({ left, top: rect.top, width, height: rect.height }, theme.secondaryText, 0.16),
        ...bars.map(({ color, top, isOutlined }) =>
          isOutlined
            ? lineMark([left, top, left + width, top], color, { lineWidth: 4 })
            : boxMark({ left, top, width, height: bottom - top }, color),
        ),
      ];
    },
  };
}

function layOut(
  { theme, scale, edges }: SectionProps,
  size: ChartSize,
  full: number,
  areShares: boolean,
): { readonly rect: PlotRect; readonly bins: Bins; readonly frame: readonly Mark[] } {
  const linear: ValueScale = { kind: "linear" };
  const countTicks = (height: number): LabelledTicks => {
    const axis = valueAxis(linear, [0, full], { low: height, high: 0 });
    const count = Math.max(2, Math.round(height / 44));
    const ticks = valueTicks(linear, [0, full], axis, { count, touching: touchingBeside });
    return areShares ? shareLabels(ticks) : ticks;
  };
  const laidOut = (foot: number) => {
    const y = countTicks(Math.max(1, size.height - 8 - foot));
    const left = gutterPixels(
      y.ticks.map(({ label }) => label),
      size,
      40,
    );
    const margin = { left, top: headPixels(y.offset), right: rightMarginPixels, bottom: foot };
    const rect = plotRect(size, margin);
    const bins = binsOf(edges, scale, { low: rect.left, high: rect.left + rect.width });
    const count = Math.max(2, Math.round(rect.width / 64));
    const x: LabelledTicks =
      bins.count === 0
        ? { ticks: [], offset: "" }
        : valueTicks(scale, bins.domain, bins.axis, { count, touching: touchingBelow });
    return { y, rect, bins, x };
  };
  const first = laidOut(footPixels(size, ""));
  const { y, rect, bins, x } = first.x.offset === "" ? first : laidOut(footPixels(size, first.x.offset));
  const counts = valueAxis(linear, [0, full], { low: rect.top + rect.height, high: rect.top });
  const frame = [
    ...axisAtLeft(placed(y, counts.pixelOf), rect, theme),
    ...axisBelow(placed(x, bins.axis.pixelOf), rect, size, theme),
  ];
  return { rect, bins, frame };
}

/** Along the top of each bin, from the bottom to the bottom. */
function stepPoints(
  heights: Float64Array,
  { count, edgePixels }: Bins,
  topOf: (height: number) => number,
  bottom: number,
): Float64Array {
  const points = new Float64Array(4 * count + 4);
  points[0] = edgePixels[0] ?? 0;
  points[1] = bottom;
  for (let bin = 0; bin < count; bin++) {
    const top = topOf(drawnCount(heights, bin));
    points[4 * bin + 2] = edgePixels[bin] ?? 0;
    points[4 * bin + 3] = top;
    points[4 * bin + 4] = edgePixels[bin + 1] ?? 0;
    points[4 * bin + 5] = top;
  }
  points[4 * count + 2] = edgePixels[count] ?? 0;
  points[4 * count + 3] = bottom;
  return points;
}

function sharesOf(counts: Float64Array): Float64Array {
  const sum = counts.reduce((total, _, bin) => total + drawnCount(counts, bin), 0);
  return counts.map((_, bin) => (sum > 0 && sum < Infinity ? drawnCount(counts, bin) / sum : 0));
}
