// Columns of the list of runs as a table.
import type { RunName } from "@runboard/contract";
import { fieldTitle, fieldValue, formatField, type FieldSources, type RunField } from "./run-field.ts";

export interface TableColumn {
  readonly field: RunField;
  /** Its text in the URL. */
  readonly key: string;
  readonly widthPixels: number;
}

export interface TableHeadProps {
  readonly columns: readonly TableColumn[];
}

export interface TableCellsProps {
  readonly run: RunName;
  readonly columns: readonly TableColumn[];
  readonly sources: FieldSources;
}

/** Of the column of names, at least; it takes what the others leave. */
export function nameWidth(widths: Readonly<Record<string, number>>): number {
  return widths["name"] ?? NAME_PIXELS;
}

const NAME_PIXELS = 220;
const LEAST_PIXELS = 64;
const MOST_PIXELS = 260;
/** Of the widest digit in a table: a number that is cut is another number. */
const CHARACTER_PIXELS = 8;
/** Left and right of a cell, and for the arrow of the order beside a title. */
const MARGIN_PIXELS = 18;
const ARROW_PIXELS = 18;

/** So that the title and what these runs have fit in, unless that is very much. */
export function contentWidth(field: RunField, runs: readonly RunName[], sources: FieldSources): number {
  const title = fieldTitle(field).length * CHARACTER_PIXELS + ARROW_PIXELS;
  const longest = runs.reduce(
    (most, run) => Math.max(most, formatField(field, fieldValue(field, run, sources)).length),
    0,
  );
  const content = Math.max(title, longest * CHARACTER_PIXELS) + MARGIN_PIXELS;
  return Math.max(LEAST_PIXELS, Math.min(content, MOST_PIXELS));
}
