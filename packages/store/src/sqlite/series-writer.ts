// Writes the points of series as chunks, and keeps their summaries.
import { scalarCodec, recordCodec, type BatchCodec, type RecordBatch, type ScalarBatch } from "../chunk.ts";
import { CHUNK_POINTS } from "../chunk-column.ts";
import {
  decodeFacts,
  describeChunk,
  encodeFacts,
  type ChunkFacts,
  type FactColumns,
} from "../chunk-facts.ts";
import { encodeLevel } from "../chunk-level.ts";
import { extendSummary, summarizeChunks, type ChunkPoints } from "../summary.ts";
import { bytesFromSql, numberFromSql, type Database } from "./driver.ts";
import { fileRanks, type FileState, type RunState, type SeriesState, type Tail } from "./run-state.ts";

/** One file's part in one series. */
export interface Place {
  readonly run: RunState;
  readonly file: FileState;
  readonly series: SeriesState;
}

export class SeriesWriter {
  #nextChunkId = 0;
  readonly #selectLastId;
  readonly #select;
  readonly #selectFacts;
  readonly #insert;
  readonly #update;
  readonly #delete;

  constructor(db: Database) {
    this.#selectLastId = db.prepare("SELECT coalesce(max(id), 0) AS id FROM chunk");
    this.#select = db.prepare("SELECT head, data FROM chunk WHERE id = ?");
    this.#selectFacts = db.prepare("SELECT id, file_id, head FROM chunk WHERE series_id = ?");
    this.#insert = db.prepare("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?)");
    this.#update = db.prepare("UPDATE chunk SET head = ?, level = ?, data = ? WHERE id = ?");
    this.#delete = db.prepare("DELETE FROM chunk WHERE series_id = ? AND file_id = ?");
  }

  /** Inside a new transaction, before anything else. */
  begin(): void {
    this.#nextChunkId = numberFromSql(this.#selectLastId.get()?.["id"]) + 1;
  }

  /** Adds points, at least one. @returns whether the summary is right; otherwise it has to be taken from the chunks. */
  append<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    place: Place,
    points: Batch,
  ): boolean {
    const { file, series } = place;
    assertEqualLengths(points, series.tag);
    let isInOrder = isLastFile(place);
    const columns = factColumns(codec, points);
    const extend = (facts: ChunkFacts, from: number) => {
      isInOrder &&=
        facts.visibleCount === facts.pointCount && facts.firstStep > (series.summary?.lastStep ?? -Infinity);
      if (isInOrder) series.summary = extendSummary(series.summary, facts, { ...columns, from });
    };

    const count = points.steps.length;
    const tail = series.tails.get(file.id);
    let from = tail ? this.#fill(codec, place, tail, points) : 0;
    if (from > 0) extend(describeChunk(columns, 0, from), 0);
    while (from < count) {
      const to = Math.min(from + CHUNK_POINTS, count);
      const facts = describeChunk(columns, from, to);
      const chunkId = this.#nextChunkId++;
      const level = levelOf(columns, facts, from);
      this.#insert.run(
        chunkId,
        series.id,
        file.id,
        encodeFacts(facts),
        level,
        codec.encode(points, from, to),
      );
      series.tails.set(file.id, { chunkId, pointCount: to - from, batch: undefined });
      extend(facts, from);
      from = to;
    }
    return isInOrder;
  }

  /** The series' summary, from its chunks. */
  summarize(run: RunState, series: SeriesState): void {
    const ranks = fileRanks(run);
    const chunks = this.#selectFacts.all(series.id).map((row) => ({
      id: numberFromSql(row["id"]),
      rank: ranks.get(numberFromSql(row["file_id"])) ?? 0,
      facts: decodeFacts(bytesFromSql(row["head"])),
    }));
    chunks.sort((a, b) => a.rank - b.rank || a.id - b.id);
    const decoded = new Map<number, ChunkPoints>();
    const read = (index: number): ChunkPoints => {
      const points =
        decoded.get(index) ??
        (series.dataClass === "scalar"
          ? this.#readPoints(scalarCodec, chunks[index]?.id ?? 0)
          : this.#readPoints(recordCodec, chunks[index]?.id ?? 0));
      decoded.set(index, points);
      return points;
    };
    series.summary = summarizeChunks(
      chunks.map(({ facts }) => facts),
      read,
    );
  }

  /** Forgets what the file gave the series. */
  deleteChunks({ run, file, series }: Place): void {
    this.#delete.run(series.id, file.id);
    if (series.tails.get(file.id)?.batch) run.keptTailCount--;
    series.tails.delete(file.id);
  }

  /** Puts as many points as fit into the file's newest chunk. @returns how many. */

  #fill<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    { run }: Place,
    tail: Tail,
    points: Batch,
  ): number {
    if (tail.pointCount === CHUNK_POINTS) return 0;
    let before = tail.batch as Batch | undefined;
    if (!before) {
      const row = this.#select.get(tail.chunkId);
      tail.pointCount = decodeFacts(bytesFromSql(row?.["head"])).pointCount;
      if (tail.pointCount === CHUNK_POINTS) return 0;
      before = codec.decode(bytesFromSql(row?.["data"]));
      run.keptTailCount++;
    }
    const added = Math.min(CHUNK_POINTS - before.steps.length, points.steps.length);
    const joined = codec.join(before, points, added);
    const columns = factColumns(codec, joined);
    tail.pointCount = joined.steps.length;
    tail.batch = tail.pointCount < CHUNK_POINTS ? joined : undefined;
    if (!tail.batch) run.keptTailCount--;
    const facts = describeChunk(columns, 0, tail.pointCount);
    const level = levelOf(columns, facts, 0);
    this.#update.run(encodeFacts(facts), level, codec.encode(joined, 0, tail.pointCount), tail.chunkId);
    return added;
  }

  #readPoints<Batch extends ScalarBatch | RecordBatch>(codec: BatchCodec<Batch>, id: number): ChunkPoints {
    const points = codec.decode(bytesFromSql(this.#select.get(id)?.["data"]));
    return { ...factColumns(codec, points), from: 0 };
  }
}

function assertEqualLengths(points: ScalarBatch | RecordBatch, tag: string): void {
  const lengths = new Set(Object.values(points).map((column: ArrayLike<unknown>) => column.length));
  if (lengths.size !== 1) throw new TypeError(`Columns of ${tag} differ in length: ${[...lengths].join()}.`);
}

/** Whether no other file of the series comes after this one. */
function isLastFile({ run, file, series }: Place): boolean {
  if (series.tails.size === 0) return true;
  const ranks = fileRanks(run);
  const rank = ranks.get(file.id) ?? 0;
  for (const id of series.tails.keys()) if ((ranks.get(id) ?? 0) > rank) return false;
  return true;
}

function factColumns<Batch extends ScalarBatch | RecordBatch>(
  codec: BatchCodec<Batch>,
  batch: Batch,
): FactColumns {
  return {
    steps: batch.steps,
    wallTimesSeconds: batch.wallTimesSeconds,
    values: codec.valuesOf(batch),
  };
}

/** The reduced form of a full chunk of scalars that supersedes nothing in itself; null for any other. */
function levelOf({ values, ...columns }: FactColumns, facts: ChunkFacts, from: number): Uint8Array | null {
  if (!values || facts.visibleCount < CHUNK_POINTS) return null;
  return encodeLevel({ ...columns, values }, from, from + CHUNK_POINTS);
}
