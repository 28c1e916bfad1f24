// What the tooltip of a chart lists: the lines at the pointer's x, those nearest to the pointer first.
import type { LineChartHover } from "@runboard/charts";
import type { RunName } from "@runboard/contract";
import type { ChartColumns } from "./chart-columns.ts";

export interface TooltipRow {
  readonly run: RunName;
  readonly smoothed: number;
  readonly value: number;
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** Since the line's first point. */
  readonly relativeSeconds: number;
}

export interface TooltipRows {
  readonly rows: readonly TooltipRow[];
  /** Lines that are not listed. */
  readonly moreCount: number;
}

/** One line of a card. */
export interface CardLine {
  readonly run: RunName;
  readonly columns: ChartColumns;
  /** The origin of the relative axis. */
  readonly firstWallTimeSeconds: number;
}

/** Listed first of all, whatever their distance. */
type Pinned = RunName | null;

export function tooltipRows(
  nearest: LineChartHover["nearest"],
  lines: ReadonlyMap<string, CardLine>,
  { limit, pinned }: { readonly limit: number; readonly pinned: Pinned },
): TooltipRows {
  const sorted = [...nearest].sort(
    (a, b) => Number(b.id === pinned) - Number(a.id === pinned) || distance(a) - distance(b),
  );
  const rows = sorted.slice(0, limit).flatMap(({ id, index }) => {
    const line = lines.get(id);
    return line && index < line.columns.xs.length ? [rowAt(line, index)] : [];
  });
  return { rows, moreCount: nearest.length - rows.length };
}

function rowAt({ run, columns, firstWallTimeSeconds }: CardLine, index: number): TooltipRow {
  const wallTimeSeconds = columns.wallTimesSeconds[index] ?? NaN;
  return {
    run,
    smoothed: columns.smoothed[index] ?? NaN,
    value: columns.values[index] ?? NaN,
    step: columns.steps[index] ?? NaN,
    wallTimeSeconds,
    relativeSeconds: wallTimeSeconds - firstWallTimeSeconds,
  };
}

/** A point that cannot be drawn has no distance: it comes last. */
function distance({ distancePixels }: { readonly distancePixels: number }): number {
  return Number.isNaN(distancePixels) ? Infinity : distancePixels;
}
