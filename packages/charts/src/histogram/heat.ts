// Every step of a histogram series as a picture: steps along, values up, and as colour the share of the counts.
import type { ValueScale } from "@runboard/analysis";
import type { Interval, XAxis } from "../plane/axis.ts";
import type { ChartTheme } from "../plane/chart.ts";
import { isInside, type PixelPoint, type PlotRect } from "../plane/plane.ts";
import type { Drawing, DrawingSize, Mark, PixelImage } from "../drawing/mark.ts";
import { boxMark } from "./axis-marks.ts";
import { guideMark, selectedMarks } from "./highlight-marks.ts";
import { pixelGroups, type PixelGroups } from "./pixel-groups.ts";
import { rampIndex, rampPixels, type Ramp } from "./ramp.ts";
import { stepPlane } from "./step-plane.ts";
import type { ValueAxis } from "./value-axis.ts";

/** Shares on a grid of columns of steps and rows of values, as the contract's `HistogramGridSeries` has them. */
export interface GridOfShares {
  /** Where columns begin on the axis, and where the last ends. */
  readonly columnEdges: Float64Array;
  /** Of each column: how many histograms are in it, and the first and last of their steps; NaN where there is none. */
  readonly stepCounts: Float64Array;
  readonly firstSteps: Float64Array;
  readonly lastSteps: Float64Array;
  /** Where rows begin, in values, and where the last ends. */
  readonly rowEdges: Float64Array;
  /** Column by column, from the least value up; NaN in a column without steps. */
  readonly shares: Float64Array;
}

export interface HeatProps {
  readonly theme: ChartTheme;
  readonly axis: XAxis;
  readonly scale: ValueScale;
  readonly grid: GridOfShares;
  /** What of the values is shown. */
  readonly valueDomain: Interval;
  readonly ramp: Ramp;
  readonly selectedStep: number | null;
}

export interface HeatHit {
  readonly column: number;
  /** −1 where only the column is pointed at. */
  readonly row: number;
}

interface Layout {
  readonly props: HeatProps;
  readonly rect: PlotRect;
  readonly pixelRatio: number;
  readonly x: ValueAxis;
  readonly y: ValueAxis;
  readonly columns: PixelGroups;
  /** From the top. */
  readonly rows: PixelGroups;
}

/**
 * Each device pixel has the greatest share of all cells that it has a part of: one step among 10,000 keeps a pixel of its own colour.
 * Columns without steps are empty.
 */
export function heatDrawing(props: HeatProps, size: DrawingSize): Drawing<HeatHit> {
  const { theme, axis, scale, grid, valueDomain } = props;
  const pixelRatio = size.pixelRatio ?? 1;
  const columnCount = Math.max(0, grid.columnEdges.length - 1);
  const xDomain: Interval =
    columnCount === 0 ? [0, 1] : [grid.columnEdges[0] ?? 0, grid.columnEdges[columnCount] ?? 1];
  const { rect, x, y, below, beside } = stepPlane(
    { axis, xDomain, isEmpty: columnCount === 0, scale, valueDomain, theme, inset: 0, hasGrid: false },
    size,
  );
  const left = Math.round(rect.left * pixelRatio) / pixelRatio;
  const top = Math.round(rect.top * pixelRatio) / pixelRatio;
  const width = Math.max(1, Math.round(rect.width * pixelRatio));
  const height = Math.max(1, Math.round(rect.height * pixelRatio));
  const deviceOf = (from: number, pixelOf: (value: number) => number) => (value: number) =>
    (pixelOf(value) - from) * pixelRatio;
  const layout: Layout = {
    props,
    rect,
    pixelRatio,
    x,
    y,
    columns: pixelGroups(grid.columnEdges, deviceOf(rect.left, x.pixelOf), width),
    rows: pixelGroups(grid.rowEdges, deviceOf(rect.top, y.pixelOf), height),
  };
  const selectedLeft = selectedPlace(layout);
  const place: PlotRect = { left, top, width: width / pixelRatio, height: height / pixelRatio };
  const marks: readonly Mark[] = [
    ...beside,
    // Seen where there is no step: a step without counts has the surface.
    ...(columnCount === 0 ? [] : [boxMark(place, theme.hairline, 0.5)]),
    { kind: "pixels", ...place, image: imageOf(layout) },
    ...below,
    ...(selectedLeft === null ? [] : selectedMarks(selectedLeft, rect, theme)),
  ];
  return {
    theme,
    marks,
    hitAt: (point) => hitAt(layout, point),
    highlight: (hit) => highlightMarks(layout, hit),
  };
}

/** Greatest share per row of the grid and column of pixels; −1 where there is no step. */
function reducedColumns({ props, columns }: Layout): Float64Array {
  const { shares, stepCounts, rowEdges } = props.grid;
  const rowCount = Math.max(0, rowEdges.length - 1);
  const width = columns.first.length;
  const reduced = new Float64Array(rowCount * width).fill(-1);
  for (let pixel = 0; pixel < width; pixel++)
    for (let column = columns.first[pixel]!; column <= columns.last[pixel]!; column++) {
      if (!(stepCounts[column]! > 0)) continue;
      const from = column * rowCount;
      for (let row = 0, at = pixel; row < rowCount; row++, at += width) {
        const share = shares[from + row]!;
        if (share > reduced[at]!) reduced[at] = share;
      }
    }
  return reduced;
}

interface KeptImage {
  readonly key: string;
  readonly image: PixelImage;
}

/** The last of each grid: what is selected and pointed at changes far more often than what the picture is made of. */
const keptImages = new WeakMap<GridOfShares, KeptImage>();

function imageOf(layout: Layout): PixelImage {
  const { props, rect, pixelRatio } = layout;
  const { grid, scale, valueDomain, ramp, theme } = props;
  const key = JSON.stringify([rect, pixelRatio, scale, valueDomain, ramp, theme.surface]);
  const kept = keptImages.get(grid);
  if (kept?.key === key) return kept.image;
  const image = drawnImage(layout);
  keptImages.set(grid, { key, image });
  return image;
}

function drawnImage(layout: Layout): PixelImage {
  const { props, columns, rows } = layout;
  const [width, height] = [columns.first.length, rows.first.length];
  const pixels = new Uint32Array(width * height);
  const reduced = reducedColumns(layout);
  const colors = rampPixels(props.theme);
  const indexOf = rampIndex(props.ramp);
  const none = colors[indexOf(0)]!;
  const greatest = new Float64Array(width);
  for (let pixel = 0; pixel < height; pixel++) {
    const [first, last] = [rows.first[pixel]!, rows.last[pixel]!];
    const at = pixel * width;
    if (last < first) {
      // Beyond the grid's values: none of any step's lies there.
      for (let column = 0; column < width; column++) if (reduced[column]! >= 0) pixels[at + column] = none;
      continue;
    }
    if (pixel > 0 && rows.first[pixel - 1] === first && rows.last[pixel - 1] === last) {
      pixels.copyWithin(at, at - width, at);
      continue;
    }
    greatest.fill(-1);
    for (let row = first; row <= last; row++)
      for (let column = 0; column < width; column++) {
        const share = reduced[row * width + column]!;
        if (share > greatest[column]!) greatest[column] = share;
      }
    // What has no step stays transparent.
    for (let column = 0; column < width; column++)
      if (greatest[column]! >= 0) pixels[at + column] = colors[indexOf(greatest[column]!)]!;
  }
  return { width, height, rgba: new Uint8ClampedArray(pixels.buffer) };
}

/** Of the cells that the pixel has a part of the one whose colour it shows. */
function hitAt({ props, rect, pixelRatio, columns, rows }: Layout, point: PixelPoint): HeatHit | null {
  if (!isInside(rect, point)) return null;
  const { shares, stepCounts, rowEdges } = props.grid;
  const rowCount = rowEdges.length - 1;
  const [alongs, ups] = [
    groupAt(columns, (point.left - rect.left) * pixelRatio),
    groupAt(rows, (point.top - rect.top) * pixelRatio),
  ];
  let hit: HeatHit | null = null;
  let greatest = -1;
  for (let column = alongs.first; column <= alongs.last; column++)
    for (let row = ups.first; row <= ups.last; row++) {
      const share = shares[column * rowCount + row] ?? NaN;
      if (!((stepCounts[column] ?? 0) > 0) || !(share > greatest)) continue;
      greatest = share;
      hit = { column, row };
    }
  return hit;
}

function groupAt(
  { first, last }: PixelGroups,
  pixel: number,
): { readonly first: number; readonly last: number } {
  const at = Math.min(Math.max(0, Math.floor(pixel)), first.length - 1);
  return { first: first[at] ?? 0, last: last[at] ?? -1 };
}

function selectedPlace({ props, rect, x }: Layout): number | null {
  const { grid, selectedStep, axis } = props;
  if (selectedStep === null || grid.columnEdges.length < 2) return null;
  const [low = NaN, high = NaN] = [grid.columnEdges[0], grid.columnEdges.at(-1)];
  if (axis === "step") return selectedStep >= low && selectedStep <= high ? x.pixelOf(selectedStep) : null;
  // The column that has the step, or else the newest before it.
  let selected = -1;
  for (let column = 0; column < grid.stepCounts.length; column++)
    if (
      grid.firstSteps[column]! <= selectedStep &&
      (selected < 0 || grid.firstSteps[column]! >= grid.firstSteps[selected]!)
    )
      selected = column;
  if (selected < 0) return null;
  const [from, to] = [grid.columnEdges[selected], grid.columnEdges[selected + 1]];
  if (from === undefined || to === undefined) return null;
  return Math.min(Math.max((x.pixelOf(from) + x.pixelOf(to)) / 2, rect.left), rect.left + rect.width);
}

const leastCellPixels = 3;

function highlightMarks({ props, rect, x, y }: Layout, { column, row }: HeatHit): readonly Mark[] {
  const { grid, theme } = props;
  const [from, to] = [grid.columnEdges[column], grid.columnEdges[column + 1]];
  const [low, high] = [grid.rowEdges[row], grid.rowEdges[row + 1]];
  if (from === undefined || to === undefined) return [];
  const [left, right] = widened(x.pixelOf(from), x.pixelOf(to));
  const guide = guideMark(
    Math.min(Math.max((left + right) / 2, rect.left), rect.left + rect.width),
    rect,
    theme,
  );
  if (low === undefined || high === undefined) return [guide];
  const [top, bottom] = widened(y.pixelOf(high), y.pixelOf(low));
  const box = boxMark({ left, top, width: right - left, height: bottom - top }, "none");
  const outline = { kind: "shape" as const, points: box.points, isClosed: true, clip: outer(rect) };
  return [
    guide,
    { ...outline, stroke: theme.surface, lineWidth: 4, opacity: 0.8 },
    { ...outline, stroke: theme.text, lineWidth: 1.5 },
  ];
}

function widened(low: number, high: number): readonly [number, number] {
  const missing = Math.max(0, leastCellPixels - (high - low)) / 2;
  return [low - missing, high + missing];
}

/** With room for an outline along the edge. */
function outer({ left, top, width, height }: PlotRect): PlotRect {
  return { left: left - 2, top: top - 2, width: width + 4, height: height + 4 };
}
