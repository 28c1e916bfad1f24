// How much of the data a card draws, in words.
import type { Interval } from "@runboard/charts";
import type { Curve, ScalarSeries, XAxis } from "@runboard/contract";
import { formatCount, formatCounted } from "../../ui/format.ts";
import { isComplete, type CardPages } from "./series-page.ts";

export interface PointsNote {
  readonly text: string;
  readonly meaning: string;
  /** Whether points are left out. */
  readonly isReduced: boolean;
}

export interface PointCounts {
  /** In the range that is shown. */
  readonly total: number;
  readonly drawn: number;
  /** Whether less than the whole of x is shown. */
  readonly isRange: boolean;
  /** What is counted: points as they were logged, or points of curves made of them. */
  readonly unit: "point" | "curve point";
}

/** @param range of the axis that is shown; null for all of it. */
export function pageCounts(pages: CardPages, range: Interval | null, axis: XAxis): PointCounts {
  let total = 0;
  let drawn = 0;
  for (const page of pages.values()) {
    for (const fetched of page.values()) {
      const { series, window } = fetched;
      if (!series) continue;
      const isOfRange = window.range !== null;
      const count =
        range && isComplete(fetched) && !isOfRange
          ? countWithin(series, range, axis)
          : series.pointCountInRange;
      total += count;
      // One point beyond each end of a range comes along.
      drawn += isComplete(fetched) ? count : Math.min(count, series.steps.length);
    }
  }
  return { total, drawn, isRange: range !== null, unit: "point" };
}

export function curveCounts(curves: readonly Curve[], isRange: boolean): PointCounts {
  let total = 0;
  let drawn = 0;
  for (const { pointCountInRange, xs } of curves) {
    total += pointCountInRange;
    drawn += Math.min(pointCountInRange, xs.length);
  }
  return { total, drawn, isRange, unit: "curve point" };
}

/** @param isCut whether some lie beyond the axes. */
export function pointsNote({ total, drawn, isRange, unit }: PointCounts, isCut = false): PointsNote | null {
  if (total === 0) return null;
  const where = isRange ? " in this range" : "";
  if (drawn >= total && isCut)
    return {
      isReduced: false,
      text: `${formatCounted(total, unit)}${where}`,
      meaning: "No point is left out, but some lie beyond the ends of the axes.",
    };
  if (drawn >= total)
    return {
      isReduced: false,
      text: `100 % of ${formatCounted(total, unit)}${where}`,
      meaning:
        unit === "point"
          ? "Every point is drawn."
          : "Every point of the curves is drawn. They are worked out from every point that was logged.",
    };
  return {
    isReduced: true,
    text: `reduced: ${formatShare(drawn / total)} of ${formatCount(total)} ${unit}s${where}`,
    meaning: `${formatCount(drawn)} points are drawn. The first, last, least, greatest and non-finite values of every pixel column are among them; zoom in for the rest, or download them all.`,
  };
}

function countWithin(series: ScalarSeries, [low, high]: Interval, axis: XAxis): number {
  const column = axis === "step" ? series.steps : series.wallTimesSeconds;
  const origin = axis === "relative" ? (series.firstWallTimeSeconds ?? 0) : 0;
  let count = 0;
  for (const value of column) if (value - origin >= low && value - origin <= high) count += 1;
  return count;
}

function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.min(99, Math.round(percent)) : Number(percent.toPrecision(1))} %`;
}
