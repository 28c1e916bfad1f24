// Reads the points of one series: its chunks, what of them is shown, and the columns that a query asks for.
import type { SeriesMetadata } from "@runboard/tfevents";
import { assembleAll, assembleShown, type PointColumns } from "../columns.ts";
import { needsEveryPoint, planRead, type PointQuery, type SeriesPoints } from "../columns-plan.ts";
import { decodeScalarsInto, emptyScalarBatch, recordCodec, type RecordBatch } from "../chunk.ts";
import { readOwned } from "../chunk-column.ts";
import type { RecordColumns } from "../event-store.ts";
import { assembleRecords, type PlacedBatch, type RecordPointQuery } from "../record-columns.ts";
import { RunFiles } from "../run-files.ts";
import type { ShownSeries } from "../shown-parts.ts";
import type { SeriesSummary } from "../summary.ts";
import { assertPointCount, ChunkRows, placeOf, type ChunkRow } from "./chunk-rows.ts";
import { nullableBytes, numberFromSql, textFromSql, type Database } from "./driver.ts";
import { decodeMarks, nullableNumber } from "./run-state.ts";

export interface FoundSeries {
  readonly id: number;
  readonly runId: number;
  readonly metadata: SeriesMetadata;
  readonly summary: SeriesSummary;
}

/** A series of few points is fetched whole at once: its facts say nothing that would save a chunk. */
const FEW_POINTS = 2048;

interface OpenedSeries {
  readonly chunks: readonly ChunkRow[];
  readonly shown: ShownSeries;
}

interface FilesOfRun {
  readonly ranks: ReadonlyMap<number, number>;
  readonly described: RunFiles;
}

export class SeriesReader {
  readonly #rows: ChunkRows;
  readonly #selectFiles;
  readonly #selectPaths;

  constructor(db: Database) {
    this.#rows = new ChunkRows(db);
    this.#selectFiles = db.prepare(`
      SELECT id, first_wall_time_seconds, last_wall_time_seconds, marks FROM file WHERE run_id = ? ORDER BY path`);
    this.#selectPaths = db.prepare("SELECT id, path, identity FROM file WHERE run_id = ? ORDER BY path");
  }

  readScalars(series: FoundSeries, query: PointQuery): PointColumns {
    const { summary } = series;
    const total = summary.pointCount + summary.supersededPointCount;
    const { chunks, shown } = this.#open(series, total <= FEW_POINTS || needsEveryPoint(query));
    if (query.includeSuperseded) {
      const { points, superseded } = this.#everyPoint(chunks, shown);
      return assembleAll(points, superseded, { summary, query });
    }
    const { parts, skippedCount } = planRead(shown, summary, query);
    const read = parts.map((one) => {
      const chunk = chunks[one.part.chunk];
      if (!chunk || !one.part.isAsStored) return { ...one, bytes: undefined };
      return { ...one, bytes: one.form === "data" ? this.#rows.dataOf(chunk) : this.#rows.levelOf(chunk) };
    });
    return assembleShown(read, { summary, query, skippedCount });
  }

  readRecords(series: FoundSeries, query: RecordPointQuery): Omit<RecordColumns, "run" | "tag" | "metadata"> {
    const { chunks, shown } = this.#open(series, true);
    const files = this.#selectPaths.all(series.runId).map((row) => ({
      id: numberFromSql(row["id"]),
      path: textFromSql(row["path"]),
      identity: textFromSql(row["identity"]),
    }));
    const places = new Map(files.map(({ id }, place) => [id, place]));
    const batches = inFileOrder(chunks, shown).map((index): PlacedBatch => {
      const chunk = chunks[index];
      if (!chunk) throw new RangeError("There is no such chunk.");
      const batch = this.#decodeRecords(chunk);
      const points = recordCodec.factColumns(batch);
      const superseded = shown.judgement.superseded(index, { ...points, from: 0 });
      return { batch, superseded, fileIndex: placeOf(places, chunk.fileId) };
    });
    const columns = assembleRecords(batches, series.summary, query);
    return { ...columns, files: files.map(({ path, identity }) => ({ path, identity })) };
  }

  /** Reads all that a file gave a series. @throws ChunkError */
  verify(seriesId: number, fileId: number): void {
    this.#rows.verify(seriesId, fileId);
  }

  #open({ id, runId, summary, metadata }: FoundSeries, withData: boolean): OpenedSeries {
    const isScalar = metadata.dataClass === "scalar";
    const files = summary.isPlain ? undefined : this.#files(runId);
    const chunks = this.#rows.list(id, files?.ranks, withData ? "whole" : "facts");
    assertPointCount(chunks, summary.pointCount + summary.supersededPointCount);
    return { chunks, shown: this.#rows.show(chunks, isScalar, files?.described) };
  }

  #files(runId: number): FilesOfRun {
    const rows = this.#selectFiles.all(runId);
    return {
      ranks: new Map(rows.map((row, rank) => [numberFromSql(row["id"]), rank])),
      described: new RunFiles(
        rows.map((row) => ({
          firstWallTimeSeconds: nullableNumber(row["first_wall_time_seconds"]),
          lastWallTimeSeconds: nullableNumber(row["last_wall_time_seconds"]),
          marks: decodeMarks(nullableBytes(row["marks"])),
        })),
      ),
    };
  }

  #decodeRecords(chunk: ChunkRow): RecordBatch {
    const bytes = this.#rows.dataOf(chunk);
    return readOwned({ fileId: chunk.fileId }, () => recordCodec.decode(bytes));
  }

  /** All points by file, as it gave them, and which are superseded. */
  #everyPoint(
    chunks: readonly ChunkRow[],
    shown: ShownSeries,
  ): { readonly points: SeriesPoints; readonly superseded: Uint8Array } {
    const total = chunks.reduce((sum, { facts }) => sum + facts.pointCount, 0);
    const batch = emptyScalarBatch(total);
    const superseded = new Uint8Array(total);
    let count = 0;
    for (const index of inFileOrder(chunks, shown)) {
      const chunk = chunks[index];
      if (!chunk) continue;
      const bytes = this.#rows.dataOf(chunk);
      const from = count;
      count = readOwned({ fileId: chunk.fileId }, () => decodeScalarsInto(bytes, batch, from));
      const points = { ...batch, sampleCounts: undefined, from };
      superseded.set(shown.judgement.superseded(index, points), from);
    }
    return { points: { batch, count, groupStarts: undefined, leftOutCount: 0 }, superseded };
  }
}

/** Indexes of all chunks: by the order of their files among points of one step. */
function inFileOrder(chunks: readonly ChunkRow[], { fileOrder }: ShownSeries): readonly number[] {
  const orderOf = (index: number) => fileOrder[chunks[index]?.file ?? 0] ?? 0;
  return [...chunks.keys()].sort((a, b) => orderOf(a) - orderOf(b) || a - b);
}
