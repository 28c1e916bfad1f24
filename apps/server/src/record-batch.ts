// Values of a long series are read a few at a time, so that they are not all in memory and others are served in between.
import type { RecordColumns } from "@runboard/store";

/** A single point may be larger. */
const BATCH_BYTES = 4 * 2 ** 20;
const BATCH_POINTS = 256;

/** Indexes of the points from `start` on that are read at once, at least one where there is one. @param mostPoints more where little is done with each. */
export function recordBatch(
  { steps, lengthsBytes }: Pick<RecordColumns, "steps" | "lengthsBytes">,
  start: number,
  mostPoints = BATCH_POINTS,
): readonly number[] {
  const indexes: number[] = [];
  let sizeBytes = 0;
  for (let i = start; i < steps.length && indexes.length < mostPoints; i++) {
    sizeBytes += lengthsBytes[i] ?? 0;
    if (indexes.length > 0 && sizeBytes > BATCH_BYTES) break;
    indexes.push(i);
  }
  return indexes;
}
