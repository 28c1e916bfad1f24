// `/data/plugin/scalars/…`: tags and points of scalar series in TensorBoard's shape, read from the store block by block.
import type { EventStore, ScalarColumns, SeriesRow } from "@runboard/store";
import { BlockWriter } from "./block-writer.ts";
import { jsonText } from "./json-text.ts";
import { rowLayouts, seriesBlocks, thinOut } from "./series-text.ts";

/** Points that one read from the store may bring, unless a single series has more. */
const READ_MAX_POINTS = 250_000;

export interface ScalarSource {
  readonly store: EventStore;
  /** Greatest number of points of a series in an answer; 0 = every point. */
  readonly maxPoints: number;
}

export const scalarSeries = { plugin: "scalars", dataClass: "scalar" } as const;

/** `{run: {tag: {displayName, description}}}` with descriptions as HTML. */
export function tagsText(rows: readonly SeriesRow[], htmlOf: (markdown: string) => string): string {
  const runs = new Map<string, Map<string, { displayName: string; description: string }>>();
  for (const { run, tag, metadata } of rows) {
    const tags = runs.get(run) ?? new Map<string, { displayName: string; description: string }>();
    runs.set(run, tags);
    tags.set(tag, { displayName: metadata.displayName, description: htmlOf(metadata.description) });
  }
  return jsonText(runs);
}

/** All points of one series as JSON rows or CSV; undefined when there is no such scalar series. */
export async function oneSeries(
  source: ScalarSource,
  [run, tag]: readonly [run: string, tag: string],
  format: "json" | "csv",
): Promise<Iterable<Buffer> | undefined> {
  const rows = await source.store.listSeries({ ...scalarSeries, runs: [run], tags: [tag] });
  const [columns] = rows.length > 0 ? await readVisible(source, rows) : [];
  return columns && (format === "csv" ? csvBlocks(columns) : jsonBlocks(columns));
}

function* jsonBlocks(columns: ScalarColumns): Generator<Buffer, void, undefined> {
  const writer = new BlockWriter();
  writer.text("[");
  yield* seriesBlocks(writer, columns, rowLayouts.jsonArray);
  writer.text("]");
  yield* writer.takeAll();
}

function* csvBlocks(columns: ScalarColumns): Generator<Buffer, void, undefined> {
  const writer = new BlockWriter();
  writer.text("Wall time,Step,Value\r\n");
  yield* seriesBlocks(writer, columns, rowLayouts.csv);
  yield* writer.takeAll();
}

/** `{run: [[wall time, step, value], …]}` of the runs that have the tag. */
export async function* manyRuns(
  source: ScalarSource,
  tag: string,
  runs: readonly string[],
): AsyncGenerator<Buffer, void, undefined> {
  const writer = new BlockWriter();
  yield* runsObject(source, { tag, runs, layout: "jsonArray" }, writer);
  yield* writer.takeAll();
}

/** Writes an object of runs, each with its rows; full blocks are given on the way, the rest stays in `writer`. */
export async function* runsObject(
  source: ScalarSource,
  query: {
    readonly tag: string;
    /** All runs when absent. */
    readonly runs?: readonly string[];
    readonly layout: RowsLayout;
  },
  writer: BlockWriter,
): AsyncGenerator<Buffer, void, undefined> {
  const { tag, runs, layout } = query;
  const series = await source.store.listSeries({ ...scalarSeries, tags: [tag], ...(runs && { runs }) });
  yield* seriesObject(source, { series, key: ({ run }) => run, layout }, writer);
}

type RowsLayout = "jsonArray" | "jsonObject";

/** As `runsObject`, of series that all are of one run, or all of one tag. */
export async function* seriesObject(
  source: ScalarSource,
  query: {
    readonly series: readonly SeriesRow[];
    readonly key: (columns: ScalarColumns) => string;
    readonly layout: RowsLayout;
  },
  writer: BlockWriter,
): AsyncGenerator<Buffer, void, undefined> {
  const { series, key, layout } = query;
  writer.text("{");
  let separator = "";
  for (const batch of batches(series)) {
    // One batch after the other, so that only one is in memory.
    for (const columns of await readVisible(source, batch)) {
      writer.text(`${separator}${jsonText(key(columns))}: [`);
      separator = ", ";
      yield* seriesBlocks(writer, columns, rowLayouts[layout]);
      writer.text("]");
    }
  }
  writer.text("}");
}

function* batches(rows: readonly SeriesRow[]): Generator<readonly SeriesRow[], void, undefined> {
  let batch: SeriesRow[] = [];
  let pointCount = 0;
  for (const row of rows) {
    if (batch.length > 0 && pointCount + row.pointCount > READ_MAX_POINTS) {
      yield batch;
      batch = [];
      pointCount = 0;
    }
    batch.push(row);
    pointCount += row.pointCount;
  }
  if (batch.length > 0) yield batch;
}

async function readVisible(
  { store, maxPoints }: ScalarSource,
  series: readonly SeriesRow[],
): Promise<readonly ScalarColumns[]> {
  const found = await store.readScalars({
    runs: [...new Set(series.map(({ run }) => run))],
    tags: [...new Set(series.map(({ tag }) => tag))],
    axis: "step",
    smoothing: 0,
    includeSuperseded: false,
  });
  return found.map((columns) => thinOut(columns, maxPoints));
}
