// What a table must have to be an answer of the contract: each function throws TypeError with what is missing.
import type { ArrowTable, TableNumbers } from "./arrow-table.ts";

/** The JSON value that the table's metadata holds under a key. */
export function metadataOf({ metadata }: ArrowTable, key: string): unknown {
  const text = metadata[key];
  if (text === undefined) throw new TypeError(`the Arrow table has no metadata \`${key}\``);
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`the metadata \`${key}\` of the Arrow table is not JSON`);
  }
}

export function numbersOf({ columns }: ArrowTable, name: string): TableNumbers {
  const column = columns[name];
  if (column === undefined || column instanceof Uint8Array)
    throw new TypeError(`the Arrow table has no column ${name} of numbers`);
  return column;
}

export function doublesOf({ columns }: ArrowTable, name: string): Float64Array<ArrayBuffer> {
  const column = columns[name];
  if (column instanceof Float64Array) return column;
  throw new TypeError(`the Arrow table has no column ${name} of doubles`);
}

/** 0 and 1. */
export function truthsOf({ columns }: ArrowTable, name: string): Uint8Array<ArrayBuffer> {
  const column = columns[name];
  if (column instanceof Uint8Array) return column;
  throw new TypeError(`the Arrow table has no column ${name} of truth values`);
}
