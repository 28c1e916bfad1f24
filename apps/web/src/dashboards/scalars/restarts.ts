// Where runs came back at an earlier step, and the points that were replaced by that.
import type { Line } from "@runboard/charts";
import type { ScalarSeries, XAxis } from "@runboard/contract";
import type { CardLine } from "./card-lines.ts";
import type { LineNote } from "./line-notes.ts";

interface Point {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value: number;
}

export interface Restart {
  /** The first point that was logged afterwards. */
  readonly at: Point;
  /** What was logged last before and still holds; null when the run began anew. */
  readonly from: Point | null;
  /** What was logged between the two and holds no longer, in the order in which it was logged; fewer when the series was reduced. */
  readonly replaced: readonly Point[];
}

/**
 * The restarts of a series with its replaced points. Wall times tell in which order points were logged: between two points that hold,
 * those that no longer hold are what a session had logged before it was replaced.
 */
export function restartsOf({
  steps,
  wallTimesSeconds,
  values,
  superseded,
}: ScalarSeries): readonly Restart[] {
  const kept: Point[] = [];
  const replaced: Point[] = [];
  steps.forEach((step, index) => {
    const point = { step, wallTimeSeconds: wallTimesSeconds[index] ?? NaN, value: values[index] ?? NaN };
    (superseded?.[index] === 1 ? replaced : kept).push(point);
  });
  const byTime = (a: Point, b: Point): number => a.wallTimeSeconds - b.wallTimeSeconds || a.step - b.step;
  replaced.sort(byTime);
  kept.sort(byTime);
  const restarts: Restart[] = [];
  let next = 0;
  kept.forEach((at, index) => {
    const first = next;
    while (next < replaced.length && (replaced[next]?.wallTimeSeconds ?? Infinity) <= at.wallTimeSeconds)
      next += 1;
    if (next > first)
      restarts.push({ at, from: kept[index - 1] ?? null, replaced: replaced.slice(first, next) });
  });
  return restarts;
}

export function restartNotes(
  restarts: readonly Restart[],
  axis: XAxis,
  firstWallTimeSeconds: number,
): readonly LineNote[] {
  return restarts.map(({ at }) => {
    const x = xOf(at, axis, firstWallTimeSeconds);
    return { kind: "restart", x, lastX: x, step: at.step };
  });
}

/** What was replaced, for the chart: a faint line for each stretch of ascending steps, from where the run had been. */
export function replacedLines(
  { id, style, firstWallTimeSeconds }: CardLine,
  restarts: readonly Restart[],
  axis: XAxis,
): readonly Line[] {
  const stretches = restarts.flatMap(({ from, replaced }) => {
    const found: Point[][] = [];
    for (const point of replaced) {
      const last = found.at(-1);
      if (last && point.step > (last.at(-1)?.step ?? Infinity)) last.push(point);
      else found.push(from && from.step < point.step ? [from, point] : [point]);
    }
    return found;
  });
  return stretches.map((points, index) => ({
    id: `${id} replaced ${index}`,
    color: style.color,
    ...(style.dash && { dash: style.dash }),
    xs: Float64Array.from(points, (point) => xOf(point, axis, firstWallTimeSeconds)),
    ys: Float64Array.from(points, ({ value }) => value),
    isEmphasized: false,
    isFaint: true,
  }));
}

function xOf({ step, wallTimeSeconds }: Point, axis: XAxis, firstWallTimeSeconds: number): number {
  switch (axis) {
    case "step":
      return step;
    case "wall":
      return wallTimeSeconds;
    case "relative":
      return wallTimeSeconds - firstWallTimeSeconds;
  }
}
