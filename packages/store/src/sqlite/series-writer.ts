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
import { encodeFindings, hasPlateau, findInChunk } from "../chunk-findings.ts";
import { findInSeries, mayEndInPlateau, type DescribedChunk } from "../findings.ts";
import { extendSummary, summarizeChunks, visiblePart, type ChunkPoints } from "../summary.ts";
import { bytesFromSql, nullableBytes, numberFromSql, type Database } from "./driver.ts";
import { fileRanks, type FileState, type RunState, type SeriesState, type Tail } from "./run-state.ts";

/** One file's part in one series. */
export interface Place {
  readonly run: RunState;
  readonly file: FileState;
  readonly series: SeriesState;
}

/** What holds of a series' row after points were added. */
export interface Appended {
  /** The summary is right; otherwise both it and the findings have to be taken from the chunks. */
  readonly isSummarized: boolean;
  /** The findings may be others than before, and have to be taken from the chunks. */
  readonly mayDifferInFindings: boolean;
}

/** A chunk as it was written. */
interface WrittenChunk {
  readonly facts: ChunkFacts;
  readonly points: ChunkPoints;
  /** Whether it has findings, or had some before it grew. */
  readonly hasFindings: boolean;
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
    this.#select = db.prepare("SELECT head, findings, data FROM chunk WHERE id = ?");
    this.#selectFacts = db.prepare("SELECT id, file_id, head, findings FROM chunk WHERE series_id = ?");
    this.#insert = db.prepare("INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#update = db.prepare("UPDATE chunk SET head = ?, findings = ?, level = ?, data = ? WHERE id = ?");
    this.#delete = db.prepare("DELETE FROM chunk WHERE series_id = ? AND file_id = ?");
  }

  /** Inside a new transaction, before anything else. */
  begin(): void {
    this.#nextChunkId = numberFromSql(this.#selectLastId.get()?.["id"]) + 1;
  }

  /** Adds points, at least one. */
  append<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    place: Place,
    points: Batch,
  ): Appended {
    const { file, series } = place;
    assertEqualLengths(points, series.tag);
    let isInOrder = isLastFile(place);
    const columns = factColumns(codec, points);
    const extend = (facts: ChunkFacts, part: ChunkPoints) => {
      isInOrder &&=
        facts.visibleCount === facts.pointCount && facts.firstStep > (series.summary?.lastStep ?? -Infinity);
      if (isInOrder) series.summary = extendSummary(series.summary, facts, part);
    };

    const count = points.steps.length;
    const tail = series.tails.get(file.id);
    const filled = tail && this.#fill(codec, place, tail, points);
    let from = filled?.added ?? 0;
    let end = filled?.chunk;
    if (from > 0) extend(describeChunk(columns, 0, from), pointsFrom(columns, 0));
    let hasFindings = end?.hasFindings ?? false;
    while (from < count) {
      const to = Math.min(from + CHUNK_POINTS, count);
      const facts = describeChunk(columns, from, to);
      const chunkId = this.#nextChunkId++;
      const part = pointsFrom(columns, from);
      const findings = findingsOf(part, facts);
      this.#insert.run(
        chunkId,
        series.id,
        file.id,
        encodeFacts(facts),
        findings,
        levelOf(columns, facts, from),
        codec.encode(points, from, to),
      );
      const isFinding = findings !== null;
      hasFindings ||= isFinding;
      series.tails.set(file.id, { chunkId, pointCount: to - from, batch: undefined, hasFindings: isFinding });
      end = { facts, points: part, hasFindings: isFinding };
      extend(facts, part);
      from = to;
    }
    const mayDifferInFindings =
      hasFindings ||
      hasPlateau(series.findings) ||
      (series.summary !== undefined &&
        end !== undefined &&
        mayEndInPlateau(series.summary, end.facts, end.points));
    return { isSummarized: isInOrder, mayDifferInFindings };
  }

  /** The series' summary and findings, from its chunks. */
  summarize(run: RunState, series: SeriesState): void {
    const { chunks, read } = this.#describe(run, series);
    series.summary = summarizeChunks(
      chunks.map(({ facts }) => facts),
      read,
    );
    if (series.dataClass !== "scalar") return;
    series.findings = encodeFindings(findInSeries(chunks, series.summary, read));
  }

  /** The series' findings, from its chunks and its summary. */
  findAgain(run: RunState, series: SeriesState): void {
    if (series.dataClass !== "scalar" || !series.summary) return;
    const { chunks, read } = this.#describe(run, series);
    series.findings = encodeFindings(findInSeries(chunks, series.summary, read));
  }

  /** The series' chunks in canonical order, and what decodes the points of one, once. */
  #describe(
    run: RunState,
    series: SeriesState,
  ): { readonly chunks: readonly DescribedChunk[]; readonly read: (chunk: number) => ChunkPoints } {
    const ranks = fileRanks(run);
    const chunks = this.#selectFacts.all(series.id).map((row) => ({
      id: numberFromSql(row["id"]),
      rank: ranks.get(numberFromSql(row["file_id"])) ?? 0,
      facts: decodeFacts(bytesFromSql(row["head"])),
      findings: nullableBytes(row["findings"]),
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
    return { chunks, read };
  }

  /** Forgets what the file gave the series. */
  deleteChunks({ run, file, series }: Place): void {
    this.#delete.run(series.id, file.id);
    if (series.tails.get(file.id)?.batch) run.keptTailCount--;
    series.tails.delete(file.id);
  }

  /** Puts as many points as fit into the file's newest chunk; undefined when it is full. */
  #fill<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    { run }: Place,
    tail: Tail,
    points: Batch,
  ): { readonly added: number; readonly chunk: WrittenChunk } | undefined {
    if (tail.pointCount === CHUNK_POINTS) return undefined;
    let before = tail.batch as Batch | undefined;
    if (!before) {
      const row = this.#select.get(tail.chunkId);
      tail.pointCount = decodeFacts(bytesFromSql(row?.["head"])).pointCount;
      if (tail.pointCount === CHUNK_POINTS) return undefined;
      tail.hasFindings = row?.["findings"] !== null;
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
    const part = pointsFrom(columns, 0);
    const findings = findingsOf(part, facts);
    const level = levelOf(columns, facts, 0);
    const data = codec.encode(joined, 0, tail.pointCount);
    this.#update.run(encodeFacts(facts), findings, level, data, tail.chunkId);
    const hadFindings = tail.hasFindings;
    tail.hasFindings = findings !== null;
    const hasFindings = hadFindings || tail.hasFindings;
    return { added, chunk: { facts, points: part, hasFindings } };
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

function pointsFrom({ steps, wallTimesSeconds, values }: FactColumns, from: number): ChunkPoints {
  return { steps, wallTimesSeconds, values, from };
}

/** The findings of a chunk of scalars, taken alone; null when there are none. */
function findingsOf(points: ChunkPoints, facts: ChunkFacts): Uint8Array | null {
  if (points.values === undefined) return null;
  const { pointCount, visibleCount, nonFiniteCount } = facts;
  const visible = visibleCount === pointCount ? points : visiblePart(points, pointCount, Infinity).points;
  return encodeFindings(findInChunk(visible, visibleCount, nonFiniteCount));
}
