// Values of one tensor series, read from the event files batch by batch.
import type { ValueReader } from "@runboard/logdir";
import type { EventStore, RecordColumns, RecordQuery } from "@runboard/store";
import type { Tensor } from "@runboard/tfevents";
import { recordBatch } from "../record-batch.ts";

export interface ValueSource {
  readonly store: EventStore;
  readonly values: ValueReader;
  /** Greatest number of points in an answer, evenly spread; 0 = every point. */
  readonly maxPoints: number;
}

export interface PointValue {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly tensor: Tensor;
}

/** Of one plugin, tensors or blobs. */
export type RecordFilter = Pick<RecordQuery, "plugin" | "dataClass">;

type SeriesName = readonly [run: string, tag: string];

/** Where the points of a series are, by step; undefined when there is no such series. */
export async function seriesColumns(
  { store, maxPoints }: Pick<ValueSource, "store" | "maxPoints">,
  series: RecordFilter,
  [run, tag]: SeriesName,
): Promise<RecordColumns | undefined> {
  const query = { ...series, runs: [run], tags: [tag], axis: "step", includeSuperseded: false } as const;
  const [columns] = await store.readRecords({
    ...query,
    ...(maxPoints > 0 && { maxPoints: Math.max(2, maxPoints) }),
  });
  return columns;
}

/** Points that cannot be read are left out. Throws the signal's reason when it aborts. */
export async function* pointValues(
  values: ValueReader,
  columns: RecordColumns,
  signal?: AbortSignal,
): AsyncGenerator<PointValue, void, undefined> {
  for (let at = 0; at < columns.steps.length;) {
    const indexes = recordBatch(columns, at);
    at += indexes.length;
    const found = await values.readTensors(columns, { indexes, ...(signal && { signal }) });
    for (const [i, value] of found.entries()) {
      if (value.kind === "problem") continue;
      const index = indexes[i] ?? 0;
      const step = columns.steps[index] ?? NaN;
      yield { step, wallTimeSeconds: columns.wallTimesSeconds[index] ?? NaN, tensor: value.tensor };
    }
    // What was read before may have come from the cache: others are answered in between all the same.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
