// How much of the data a card draws, in words.
import { formatCount, formatCounted } from "../../ui/format.ts";
import { isComplete, type SeriesPage } from "./series-page.ts";

export interface PointsNote {
  readonly text: string;
  readonly meaning: string;
}

export function pointsNote(page: SeriesPage): PointsNote | null {
  let total = 0;
  let drawn = 0;
  let isRange = false;
  let isWhole = true;
  for (const fetched of page.values()) {
    if (!fetched.series) continue;
    const { pointCountInRange, steps } = fetched.series;
    total += pointCountInRange;
    // One point beyond each end of a range comes along.
    drawn += Math.min(pointCountInRange, steps.length);
    isRange ||= fetched.window.range !== null;
    isWhole &&= isComplete(fetched) || steps.length >= pointCountInRange;
  }
  if (total === 0) return null;
  const where = isRange ? " in this range" : "";
  if (isWhole)
    return { text: `100 % of ${formatCounted(total, "point")}${where}`, meaning: "Every point is drawn." };
  return {
    text: `reduced: ${formatShare(drawn / total)} of ${formatCount(total)} points${where}`,
    meaning: `${formatCount(drawn)} points are drawn. The first, last, least, greatest and non-finite values of every pixel column are among them; zoom in for the rest, or download them all.`,
  };
}

function formatShare(share: number): string {
  const percent = share * 100;
  return `${percent >= 10 ? Math.min(99, Math.round(percent)) : Number(percent.toPrecision(1))} %`;
}
