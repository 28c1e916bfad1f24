// A download as an Arrow stream: one record batch per page; run and tag are dictionaries that come once, before the first batch.
import {
  AsyncByteQueue,
  Int32,
  Int64,
  Dictionary,
  makeData,
  RecordBatchStreamWriter,
  Utf8,
  vectorFromArray,
  type Data,
} from "apache-arrow";
import { boolData, float64Data, recordBatch } from "./arrow-table.ts";
import type { PointPage, SeriesPages } from "./point-pages.ts";

export async function* arrowOf(
  series: readonly SeriesPages[],
  includeSuperseded: boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const runs = new NameColumn(series.map(({ row }) => row.run));
  const tags = new NameColumn(series.map(({ row }) => row.tag));
  const encodePage = ({ steps, wallTimesSeconds, values, superseded }: PointPage, run: Data, tag: Data) =>
    recordBatch([
      ["run", run],
      ["tag", tag],
      ["step", makeData({ type: new Int64(), data: BigInt64Array.from(steps, int64Of) })],
      ["wall_time", float64Data(wallTimesSeconds)],
      ["value", float64Data(values)],
      ...(includeSuperseded
        ? [["superseded", boolData(superseded ?? new Uint8Array(steps.length))] as const]
        : []),
    ]);
  const pieces = new PieceQueue();
  const writer = new RecordBatchStreamWriter();
  writer.reset(pieces);
  for (const { row, pages } of series) {
    for await (const page of pages) {
      const count = page.steps.length;
      writer.write(encodePage(page, runs.repeat(row.run, count), tags.repeat(row.tag, count)));
      yield pieces.take();
    }
  }
  writer.finish();
  yield pieces.take();
}

/** Steps are the doubles nearest to what was logged, which for the greatest is one more than an int64 can be. */
function int64Of(step: number): bigint {
  const exact = BigInt(step);
  return exact < 2n ** 63n ? exact : 2n ** 63n - 1n;
}

/** Holds what the writer wrote until it is taken; Arrow's own queue can only be read to its end. */
class PieceQueue extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  take(): Uint8Array {
    const taken = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return taken;
  }
}

/** A column of names that are the same all through a batch. */
class NameColumn {
  readonly #type = new Dictionary(new Utf8(), new Int32());
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #names;

  constructor(names: readonly string[]) {
    const distinct = [...new Set(names)];
    this.#indexes = new Map(distinct.map((name, index) => [name, index]));
    this.#names = vectorFromArray(distinct, new Utf8());
  }

  repeat(name: string, count: number): Data {
    const data = new Int32Array(count).fill(this.#indexes.get(name) ?? 0);
    return makeData({ type: this.#type, data, dictionary: this.#names });
  }
}
