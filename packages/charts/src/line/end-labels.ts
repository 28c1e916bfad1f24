// The last value of each line as it was logged, written at the right of the plot at its height, moved apart where they would touch. Equal ones are one.
import { formatNumberBeside } from "../plane/axis-format.ts";
import { axisCharacterPixels, type Domains } from "../plane/axes-scene.ts";
import { shownY, topFromY, type ChartSize, type Plane } from "../plane/plane.ts";
import type { Line } from "./line-chart-props.ts";
import { upperBound } from "../plane/columns.ts";

export interface EndLabel {
  readonly text: string;
  /** Of the lines that end so. */
  readonly colors: readonly string[];
  /** Middle of the text in CSS pixels of the container. */
  readonly top: number;
}

const mostLabels = 8;
const lineHeightPixels = 13;
const leastPlotPixels = 180;
/** Between plot and text, with the stroke that has the line's colour. */
export const endLabelInsetPixels = 14;
/** Room for so many always: a plot is not to change its width with the digits of what is at its edge. */
const usualCharacters = 6;

/**
 * How much of the width labels take; 0 when there are too many lines or no room. The height is the plot's, the width the container's. What lies beyond the
 * right edge of the domain may be there or not.
 */
export function endLabelsPixels(
  lines: readonly Line[],
  domains: Domains,
  { width, height }: ChartSize,
): number {
  const labelled = lines.filter(isLabelled);
  if (labelled.length === 0 || labelled.length > mostLabels) return 0;
  if (labelled.length * lineHeightPixels > height) return 0;
  const widest = Math.max(
    usualCharacters,
    ...labelled.map(
      (line) =>
        formatNumberBeside(lastLogged(line, upperBound(line.xs, domains.x[1])), shownY(domains)).length,
    ),
  );
  const pixels = Math.ceil((endLabelInsetPixels + widest * axisCharacterPixels) / 8) * 8;
  return width - pixels >= leastPlotPixels ? pixels : 0;
}

/** Labels of the last finite values, smoothed or not, up to the right edge of what is shown, from top to bottom. */
export function endLabels(lines: readonly Line[], plane: Plane): readonly EndLabel[] {
  const { top, height } = plane.rect;
  const ends = lines
    .filter(isLabelled)
    .map((line) => ({ value: lastLogged(line, upperBound(line.xs, plane.x[1])), color: line.color }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((a, b) => b.value - a.value);
  const labels: { readonly text: string; readonly colors: string[]; readonly top: number }[] = [];
  for (const { value, color } of ends) {
    const text = formatNumberBeside(value, shownY(plane));
    const last = labels.at(-1);
    if (last?.text === text) last.colors.push(color);
    else labels.push({ text, colors: [color], top: topFromY(plane, value) });
  }
  const half = lineHeightPixels / 2;
  const tops = pushedApart(
    labels.map((label) => label.top),
    lineHeightPixels,
    [top + half, top + height - half],
  );
  return labels.map((label, i) => ({ ...label, top: tops[i] ?? label.top }));
}

/** Ascending positions within [low, high], each at least `gap` below the one before, as close to the given ascending ones as one sweep down and one up get. */
export function pushedApart(
  positions: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): readonly number[] {
  const moved: number[] = [];
  let least = low;
  for (const position of positions) {
    const at = Math.max(position, least);
    moved.push(at);
    least = at + gap;
  }
  let most = high;
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.min(moved[i]!, most);
    most = moved[i]! - gap;
  }
  return moved;
}

function isLabelled({ isFaint, xs }: Line): boolean {
  return !isFaint && xs.length > 0;
}

/** The stroke beside a label, a part for each of its lines: left and width in CSS pixels, from the plot's right edge. */
export function endLabelStrokes({ colors }: EndLabel): readonly {
  readonly color: string;
  readonly left: number;
  readonly width: number;
}[] {
  const width = (endLabelInsetPixels - 7) / colors.length;
  return colors.map((color, i) => ({ color, left: 3 + i * width, width }));
}

/** The last finite one of a line's first `count` values; NaN when there is none. */
function lastLogged({ ys, rawYs, endYs }: Line, count: number): number {
  const values = endYs ?? rawYs ?? ys;
  for (let i = count - 1; i >= 0; i--) if (Number.isFinite(values[i])) return values[i]!;
  return NaN;
}
