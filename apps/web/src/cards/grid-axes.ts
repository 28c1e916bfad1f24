// Cells in rows and columns, each of which stands for one of: run, tag, step, sample, or what runs were started with.
import { compareTagNames } from "@runboard/analysis";
import type { HparamValue, RunName, Tag } from "@runboard/contract";
import { formatCount } from "../ui/format.ts";

export type GridAxis = "run" | "tag" | "step" | "sample" | `hparam:${string}`;

export interface GridAxes {
  readonly rows: GridAxis;
  readonly columns: GridAxis;
}

/** What stands in a cell. */
export interface GridPlace {
  readonly run: RunName;
  readonly tag: Tag;
  /** null: of the page's step. */
  readonly step: number | null;
  /** null: all samples. */
  readonly sample: number | null;
}

/** Stands before a row or above a column. */
interface GridHead {
  readonly key: string;
  readonly label: string;
  /** The whole of what the label may be a part of. */
  readonly tip: string;
  /** Of a head that stands for a run: it has the run's colour. */
  readonly run: RunName | null;
}

export interface Arrangement<Place> {
  readonly rows: readonly GridHead[];
  readonly columns: readonly GridHead[];
  /** What stands in a row and a column, by the keys of their heads; seldom more than one. */
  readonly at: (row: string, column: string) => readonly Place[];
}

export interface GridNames {
  readonly hparamOf: HparamOf;
  /** What a tag is called under the heading of its section. */
  readonly tagName: (tag: Tag) => string;
}

export type HparamOf = (run: RunName, name: string) => HparamValue | undefined;

/** undefined for text that names no axis. */
export function decodeAxis(text: string): GridAxis | undefined {
  if (text === "run" || text === "tag" || text === "step" || text === "sample") return text;
  return text.startsWith("hparam:") && text.length > 7 ? (text as GridAxis) : undefined;
}

/** Two axes that are not the same: where they would be, the other one becomes what this one was. */
export function withAxis(axes: GridAxes, side: keyof GridAxes, axis: GridAxis): GridAxes {
  const other = side === "rows" ? "columns" : "rows";
  return axes[other] === axis
    ? ({ [side]: axis, [other]: axes[side] } as unknown as GridAxes)
    : { ...axes, [side]: axis };
}

/** Runs and tags stand in the order in which they come, all else by its value. */
export function arrange<Place extends GridPlace>(
  places: readonly Place[],
  { rows, columns }: GridAxes,
  names: GridNames,
): Arrangement<Place> {
  const rowHeads = new Map<string, GridHead>();
  const columnHeads = new Map<string, GridHead>();
  const cells = new Map<string, Map<string, Place[]>>();
  for (const place of places) {
    const row = headOf(place, rows, names);
    const column = headOf(place, columns, names);
    if (!rowHeads.has(row.key)) rowHeads.set(row.key, row);
    if (!columnHeads.has(column.key)) columnHeads.set(column.key, column);
    const ofRow = cells.get(row.key) ?? new Map<string, Place[]>();
    cells.set(row.key, ofRow);
    ofRow.set(column.key, [...(ofRow.get(column.key) ?? []), place]);
  }
  return {
    rows: inOrder(rowHeads, rows),
    columns: inOrder(columnHeads, columns),
    at: (row, column) => cells.get(row)?.get(column) ?? [],
  };
}

/** Known to no value. */
const MISSING = "\0";

function headOf(place: GridPlace, axis: GridAxis, { hparamOf, tagName }: GridNames): GridHead {
  switch (axis) {
    case "run":
      return { ...head(place.run, place.run), run: place.run };
    case "tag":
      return { ...head(place.tag, tagName(place.tag)), tip: place.tag };
    case "step":
      return head(String(place.step), `step ${formatCount(place.step ?? 0)}`);
    case "sample":
      return head(String(place.sample), `sample ${formatCount((place.sample ?? 0) + 1)}`);
    default: {
      const name = axis.slice("hparam:".length);
      const value = hparamOf(place.run, name);
      if (value === undefined) return head(MISSING, `no ${name}`);
      return head(String(value), `${name} ${String(value)}`);
    }
  }
}

function head(key: string, label: string): GridHead {
  return { key, label, tip: label, run: null };
}

function inOrder(heads: ReadonlyMap<string, GridHead>, axis: GridAxis): readonly GridHead[] {
  const list = [...heads.values()];
  if (axis === "run" || axis === "tag") return list;
  return list.sort(
    (a, b) =>
      Number(a.key === MISSING) - Number(b.key === MISSING) ||
      Number(a.key) - Number(b.key) ||
      compareTagNames(a.key, b.key),
  );
}
