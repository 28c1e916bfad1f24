// Columns of the list of runs as a table.
import type { RunName } from "@runboard/contract";
import type { FieldSources, RunField } from "./run-field.ts";

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
  return widths["name"] ?? usualWidths.name;
}

const usualWidths = {
  name: 220,
  start: 162,
  duration: 100,
  step: 100,
  points: 84,
  state: 76,
  metric: 108,
  hparam: 100,
} as const satisfies Record<RunField["kind"], number>;

export function usualWidth(field: RunField): number {
  return usualWidths[field.kind];
}
