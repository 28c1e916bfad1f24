// A series as a line of a few pixels: the path of an SVG.
import type { NumberColumn } from "@runboard/contract";

export interface SparklineBox {
  readonly width: number;
  readonly height: number;
}

/** Room for half of the stroke at each edge. */
const MARGIN = 1.5;

/** The path over steps and values of equal length; gaps where a value is not finite; empty for no points. One point is a short stroke at the right. */
export function sparklinePath(steps: NumberColumn, values: NumberColumn, box: SparklineBox): string {
  const finite = values.filter(Number.isFinite);
  const [first, last] = [steps[0], steps.at(-1)];
  if (finite.length === 0 || first === undefined || last === undefined) return "";
  const least = Math.min(...finite);
  const spread = Math.max(...finite) - least;
  const x = (step: number): number => {
    const share = last > first ? (step - first) / (last - first) : 1;
    return MARGIN + share * (box.width - 2 * MARGIN);
  };
  const y = (value: number): number => {
    const share = spread > 0 ? (value - least) / spread : 0.5;
    return box.height - MARGIN - share * (box.height - 2 * MARGIN);
  };
  let path = "";
  let isDrawing = false;
  for (const [index, value] of values.entries()) {
    if (!Number.isFinite(value)) {
      isDrawing = false;
      continue;
    }
    path += `${isDrawing ? "L" : "M"}${x(steps[index] ?? 0).toFixed(1)} ${y(value).toFixed(1)}`;
    isDrawing = true;
  }
  return finite.length === 1 ? `${path}h-3` : path;
}
