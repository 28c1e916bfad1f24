// What a line chart shows and what it tells back.
import type { ChartTheme } from "./chart.ts";

/** One line. Columns have equal length; x ascends. Non-finite y values are marked, never dropped. */
export interface Line {
  /** Stable identity, e.g. the run's name. */
  readonly id: string;
  readonly color: string;
  /** Canvas dash pattern in pixels; solid when absent. */
  readonly dash?: readonly number[];
  /** In the unit of the axis: steps, seconds since the series began, or seconds since 1970. */
  readonly xs: Float64Array;
  /** What is drawn strong: smoothed values when smoothing is on, else the values. */
  readonly ys: Float64Array;
  /** Unsmoothed values, drawn faint behind; absent without smoothing. */
  readonly rawYs?: Float64Array;
  /** Drawn thicker and on top. */
  readonly isEmphasized: boolean;
}

/** A closed interval of the axis. */
export type Interval = readonly [number, number];

/** What part of the plane is shown; null fits the data. */
export interface LineChartView {
  readonly x: Interval | null;
  readonly y: Interval | null;
}

/** Where the pointer is, for tooltips and linked crosshairs. */
export interface LineChartHover {
  /** On the axis: where the crosshair is, at the point nearest in x. */
  readonly x: number;
  /** In the data of the y axis, at the pointer. */
  readonly y: number;
  /** In pixels of the container. With the keyboard: on the emphasized, else the first line. */
  readonly pointer: { readonly left: number; readonly top: number };
  /** For each line with points, the index nearest in x, and its distance from the pointer in pixels. */
  readonly nearest: readonly {
    readonly id: string;
    readonly index: number;
    readonly distancePixels: number;
  }[];
}

export interface LineChartProps {
  readonly lines: readonly Line[];
  readonly axis: "step" | "relative" | "wall";
  readonly yScale: "linear" | "log";
  /** Scale y by the 5th to 95th percentile of what is drawn strong. */
  readonly ignoreOutliers: boolean;
  readonly view: LineChartView;
  /** x of the crosshair, from this or another chart; null hides it. */
  readonly crosshairX: number | null;
  readonly theme: ChartTheme;
  /** For a screen reader: what the chart shows. */
  readonly label: string;
  /** Drag: zoom to a range · shift-drag: pan · ctrl-wheel: zoom at the pointer · double click: fit (both null). */
  readonly onViewChange: (view: LineChartView) => void;
  /** null when the pointer leaves. At most once a frame. */
  readonly onHover: (hover: LineChartHover | null) => void;
  /** Click on a line (within 8 pixels); `isSolo` with the alt key. */
  readonly onSelect?: (id: string, isSolo: boolean) => void;
}

/** Whether charts of these props look the same, given the same view and crosshair. Columns are compared by identity. */
export function showsSame(a: LineChartProps, b: LineChartProps): boolean {
  return (
    a.axis === b.axis &&
    a.yScale === b.yScale &&
    a.ignoreOutliers === b.ignoreOutliers &&
    isSameShallow(a.theme, b.theme) &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, i) => isSameLine(line, b.lines[i]))
  );
}

function isSameLine(a: Line, b: Line | undefined): boolean {
  return (
    a === b ||
    (b !== undefined && isSameShallow({ ...a, dash: String(a.dash) }, { ...b, dash: String(b.dash) }))
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
