// Checksums of the small rows, which are looked at when an index is opened: names and counts are shown, too.
import { checksum, textChecksum } from "../checksum.ts";
import type { SqlValue } from "./driver.ts";

/** Of the values of a row, in the order of its columns. */
export function rowChecksum(values: readonly SqlValue[]): number {
  let sum = 0;
  const words = values.map((value) => {
    if (!(value instanceof Uint8Array)) return value;
    sum = checksum(value, sum);
    return value.length;
  });
  return (textChecksum(JSON.stringify(words)) ^ sum) >>> 0;
}

/** Whether the values of a row that ends with its checksum are as they were written. */
export function isRowAsWritten(values: readonly SqlValue[]): boolean {
  return rowChecksum(values.slice(0, -1)) === values.at(-1);
}
