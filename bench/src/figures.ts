// A measured figure beside TensorBoard's and the target, and the table of them.

export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** What TensorBoard 2.21 with its Rust data server took for the same on the same kind of machine; undefined where it was not measured. */
  readonly tensorBoard: number | undefined;
  /** Not more than this; undefined where no target was set. */
  readonly target: number | undefined;
  readonly value: number;
  /** Of what was measured; absent where it was measured once. */
  readonly spread?: { readonly least: number; readonly greatest: number };
}

/** The median of what was measured, with the spread. */
export function medianFigure(
  named: Pick<Figure, "name" | "unit" | "tensorBoard" | "target">,
  values: readonly number[],
): Figure {
  const spread = { least: Math.min(...values), greatest: Math.max(...values) };
  return { ...named, value: median(values), ...(values.length > 1 && { spread }) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear interpolation between order statistics; NaN for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** A Markdown table; the last column says how many times less than TensorBoard. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, tensorBoard, target, value, spread }) => [
    name,
    withUnit(tensorBoard, unit),
    target === undefined ? "" : `≤ ${withUnit(target, unit)}`,
    withUnit(value, unit) +
      (spread ? ` (${short(spread.least)}–${short(spread.greatest)})` : "") +
      (target !== undefined && value > target ? " ✗" : ""),
    tensorBoard === undefined ? "" : `${short(tensorBoard / value)}×`,
  ]);
  const header = ["figure", "TensorBoard", "to reach", "Runboard", "less by"];
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withUnit(value: number | undefined, unit: string): string {
  return value === undefined ? "" : `${short(value)} ${unit}`;
}

/** Three significant digits. */
function short(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
