// Writes the points of series as chunks, and keeps their summaries.
import { checksum } from "../checksum.ts";
import type { BatchCodec, RecordBatch, ScalarBatch } from "../chunk.ts";
import { CHUNK_POINTS, readOwned } from "../chunk-column.ts";
import { describeChunk, encodeHead, type ChunkFacts, type FactColumns } from "../chunk-facts.ts";
import { encodeLevel } from "../chunk-level.ts";
import { encodeFindings, hasPlateau, findInChunk } from "../chunk-findings.ts";
import { findInSeries, mayEndInPlateau } from "../findings.ts";
import { encodeRestarts } from "../series-restarts.ts";
import { pickShown } from "../shown-parts.ts";
import { extendSummary, summarizeSeries } from "../summary.ts";
import type { ChunkPoints } from "../repeats.ts";
import { assertPointCount, ChunkRows, chunkOwner, type ChunkRow } from "./chunk-rows.ts";
import { bytesFromSql, numberFromSql, type Database } from "./driver.ts";
import {
  fileRanks,
  runFiles,
  tailOf,
  type FileState,
  type RunState,
  type SeriesState,
  type Tail,
} from "./run-state.ts";

/** One file's part in one series. */
export interface Place {
  readonly run: RunState;
  readonly file: FileState;
  readonly series: SeriesState;
}

/** What holds of a series' row after points were added. */
export interface Appended {
  /** The summary is right; otherwise it, the restarts and the findings have to be taken from the chunks. */
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
  readonly #rows: ChunkRows;
  readonly #selectLastId;
  readonly #select;
  readonly #insert;
  readonly #update;
  readonly #delete;

  constructor(db: Database) {
    this.#rows = new ChunkRows(db);
    this.#selectLastId = db.prepare("SELECT coalesce(max(id), 0) AS id FROM chunk");
    this.#select = db.prepare("SELECT id, file_id, head, findings, data FROM chunk WHERE id = ?");
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
    const tail = tailOf(series, file);
    if (tail) this.#look(codec, { place, tail });
    let lastStep = tail?.lastStep ?? -Infinity;
    const columns = codec.factColumns(points);
    const extend = (facts: ChunkFacts, part: ChunkPoints) => {
      isInOrder &&= facts.firstStep >= lastStep && goesOn(place, facts);
      ({ lastStep } = facts);
      if (isInOrder) series.summary = extendSummary(series.summary, facts, part);
    };

    const count = points.steps.length;
    series.storedPointCount += count;
    const markCount = file.marks.length;
    const filled = tail && this.#fill(codec, { place, tail }, points);
    let from = filled?.added ?? 0;
    let end = filled?.chunk;
    if (from > 0) extend(describeChunk(columns, 0, from, markCount), pointsFrom(columns, 0));
    let hasFindings = end?.hasFindings ?? false;
    while (from < count) {
      const to = Math.min(from + CHUNK_POINTS, count);
      const facts = describeChunk(columns, from, to, markCount);
      const part = pointsFrom(columns, from);
      const start = from;
      end = this.#insertChunk(place, { facts, points: part, encode: () => codec.encode(points, start, to) });
      hasFindings ||= end.hasFindings;
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

  /** The series' summary, restarts and findings, from its chunks. @throws ChunkError */
  summarize(run: RunState, series: SeriesState): void {
    const isScalar = series.dataClass === "scalar";
    const chunks = this.#chunks(run, series);
    const shown = this.#rows.show(chunks, isScalar, runFiles(run));
    series.summary = summarizeSeries(shown, chunks);
    series.restarts = encodeRestarts(shown.judgement.restarts);
    if (!isScalar) return;
    const findings = findInSeries(shown, series.summary, (chunk) => chunks[chunk]?.findings ?? null);
    series.findings = encodeFindings(findings);
  }

  /** The series' findings, from its chunks and its summary. */
  findAgain(run: RunState, series: SeriesState): void {
    const { summary } = series;
    if (series.dataClass !== "scalar" || !summary) return;
    const chunks = this.#chunks(run, series);
    const shown = this.#rows.show(chunks, true, summary.isPlain ? undefined : runFiles(run));
    const findings = findInSeries(shown, summary, (chunk) => chunks[chunk]?.findings ?? null);
    series.findings = encodeFindings(findings);
  }

  /** @throws ChunkError also when chunks are lost: what is said of the rest would hide that. */
  #chunks(run: RunState, series: SeriesState): readonly ChunkRow[] {
    const chunks = this.#rows.list(series.id, fileRanks(run), "facts");
    readOwned({ seriesId: series.id }, () => assertPointCount(chunks, series.storedPointCount));
    return chunks;
  }

  /** Forgets what the file gave the series. */
  deleteChunks({ run, file, series }: Place): void {
    series.storedPointCount -= this.#rows.countPoints(series.id, file.id);
    this.#delete.run(series.id, file.id);
    if (tailOf(series, file)?.batch) run.keptTailCount--;
    series.tails = series.tails.filter(({ fileId }) => fileId !== file.id);
  }

  #insertChunk({ run, file, series }: Place, content: ChunkContent): WrittenChunk {
    const { facts, points } = content;
    const chunkId = this.#nextChunkId++;
    const { head, findings, level, data } = rowParts(content, chunkOwner(series.id, file.id));
    this.#insert.run(chunkId, series.id, file.id, head, findings, level, data);
    const hasFindings = findings !== null;
    const { pointCount, markCount, lastStep } = facts;
    const before = tailOf(series, file);
    if (before?.batch) run.keptTailCount--;
    const fileId = file.id;
    const tail = { fileId, chunkId, pointCount, markCount, lastStep, batch: undefined, hasFindings };
    if (before) Object.assign(before, tail);
    else series.tails.push(tail);
    return { facts, points, hasFindings };
  }

  /** Learns what the file's newest chunk is like, and keeps its points when more can be added to them. */
  #look<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    { place, tail }: { readonly place: Place; readonly tail: Tail },
  ): void {
    const { run, file, series } = place;
    if (tail.pointCount !== undefined && (tail.batch || !takesMore(tail, file))) return;
    const row = this.#select.get(tail.chunkId);
    readOwned({ fileId: file.id }, () => {
      const chunk = this.#rows.fromRow(row, series.id);
      tail.pointCount = chunk.facts.pointCount;
      tail.markCount = chunk.facts.markCount;
      tail.lastStep = chunk.facts.lastStep;
      tail.hasFindings = chunk.findings !== null;
      if (!takesMore(tail, file)) return;
      tail.batch = codec.decode(chunk.data(bytesFromSql(row?.["data"])));
      run.keptTailCount++;
    });
  }

  /** Puts as many points as fit into the file's newest chunk; undefined when it is full, or a mark stands behind it. */
  #fill<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    { place, tail }: { readonly place: Place; readonly tail: Tail },
    points: Batch,
  ): { readonly added: number; readonly chunk: WrittenChunk } | undefined {
    const { run, file, series } = place;
    const before = tail.batch as Batch | undefined;
    if (!before || !takesMore(tail, file)) return undefined;
    const added = Math.min(CHUNK_POINTS - before.steps.length, points.steps.length);
    const joined = codec.join(before, points, added);
    const columns = codec.factColumns(joined);
    const pointCount = joined.steps.length;
    tail.pointCount = pointCount;
    tail.lastStep = joined.steps[pointCount - 1];
    tail.batch = pointCount < CHUNK_POINTS ? joined : undefined;
    if (!tail.batch) run.keptTailCount--;
    const facts = describeChunk(columns, 0, pointCount, file.marks.length);
    const part = pointsFrom(columns, 0);
    const content = { facts, points: part, encode: () => codec.encode(joined, 0, pointCount) };
    const { head, findings, level, data } = rowParts(content, chunkOwner(series.id, file.id));
    this.#update.run(head, findings, level, data, tail.chunkId);
    const hadFindings = tail.hasFindings;
    tail.hasFindings = findings !== null;
    return { added, chunk: { facts, points: part, hasFindings: hadFindings || tail.hasFindings } };
  }
}

/** Whether a chunk is not full, and no mark stands behind it. */
function takesMore({ pointCount, markCount }: Tail, file: FileState): boolean {
  return pointCount !== CHUNK_POINTS && markCount === file.marks.length;
}

interface ChunkContent {
  readonly facts: ChunkFacts;
  readonly points: ChunkPoints;
  /** Gives the data; valid until something else is encoded. */
  readonly encode: () => Uint8Array;
}

/** What a chunk's row holds of it. */
interface RowParts {
  readonly head: Uint8Array;
  readonly findings: Uint8Array | null;
  readonly level: Uint8Array | null;
  readonly data: Uint8Array;
}

function rowParts({ facts, points, encode }: ChunkContent, owner: number): RowParts {
  const findings = findingsOf(points, facts);
  const level = levelOf(points, facts);
  // Encoding a level uses the same buffer.
  const data = encode();
  const checksums = {
    data: checksum(data),
    level: level ? checksum(level) : 0,
    findings: findings ? checksum(findings) : 0,
  };
  return { head: encodeHead({ facts, checksums }, owner), findings, level, data };
}

/** Whether points of a file go on behind all that is shown of the series, so that nothing else changes. */
function goesOn({ run, file, series }: Place, facts: ChunkFacts): boolean {
  const { summary } = series;
  if (facts.leastDescent < Infinity) return false;
  for (const other of run.files.values()) {
    if (other === file || other.marks.length === 0) continue;
    if (other.marks.some(({ wallTimeSeconds }) => wallTimeSeconds > facts.minWallTimeSeconds)) return false;
  }
  if (summary === undefined) return true;
  // A step that is there already may be a repetition, unless one file logs several points of a step.
  return summary.isPlain && series.tails.length <= 1
    ? facts.firstStep >= summary.lastStep
    : summary.pointCount > 0 && facts.firstStep > summary.lastStep;
}

/** Named one by one: spreading takes longer than what is done with a short chunk's points. */
function pointsFrom(
  { steps, wallTimesSeconds, values, sampleCounts }: FactColumns,
  from: number,
): ChunkPoints {
  return { steps, wallTimesSeconds, values, sampleCounts, from };
}

function assertEqualLengths(points: ScalarBatch | RecordBatch, tag: string): void {
  for (const [name, { length }] of Object.entries(points) as [string, ArrayLike<unknown>][])
    if (length !== points.steps.length)
      throw new TypeError(`${tag} has ${points.steps.length} steps, but ${length} ${name}.`);
}

/** Whether no other file of the series came after this one. */
function isLastFile({ run, file, series }: Place): boolean {
  const isAmong = tailOf(series, file) !== undefined;
  if (series.tails.length === (isAmong ? 1 : 0)) return true;
  if (!isAmong) return false;
  const ranks = fileRanks(run);
  const files = runFiles(run);
  const own = ranks.get(file.id) ?? 0;
  return series.tails.every(({ fileId }) => !files.cameAfter(ranks.get(fileId) ?? 0, own));
}

/** The reduced form of a full chunk of scalars that stand by step; null for any other. */
function levelOf(points: ChunkPoints, { pointCount, leastDescent }: ChunkFacts): Uint8Array | null {
  const { values, steps, wallTimesSeconds, from } = points;
  if (!values || pointCount < CHUNK_POINTS || leastDescent < Infinity) return null;
  return encodeLevel({ steps, wallTimesSeconds, values }, from, from + CHUNK_POINTS);
}

/** The findings of a chunk of scalars, taken alone; null when there are none. */
function findingsOf(points: ChunkPoints, { pointCount, leastDescent, nonFiniteCount }: ChunkFacts) {
  if (points.values === undefined) return null;
  const sorted = leastDescent < Infinity ? pickShown(points, pointCount, undefined) : points;
  return encodeFindings(findInChunk(sorted, pointCount, nonFiniteCount));
}
