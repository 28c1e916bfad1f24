// The order of the runs in the list, as the URL keeps it: a field, with `-` before it from great to small. Empty text is the tree of names.
import { compareFieldValues, decodeField, encodeField, type FieldValue, type RunField } from "./run-field.ts";

export interface RunSort {
  readonly field: RunField;
  readonly isDescending: boolean;
}

/** Text that is no order gives that of the names. */
export function decodeSort(text: string): RunSort {
  const isDescending = text.startsWith("-");
  const field = decodeField(isDescending ? text.slice(1) : text);
  return field ? { field, isDescending } : { field: { kind: "name" }, isDescending: false };
}

/** Text for the URL; empty for the names from first to last. */
export function encodeSort({ field, isDescending }: RunSort): string {
  if (field.kind === "name" && !isDescending) return "";
  return `${isDescending ? "-" : ""}${encodeField(field)}`;
}

/** Runs without a value, or with one that is no number, come last whichever way it goes; equals stay in the given order. */
export function sortRuns<Name extends string>(
  runs: readonly Name[],
  valueOf: (run: Name) => FieldValue,
  isDescending: boolean,
): readonly Name[] {
  const sign = isDescending ? -1 : 1;
  const there: { readonly run: Name; readonly value: number | string }[] = [];
  const missing: Name[] = [];
  for (const run of runs) {
    const value = valueOf(run);
    if (value === undefined || Number.isNaN(value)) missing.push(run);
    else there.push({ run, value });
  }
  there.sort((a, b) => sign * compareFieldValues(a.value, b.value));
  return [...there.map(({ run }) => run), ...missing];
}
