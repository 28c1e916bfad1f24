// What the tooltip of a chart lists: the lines at the pointer's x, in the order that the reader likes.
import type { LineChartHover } from "@runboard/charts";
import type { RunName } from "@runboard/contract";
import type { TooltipSort } from "../../ui/preferences.ts";
import type { CardLine, CardLines } from "./card-lines.ts";
import { notesAt, noteText } from "./line-notes.ts";

export interface TooltipRow {
  readonly line: CardLine;
  readonly smoothed: number;
  readonly value: number;
  /** null for what has none: groups. */
  readonly step: number | null;
  readonly wallTimeSeconds: number | null;
  /** Since the line's first point. */
  readonly relativeSeconds: number | null;
  /** On the x axis. */
  readonly x: number;
  readonly band: readonly [lower: number, upper: number] | null;
  readonly runCount: number | null;
  /** What is worth knowing of this place: a restart, a finding. Empty for most. */
  readonly notes: readonly string[];
}

export interface TooltipRows {
  readonly rows: readonly TooltipRow[];
  /** Of these the one closest to the pointer. */
  readonly closestId: string | null;
  /** Lines that are not listed. */
  readonly moreCount: number;
}

interface TooltipOrder {
  readonly sort: TooltipSort;
  /** Rows at most; the line closest to the pointer is always among them. */
  readonly limit: number;
  /** Listed first of all, wherever it is. */
  readonly pinned: RunName | null;
  /** y of the pointer, in the data. */
  readonly pointerY: number;
}

export function tooltipRows(
  { nearest, closestId }: Pick<LineChartHover, "nearest" | "closestId">,
  lines: CardLines,
  { sort, limit, pinned, pointerY }: TooltipOrder,
): TooltipRows {
  const known = nearest.flatMap((point) => {
    const line = lines.get(point.id);
    return line && point.index < line.columns.xs.length ? [{ ...point, line }] : [];
  });
  const closest = known.find(({ id }) => id === closestId);
  const smoothedAt = ({ line, index }: (typeof known)[number]): number => line.columns.smoothed[index] ?? NaN;
  const compare = {
    // Of lines that lie on each other, too, the one that stands out.
    nearest: (a, b) => distance(a) - distance(b) || Number(b === closest) - Number(a === closest),
    nearest_y: (a, b) => last(Math.abs(smoothedAt(a) - pointerY)) - last(Math.abs(smoothedAt(b) - pointerY)),
    ascending: (a, b) => last(smoothedAt(a)) - last(smoothedAt(b)),
    descending: (a, b) => last(-smoothedAt(a)) - last(-smoothedAt(b)),
    // As the card has them.
    default: () => 0,
  } satisfies Record<TooltipSort, (a: (typeof known)[number], b: (typeof known)[number]) => number>;
  const isPinned = ({ line }: (typeof known)[number]): boolean => pinned !== null && line.run === pinned;
  const sorted = known.toSorted(
    (a, b) => Number(isPinned(b)) - Number(isPinned(a)) || compare[sort](a, b) || 0,
  );
  const listed = sorted.slice(0, limit);
  if (closest && !listed.includes(closest)) listed.splice(-1, 1, closest);
  return {
    rows: listed.map(({ line, index }) => rowAt(line, index)),
    closestId: closest?.id ?? null,
    moreCount: known.length - listed.length,
  };
}

/** Where a point is, in as many ways as there are. */
export type PlaceField = "step" | "wallTimeSeconds" | "relativeSeconds" | "x";

/** Which of these are the same in all rows, as a reader sees them: said once, above the rows. */
export function commonFields(
  rows: readonly TooltipRow[],
  textOf: Readonly<Record<PlaceField, (row: TooltipRow) => string>>,
): ReadonlySet<PlaceField> {
  const [first] = rows;
  const fields = Object.keys(textOf) as PlaceField[];
  return new Set(
    first && fields.filter((field) => rows.every((row) => textOf[field](row) === textOf[field](first))),
  );
}

const none: readonly never[] = [];

function rowAt(line: CardLine, index: number): TooltipRow {
  const { smoothed, values, steps, wallTimesSeconds, xs, band, runCounts } = line.columns;
  const wallTimeSeconds = wallTimesSeconds ? (wallTimesSeconds[index] ?? NaN) : null;
  return {
    line,
    smoothed: smoothed[index] ?? NaN,
    value: values[index] ?? NaN,
    step: steps ? (steps[index] ?? NaN) : null,
    wallTimeSeconds,
    relativeSeconds: wallTimeSeconds === null ? null : wallTimeSeconds - line.firstWallTimeSeconds,
    x: xs[index] ?? NaN,
    band: band ? [band.lower[index] ?? NaN, band.upper[index] ?? NaN] : null,
    runCount: runCounts ? (runCounts[index] ?? NaN) : null,
    notes: line.notes ? notesAt(line.notes, xs, index).map(noteText) : none,
  };
}

/** A point that cannot be drawn has no distance: it comes last. */
function distance({ distancePixels }: { readonly distancePixels: number }): number {
  return last(distancePixels);
}

function last(number: number): number {
  return Number.isNaN(number)
    ? Number.MAX_VALUE
    : Math.max(-Number.MAX_VALUE, Math.min(number, Number.MAX_VALUE));
}
