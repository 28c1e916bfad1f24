// Where runs came back at an earlier step, and the points that were replaced by that.
import type { Line } from "@runboard/charts";
import type { Restart, ScalarSeries, XAxis } from "@runboard/contract";
import type { CardLine } from "./card-lines.ts";
import type { LineNote } from "./line-notes.ts";

interface Point {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value: number;
}

type Place = Pick<Point, "step" | "wallTimeSeconds">;

/** Where the line goes on after restarts. One that it was not logged again after, as a START mark may be, stands beyond it. */
export function restartNotes(
  restarts: readonly Restart[],
  axis: XAxis,
  { firstWallTimeSeconds, lastStep }: Pick<CardLine, "firstWallTimeSeconds" | "lastStep">,
): readonly LineNote[] {
  return restarts.flatMap((restart) => {
    if (lastStep !== null && restart.step > lastStep) return [];
    const x = xOf(restart, axis, firstWallTimeSeconds);
    return { kind: "restart", x, lastX: x, step: restart.step };
  });
}

/**
 * What was replaced, in stretches of ascending steps, each with the point that holds and was logged last before it; null when none was.
 * Wall times tell in which order points were logged.
 */
function replacedStretches({ steps, wallTimesSeconds, values, superseded }: ScalarSeries) {
  const points = Array.from(steps, (step, index) => ({
    step,
    wallTimeSeconds: wallTimesSeconds[index] ?? NaN,
    value: values[index] ?? NaN,
    isReplaced: superseded?.[index] === 1,
  }));
  points.sort((a, b) => a.wallTimeSeconds - b.wallTimeSeconds || a.step - b.step);
  const stretches: { readonly from: Point | null; readonly points: Point[] }[] = [];
  let from: Point | null = null;
  let isOpen = false;
  for (const { isReplaced, ...point } of points) {
    const last = stretches.at(-1)?.points;
    if (!isReplaced) from = point;
    else if (isOpen && last && point.step >= (last.at(-1)?.step ?? Infinity)) last.push(point);
    else stretches.push({ from, points: [point] });
    isOpen = isReplaced;
  }
  return stretches;
}

/** What was replaced, for the chart: a faint line for each stretch of ascending steps, from where the run had been. */
export function replacedLines(
  { id, style, firstWallTimeSeconds }: Pick<CardLine, "id" | "style" | "firstWallTimeSeconds">,
  series: ScalarSeries,
  axis: XAxis,
): readonly Line[] {
  return replacedStretches(series).map(({ from, points }, index) => {
    const drawn = from && points[0] && from.step < points[0].step ? [from, ...points] : points;
    return {
      id: `${id} replaced ${index}`,
      color: style.color,
      ...(style.dash && { dash: style.dash }),
      xs: Float64Array.from(drawn, (point) => xOf(point, axis, firstWallTimeSeconds)),
      ys: Float64Array.from(drawn, ({ value }) => value),
      isEmphasized: false,
      isFaint: true,
    };
  });
}

function xOf({ step, wallTimeSeconds }: Place, axis: XAxis, firstWallTimeSeconds: number): number {
  switch (axis) {
    case "step":
      return step;
    case "wall":
      return wallTimeSeconds;
    case "relative":
      return wallTimeSeconds - firstWallTimeSeconds;
  }
}
