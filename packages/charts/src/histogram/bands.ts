// Quantiles over the steps: bands between them, and the median as a line.
import type { ValueScale } from "@runboard/analysis";
import type { Interval, XAxis } from "../plane/axis.ts";
import type { ChartTheme } from "../plane/chart.ts";
import { fitXDomain } from "../plane/nice-domain.ts";
import { isInside, type ChartSize, type PixelPoint, type PlotRect } from "../plane/plane.ts";
import type { Drawing, Mark } from "../drawing/mark.ts";
import { lineMark } from "./axis-marks.ts";
import { dotMark, guideMark, selectedMarks } from "./highlight-marks.ts";
import { stepPlane } from "./step-plane.ts";
import type { ValueAxis } from "./value-axis.ts";

export interface QuantileLine {
  /** Of the run, a CSS colour. */
  readonly color: string;
  readonly dash?: readonly number[];
  /** Of each point, ascending, on the axis. */
  readonly xs: Float64Array;
  readonly steps: Float64Array;
  /** Of each point the values at the basis points, one point after the other; NaN leaves a gap. */
  readonly quantiles: Float64Array;
}

export interface BandsProps {
  readonly theme: ChartTheme;
  readonly axis: XAxis;
  readonly scale: ValueScale;
  /** Hundredths of a percent, ascending. */
  readonly basisPoints: readonly number[];
  readonly lines: readonly QuantileLine[];
  /** What of the values is shown. */
  readonly valueDomain: Interval;
  readonly selectedStep: number | null;
}

export interface BandHit {
  readonly line: number;
  readonly point: number;
}

interface Layout {
  readonly props: BandsProps;
  readonly rect: PlotRect;
  readonly x: ValueAxis;
  readonly y: ValueAxis;
  /** Index of the median among the basis points; −1 without one. */
  readonly median: number;
}

const medianBasisPoints = 5000;
/** Between the extreme values and the ends of the plot. */
const insetPixels = 6;
/** Half of what a step between gaps is as wide as, unless that would reach to another. */
const lonePixels = { most: 4, least: 0.75 } as const;
/** How much of what is behind one band hides, by how many lines there are. */
const bandOpacity = { alone: 0.2, several: 0.13, many: 0.06 } as const;

/** Bands lie on each other, from the outermost to the innermost, so that the colour is fuller the closer to the median. */
export function bandsDrawing(props: BandsProps, size: ChartSize): Drawing<BandHit> {
  const { theme, axis, scale, basisPoints, lines, valueDomain } = props;
  const extent = extentOf(lines);
  const xDomain = fitXDomain(extent, axis);
  const { rect, x, y, below, beside } = stepPlane(
    { axis, xDomain, isEmpty: extent === null, scale, valueDomain, theme, inset: insetPixels, hasGrid: true },
    size,
  );
  const layout: Layout = { props, rect, x, y, median: basisPoints.indexOf(medianBasisPoints) };
  const selectedLeft = selectedPlace(layout, xDomain);
  const marks: readonly Mark[] = [
    ...beside,
    ...below,
    ...lines.flatMap((line) => bandMarks(layout, line)),
    ...lines.flatMap((line) => medianMarks(layout, line, 1.75)),
    ...(selectedLeft === null ? [] : selectedMarks(selectedLeft, rect, theme)),
  ];
  return {
    theme,
    marks,
    hitAt: (point) => (isInside(rect, point) ? nearestPoint(layout, point) : null),
    highlight: (hit) => highlightMarks(layout, hit),
  };
}

function extentOf(lines: readonly QuantileLine[]): Interval | null {
  let [low, high] = [Infinity, -Infinity];
  for (const { xs } of lines)
    for (const x of xs) if (Number.isFinite(x)) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return low <= high ? [low, high] : null;
}

function bandMarks(layout: Layout, line: QuantileLine): readonly Mark[] {
  const { props, rect } = layout;
  const { basisPoints, lines } = props;
  const opacity =
    lines.length === 1 ? bandOpacity.alone : lines.length <= 4 ? bandOpacity.several : bandOpacity.many;
  const marks: Mark[] = [];
  for (let low = 0, high = basisPoints.length - 1; low < high; low++, high--) {
    const isSeen = (point: number) =>
      isPlaced(layout, line, point, low) && isPlaced(layout, line, point, high);
    for (const [from, to] of stretches(line, isSeen)) {
      const points = bandPoints(layout, line, [from, to], [low, high]);
      marks.push({ kind: "shape", points, isClosed: true, fill: line.color, opacity, clip: rect });
    }
  }
  return marks;
}

function medianMarks(layout: Layout, line: QuantileLine, lineWidth: number): readonly Mark[] {
  const { median, rect } = layout;
  if (median < 0) return [];
  const { color: stroke, dash } = line;
  const isSeen = (point: number) => isPlaced(layout, line, point, median);
  return stretches(line, isSeen).map(([from, to]) => {
    const points: number[] = [];
    for (let point = from; point < to; point++)
      points.push(leftOf(layout, line, point), topOf(layout, line, point, median));
    const [left = 0, top = 0] = points;
    const half = loneHalf(layout, line, from);
    return lineMark(to - from === 1 ? [left - half, top, left + half, top] : points, stroke, {
      lineWidth,
      clip: rect,
      ...(dash && { dash }),
    });
  });
}

/** Along the upper quantile and back along the lower. */
function bandPoints(
  layout: Layout,
  line: QuantileLine,
  [from, to]: Interval,
  [low, high]: Interval,
): Float64Array {
  if (to - from === 1) {
    const left = leftOf(layout, line, from);
    const [top, bottom] = [topOf(layout, line, from, high), topOf(layout, line, from, low)];
    const half = loneHalf(layout, line, from);
    const [start, end] = [left - half, left + half];
    return Float64Array.of(start, top, end, top, end, bottom, start, bottom);
  }
  const count = to - from;
  const points = new Float64Array(4 * count);
  for (let i = 0; i < count; i++) {
    const left = leftOf(layout, line, from + i);
    points[2 * i] = left;
    points[2 * i + 1] = topOf(layout, line, from + i, high);
    points[4 * count - 2 * i - 2] = left;
    points[4 * count - 2 * i - 1] = topOf(layout, line, from + i, low);
  }
  return points;
}

function loneHalf(layout: Layout, line: QuantileLine, point: number): number {
  const left = leftOf(layout, line, point);
  const distances = [point - 1, point + 1].map((other) => Math.abs(leftOf(layout, line, other) - left));
  const room = Math.min(...distances.filter(Number.isFinite)) / 2;
  return Math.max(lonePixels.least, Math.min(lonePixels.most, room));
}

/** Where consecutive points are all seen: from, and to, which is not. */
function stretches({ xs }: QuantileLine, isSeen: (point: number) => boolean): readonly Interval[] {
  const found: Interval[] = [];
  let from = -1;
  for (let point = 0; point <= xs.length; point++) {
    const isIn = point < xs.length && isSeen(point);
    if (isIn && from < 0) from = point;
    if (isIn || from < 0) continue;
    found.push([from, point]);
    from = -1;
  }
  return found;
}

function valueOf({ props }: Layout, { quantiles }: QuantileLine, point: number, quantile: number): number {
  return quantiles[point * props.basisPoints.length + quantile] ?? NaN;
}

function isPlaced(layout: Layout, line: QuantileLine, point: number, quantile: number): boolean {
  return Number.isFinite(line.xs[point]) && Number.isFinite(valueOf(layout, line, point, quantile));
}

function leftOf({ x }: Layout, { xs }: QuantileLine, point: number): number {
  return x.pixelOf(xs[point] ?? NaN);
}

function topOf(layout: Layout, line: QuantileLine, point: number, quantile: number): number {
  return layout.y.pixelOf(valueOf(layout, line, point, quantile));
}

function selectedPlace({ props, x }: Layout, [low, high]: Interval): number | null {
  const { axis, lines, selectedStep } = props;
  if (selectedStep === null) return null;
  const place = axis === "step" ? selectedStep : placeOfStep(lines, selectedStep);
  return place !== null && place >= low && place <= high ? x.pixelOf(place) : null;
}

/** Where the step is, or the newest before it, on the first line that has one. */
function placeOfStep(lines: readonly QuantileLine[], step: number): number | null {
  for (const { xs, steps } of lines) {
    let newest = -1;
    for (let point = 0; point < steps.length; point++)
      if (steps[point]! <= step && (newest < 0 || steps[point]! >= steps[newest]!)) newest = point;
    const x = xs[newest];
    if (x !== undefined && Number.isFinite(x)) return x;
  }
  return null;
}

/** Of each line the point closest along the axis, and of these the one whose median is closest. */
function nearestPoint(layout: Layout, point: PixelPoint): BandHit | null {
  let nearest: BandHit | null = null;
  let least = Infinity;
  layout.props.lines.forEach((line, index) => {
    const at = closestPoint(layout, line, point.left);
    if (at === null) return;
    const distance = Math.hypot(
      leftOf(layout, line, at) - point.left,
      distanceFrom(layout, line, at, point.top),
    );
    if (nearest !== null && !(distance < least)) return;
    nearest = { line: index, point: at };
    least = distance;
  });
  return nearest;
}

function closestPoint(layout: Layout, line: QuantileLine, left: number): number | null {
  let closest: number | null = null;
  let least = Infinity;
  for (let point = 0; point < line.xs.length; point++) {
    const distance = Math.abs(leftOf(layout, line, point) - left);
    if (distance < least) [closest, least] = [point, distance];
  }
  return closest;
}

function distanceFrom(layout: Layout, line: QuantileLine, point: number, top: number): number {
  const { median, props, rect } = layout;
  const quantile = median < 0 ? props.basisPoints.length >> 1 : median;
  const distance = Math.abs(topOf(layout, line, point, quantile) - top);
  // One without values is behind all that have some.
  return Number.isNaN(distance) ? 2 * rect.height : distance;
}

function highlightMarks(layout: Layout, { line: index, point }: BandHit): readonly Mark[] {
  const { props, rect, median } = layout;
  const line = props.lines[index];
  const { theme } = props;
  if (!line || !Number.isFinite(line.xs[point])) return [];
  const left = leftOf(layout, line, point);
  const dots = props.basisPoints.flatMap((_, quantile) => {
    if (!isPlaced(layout, line, point, quantile)) return [];
    const top = topOf(layout, line, point, quantile);
    if (top < rect.top || top > rect.top + rect.height) return [];
    return [dotMark({ left, top }, line.color, theme, quantile === median ? 4 : 2.5)];
  });
  const emphasized = props.lines.length > 1 ? medianMarks(layout, line, 3) : [];
  return [...emphasized, guideMark(left, rect, theme), ...dots];
}
