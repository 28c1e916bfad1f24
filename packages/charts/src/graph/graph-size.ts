// Sizes of what a graph is made of, in pixels at scale 1: for who lays it out, and for who draws it.
import type { GraphItemKind, GraphLevel } from "./graph-scene.ts";

export interface GraphSize {
  readonly width: number;
  readonly height: number;
}

/** Line at the top of an open scope with its name. */
export const frameHeader = 22;
/** Around what is in an open scope: pins and their counts stand in it. */
export const framePadding = 18;

export const labelPixels = 11;
export const scopeLabelPixels = 12;
export const subtitlePixels = 9.5;
export const annotationPixels = 9;
export const edgeLabelPixels = 9;

/** Of the mark that opens and closes, at the right end of an item or of a frame's header. */
export const togglePixels = 14;
/** The two cards behind a series. */
export const stackStep = 4;

export const mostAnnotations = 5;
export const annotationPitch = 12;
/** Left free at each side of an item that has annotations. */
export const annotationRoom = 84;

const auxiliaryGap = 40;
const auxiliaryStep = 12;
const leastAuxiliaryHeight = 320;

/** Wider than most letters of the interface's font are at a size of 1. */
const letterWidth = 0.6;
const boldLetterWidth = 0.65;

/** Of a closed item whose label has so many letters; long labels are shortened to it. */
export function graphItemSize(labelLength: number, kind: GraphItemKind): GraphSize {
  switch (kind) {
    case "operation":
      return { width: between(labelLength * labelPixels * letterWidth + 26, 48, 150), height: 24 };
    case "argument":
    case "result":
      return { width: between(labelLength * labelPixels * letterWidth + 26, 48, 150), height: 22 };
    case "layer":
      return { width: between(labelLength * scopeLabelPixels * boldLetterWidth + 24, 84, 190), height: 38 };
    case "scope":
    case "call":
      return { width: between(labelLength * scopeLabelPixels * boldLetterWidth + 48, 92, 190), height: 40 };
    case "series":
      return { width: between(labelLength * scopeLabelPixels * boldLetterWidth + 56, 92, 200), height: 46 };
  }
}

/** Of so many annotations at the side of an item that has most: the item is at least so high. */
export function annotationsHeight(count: number): number {
  return Math.min(count, mostAnnotations + 1) * annotationPitch;
}

export interface AuxiliaryPlaces extends GraphSize {
  /** Centres, from the top left of the level's content. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The line between the graph and the column. */
  readonly borderX: number;
}

/** Where what stands beside the graph of a level does, in columns right of it; null where nothing does. The size is the level's with them. */
export function auxiliaryPlaces({
  laid,
  widths,
  heights,
}: Pick<GraphLevel, "laid" | "widths" | "heights">): AuxiliaryPlaces | null {
  const first = laid.x.length;
  const count = widths.length - first;
  if (count <= 0) return null;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const most = Math.max(laid.height, leastAuxiliaryHeight);
  let left = laid.width + auxiliaryGap;
  let top = 0;
  let columnWidth = 0;
  let columnStart = 0;
  let height = laid.height;
  const endColumn = (end: number): void => {
    for (let i = columnStart; i < end; i++) x[i] = left + columnWidth / 2;
    left += columnWidth + auxiliaryStep;
    columnStart = end;
    columnWidth = 0;
    top = 0;
  };
  for (let i = 0; i < count; i++) {
    if (top > 0 && top + heights[first + i]! > most) endColumn(i);
    columnWidth = Math.max(columnWidth, widths[first + i]!);
    y[i] = top + heights[first + i]! / 2;
    height = Math.max(height, top + heights[first + i]!);
    top += heights[first + i]! + auxiliaryStep;
  }
  endColumn(count);
  return { x, y, width: left - auxiliaryStep, height, borderX: laid.width + auxiliaryGap / 2 };
}

/** Of the item that the level fills: its content, the column beside it, the header and the padding. */
export function graphFrameSize(level: Pick<GraphLevel, "laid" | "widths" | "heights">): GraphSize {
  const { width, height } = auxiliaryPlaces(level) ?? level.laid;
  return { width: width + 2 * framePadding, height: height + frameHeader + 2 * framePadding };
}

function between(size: number, least: number, most: number): number {
  return Math.round(Math.min(Math.max(size, least), most));
}
