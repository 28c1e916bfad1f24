// What a line chart shows and what it tells back.
import { xScaleOf, type Axes, type ShownRange } from "../plane/axis.ts";
import type { ChartTheme } from "../plane/chart.ts";
import type { NumberColumn } from "../plane/columns.ts";
import type { SelectedX } from "../plane/selection-handles.ts";
import type { View } from "../plane/view.ts";

/** What a mark on a line says: training went back to an earlier step · the value was not finite · it jumped · it stopped to move. */
export type LineMarkKind = "restart" | "non_finite" | "spike" | "plateau";

export interface LineMark {
  /** On the axis; between two points the mark lies on the stroke that joins them. */
  readonly x: number;
  readonly kind: LineMarkKind;
}

/** One line. Columns have equal length; x ascends. Non-finite y values are marked, never dropped. */
export interface Line {
  /** Stable identity, e.g. the run's name. */
  readonly id: string;
  readonly color: string;
  /** Canvas dash pattern in pixels; solid when absent. */
  readonly dash?: readonly number[];
  /** In the unit of the axis: steps, seconds since the series began, seconds since 1970, or any number. */
  readonly xs: NumberColumn;
  /** What is drawn strong: smoothed values when smoothing is on, else the values. */
  readonly ys: NumberColumn;
  /** Unsmoothed values, drawn faint behind; absent without smoothing. */
  readonly rawYs?: NumberColumn;
  /** What the label at the line's end tells the last of; `rawYs`, else `ys`, when absent. */
  readonly endYs?: NumberColumn;
  /** Filled faintly under all lines. As long as `xs`; a gap where either is NaN. */
  readonly band?: { readonly lower: NumberColumn; readonly upper: NumberColumn };
  /** Drawn thicker and on top, while all that are not recede. */
  readonly isEmphasized: boolean;
  /** Drawn thin and pale, and never labelled: points that a later session has superseded. */
  readonly isFaint?: boolean;
  /** Small shapes on the line, told apart by their form. */
  readonly marks?: readonly LineMark[];
}

/** Where the pointer is, for tooltips and linked crosshairs. */
export interface LineChartHover {
  /** On the axis: where the crosshair is, at the point nearest in x. */
  readonly x: number;
  /** In the data of the y axis, at the pointer. */
  readonly y: number;
  /** What the axes show: how many digits tell values apart depends on it. */
  readonly shownX: ShownRange;
  readonly shownY: ShownRange;
  /** In pixels of the container. With the keyboard: on the emphasized, else the first line. */
  readonly pointer: { readonly left: number; readonly top: number };
  /** For each line with points, the index nearest in x, and how far the line is from the pointer in pixels. */
  readonly nearest: readonly {
    readonly id: string;
    readonly index: number;
    readonly distancePixels: number;
  }[];
  /** The one of these that is closest to the pointer. */
  readonly closestId: string | null;
  /** The closest line where a click would select it; null when the pointer is on none. */
  readonly pointedId: string | null;
}

/** A step, or a range of them, chosen to be read in a table. */
export interface LineChartSelection {
  readonly x: SelectedX;
}

export interface LineChartProps extends Axes {
  readonly lines: readonly Line[];
  /** Scale y by the 5th to 95th percentile of what is drawn strong. */
  readonly ignoreOutliers: boolean;
  readonly view: View;
  /** Writes the last value of each line at the right, when there are at most eight and room for them. */
  readonly endLabels?: boolean;
  /** An accent line or band, with handles on the x axis. */
  readonly selection?: LineChartSelection | null;
  /** x of the crosshair, from this or another chart; null hides it. */
  readonly crosshairX: number | null;
  readonly theme: ChartTheme;
  /** For a screen reader: what the chart shows. */
  readonly label: string;
  /** Drag: zoom to a range · shift-drag: pan · ctrl-wheel: zoom at the pointer · double click: fit (both null). */
  readonly onViewChange: (view: View) => void;
  /** null when the pointer leaves. At most once a frame. */
  readonly onHover: (hover: LineChartHover | null) => void;
  /** Click on a line (within 8 pixels); `isSolo` with the alt key. */
  readonly onSelect?: (id: string, isSolo: boolean) => void;
  /**
   * With it, a click on the x axis selects the nearest point's x when nothing is selected, a drag along it selects a range,
   * its handles are dragged, Enter selects where the keyboard's crosshair is, and shift with an arrow key moves the selection by a point.
   * Called once a frame while dragging.
   */
  readonly onSelectionChange?: (x: SelectedX) => void;
  /** Double click on an axis' labels; their place in the window, in CSS pixels. */
  readonly onAxisEdit?: (axis: "x" | "y", rect: DOMRectReadOnly) => void;
}

/** Whether charts of these props look the same, given the same view, crosshair and emphasis. Columns are compared by identity. */
export function showsSame(a: LineChartProps, b: LineChartProps): boolean {
  return (
    a.axis === b.axis &&
    xScaleOf(a) === xScaleOf(b) &&
    (a.endLabels ?? false) === (b.endLabels ?? false) &&
    a.yScale === b.yScale &&
    a.ignoreOutliers === b.ignoreOutliers &&
    isSameShallow(a.theme, b.theme) &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, i) => isSameLine(line, b.lines[i]))
  );
}

/** Whether the same of the same lines stand out. */
export function emphasizesSame(a: readonly Line[], b: readonly Line[]): boolean {
  return a === b || a.every(({ isEmphasized }, i) => isEmphasized === b[i]?.isEmphasized);
}

function isSameLine(a: Line, b: Line | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.id === b.id &&
    a.color === b.color &&
    a.xs === b.xs &&
    a.ys === b.ys &&
    a.rawYs === b.rawYs &&
    a.endYs === b.endYs &&
    a.band?.lower === b.band?.lower &&
    a.band?.upper === b.band?.upper &&
    (a.isFaint ?? false) === (b.isFaint ?? false) &&
    (a.dash === b.dash || String(a.dash) === String(b.dash)) &&
    isSameMarks(a.marks ?? [], b.marks ?? [])
  );
}

function isSameMarks(a: readonly LineMark[], b: readonly LineMark[]): boolean {
  return (
    a === b || (a.length === b.length && a.every(({ x, kind }, i) => x === b[i]?.x && kind === b[i].kind))
  );
}

function isSameShallow(a: object, b: object): boolean {
  const entries = Object.entries(a);
  const others: Record<string, unknown> = { ...b };
  return (
    entries.length === Object.keys(others).length &&
    entries.every(([key, value]) => Object.is(value, others[key]))
  );
}
