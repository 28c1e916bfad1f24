// Axes as marks: hairlines, ticks and labels around a plot, kept within the picture.
import {
  axisCharacterPixels,
  axisFontPixels,
  offsetRowPixels,
  type LabelledTicks,
} from "../plane/axes-scene.ts";
import type { ChartTheme } from "../plane/chart.ts";
import type { ChartSize, PlotRect } from "../plane/plane.ts";
import type { Mark, ShapeMark, TextMark } from "../drawing/mark.ts";
import type { Touching } from "./value-axis.ts";

const tickPixels = 3;
const labelGapPixels = 6;
/** Height of a row of labels with its gap. */
const labelRowPixels = 20;
/** Gaps between labels below and beside each other. */
const columnGapPixels = 10;
const rowGapPixels = 15;

/** Where the ticks of an axis are, and what they are called. */
export interface PlacedTicks {
  readonly ticks: readonly { readonly pixel: number; readonly label: string }[];
  readonly offset: string;
}

export function placed({ ticks, offset }: LabelledTicks, pixelOf: (value: number) => number): PlacedTicks {
  return { ticks: ticks.map(({ value, label }) => ({ pixel: pixelOf(value), label })), offset };
}

export const textPixels = (text: string): number => text.length * axisCharacterPixels;

export const touchingBelow: Touching = (a, b) =>
  Math.abs(b.pixel - a.pixel) < (textPixels(a.label) + textPixels(b.label)) / 2 + columnGapPixels;

export const touchingBeside: Touching = (a, b) => Math.abs(b.pixel - a.pixel) < rowGapPixels;

/** Ticks that do not touch, the ones that fit from the first. */
export function withoutTouching({ ticks, offset }: PlacedTicks, touching: Touching): PlacedTicks {
  const kept: PlacedTicks["ticks"][number][] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (last === undefined || !touching(last, tick)) kept.push(tick);
  }
  return { ticks: kept, offset };
}

/** For labels at a side, in steps of 8 pixels so that it seldom changes, and a third of the picture at most. */
export function gutterPixels(labels: readonly string[], { width }: ChartSize, least: number): number {
  const widest = Math.max(0, ...labels.map(textPixels));
  return Math.min(Math.max(least, Math.ceil((widest + 12) / 8) * 8), Math.floor(width / 3));
}

/** For labels below, and for the axis' offset where it has one. */
export function footPixels({ height }: ChartSize, offset: string): number {
  return Math.min(labelRowPixels + (offset === "" ? 0 : offsetRowPixels), Math.floor(height / 3));
}

/** What is left of a picture beside its margins; one pixel at least. */
export function plotRect(
  size: ChartSize,
  margin: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
): PlotRect {
  return {
    left: margin.left,
    top: margin.top,
    width: Math.max(1, Math.floor(size.width - margin.left - margin.right)),
    height: Math.max(1, Math.floor(size.height - margin.top - margin.bottom)),
  };
}

/** The centre of the row or column of pixels that a position lies in: a hairline there is not smeared over two. */
export function crisp(position: number): number {
  return Math.round(position - 0.5) + 0.5;
}

export function lineMark(
  points: readonly number[],
  stroke: string,
  more: Partial<Pick<ShapeMark, "lineWidth" | "dash" | "opacity" | "clip">> = {},
): ShapeMark {
  return { kind: "shape", points: Float64Array.from(points), isClosed: false, stroke, ...more };
}

export function boxMark({ left, top, width, height }: PlotRect, fill: string, opacity = 1): ShapeMark {
  const [right, bottom] = [left + width, top + height];
  const points = Float64Array.of(left, top, right, top, right, bottom, left, bottom);
  return { kind: "shape", points, isClosed: true, fill, opacity };
}

/** A line below the plot, its ticks and labels, and at its right end the offset. */
export function axisBelow(
  { ticks, offset }: PlacedTicks,
  rect: PlotRect,
  size: ChartSize,
  theme: ChartTheme,
): readonly Mark[] {
  const bottom = rect.top + rect.height;
  const right = rect.left + rect.width;
  const top = bottom + labelGapPixels + offsetRowPixels;
  return [
    lineMark([rect.left, crisp(bottom), right, crisp(bottom)], theme.hairline),
    ...ticksBelow(ticks, bottom, size, theme),
    ...(offset === ""
      ? []
      : [axisText(offset, { left: right, top }, theme, { align: "right", baseline: "top" })]),
  ];
}

/** Short ticks down from an edge, and labels, which stay within the picture. */
export function ticksBelow(
  ticks: PlacedTicks["ticks"],
  edge: number,
  { width }: ChartSize,
  theme: ChartTheme,
): readonly Mark[] {
  return ticks.flatMap(({ pixel, label }) => {
    const half = textPixels(label) / 2;
    const left = Math.max(half, Math.min(pixel, width - half));
    return [
      lineMark([crisp(pixel), edge, crisp(pixel), edge + tickPixels], theme.hairline),
      axisText(label, { left, top: edge + labelGapPixels }, theme, { align: "center", baseline: "top" }),
    ];
  });
}

/** Hairlines across the plot, or short ticks; labels left of it, and above them the offset. */
export function axisAtLeft(
  { ticks, offset }: PlacedTicks,
  rect: PlotRect,
  theme: ChartTheme,
  hasGrid = true,
): readonly Mark[] {
  const [from, to] = hasGrid ? [rect.left, rect.left + rect.width] : [rect.left - tickPixels, rect.left];
  return [
    ...ticks.map(({ pixel }) => lineMark([from, crisp(pixel), to, crisp(pixel)], theme.hairline)),
    ...ticks.map(({ pixel, label }) =>
      axisText(label, { left: rect.left - labelGapPixels, top: pixel }, theme, {
        align: "right",
        baseline: "middle",
      }),
    ),
    ...(offset === ""
      ? []
      : [axisText(offset, { left: 2, top: 2 }, theme, { align: "left", baseline: "top" })]),
  ];
}

/** Short ticks and labels right of the plot. */
export function axisAtRight({ ticks }: PlacedTicks, rect: PlotRect, theme: ChartTheme): readonly Mark[] {
  const right = rect.left + rect.width;
  return ticks.flatMap(({ pixel, label }) => [
    lineMark([right + 1, crisp(pixel), right + 1 + tickPixels, crisp(pixel)], theme.hairline),
    axisText(label, { left: right + labelGapPixels + 1, top: pixel }, theme, {
      align: "left",
      baseline: "middle",
    }),
  ]);
}

/** Room above a plot for the offset of the axis at its left. */
export function headPixels(offset: string): number {
  return offset === "" ? 8 : offsetRowPixels + 2;
}

function axisText(
  text: string,
  { left, top }: { readonly left: number; readonly top: number },
  theme: ChartTheme,
  place: Pick<TextMark, "align" | "baseline">,
): TextMark {
  return { kind: "text", text, left, top, ...place, fill: theme.secondaryText, fontPixels: axisFontPixels };
}
