// What the writing connection knows of a run: its files, its series and where each series goes on, so that the steady state reads nothing.
import { seriesKind, type DataClass, type SeriesMetadata, type StartMark } from "@runboard/tfevents";
import type { FileCursor } from "../file-cursor.ts";
import type { RecordBatch, ScalarBatch } from "../chunk.ts";
import { addWord, checksum, openBytes, textChecksum } from "../checksum.ts";
import { ChunkError } from "../chunk-column.ts";
import { RunFiles } from "../run-files.ts";
import { decodeExtras, decodeSummary, type SeriesSummary } from "../summary.ts";
import { isRowAsWritten } from "./row-checksum.ts";
import {
  bytesFromSql,
  nullableBytes,
  numberFromSql,
  sqlText,
  textFromSql,
  type Database,
  type Row,
} from "./driver.ts";

/** The newest chunk of one file in one series; it takes more points while it is not full. */
export interface Tail {
  readonly fileId: number;
  chunkId: number;
  /** Points in it, START marks of the file before them, and the step that the file gave last; undefined until it is read. */
  pointCount: number | undefined;
  markCount: number | undefined;
  lastStep: number | undefined;
  /** Its points, kept once a file went on in it; undefined when they have to be read. */
  batch: ScalarBatch | RecordBatch | undefined;
  /** Whether it has findings, taken alone; known with the number of points. */
  hasFindings: boolean;
}

export interface SeriesState {
  readonly id: number;
  readonly tag: string;
  readonly dataClass: DataClass;
  /** See seriesOwner. */
  readonly owner: number;
  /** Of every file that gave the series points. A list: nearly always there is one, for which a map takes more memory than all the rest. */
  tails: Tail[];
  /** Points in its chunks, shown or not; NaN when chunks were deleted of which nobody can say how many they had. */
  storedPointCount: number;
  /** Undefined until the first points are in. */
  summary: SeriesSummary | undefined;
  /** See encodeFindings and encodeRestarts. */
  findings: Uint8Array | null;
  restarts: Uint8Array | null;
}

export interface FileState {
  readonly id: number;
  cursor: FileCursor;
  firstWallTimeSeconds: number | null;
  lastWallTimeSeconds: number | null;
  sessionEnded: boolean | null;
  readonly marks: StartMark[];
}

export interface RunState {
  readonly id: number;
  readonly name: string;
  /** By path. */
  readonly files: Map<string, FileState>;
  /** By seriesKey. */
  readonly series: Map<string, SeriesState>;
  /** Revision of the run's row; 0 while it has none. */
  revision: number;
  /** The database's data version when this was last known to be true. */
  dataVersion: number;
  /** Tails whose points are kept. */
  keptTailCount: number;
  /** See fileRanks; undefined when files came or went. */
  ranks: ReadonlyMap<number, number> | undefined;
  /** See runFiles; undefined when one of them changed. */
  described: RunFiles | undefined;
  /** Ids of series that are not as they were written, or have points of files that are not there; they are not among the others. */
  readonly damagedSeries: readonly number[];
  /** Rows of its series or files are lost, or others than were written: all of its files have to be read again. */
  readonly isIncomplete: boolean;
}

export function seriesKey(metadata: SeriesMetadata, tag: string): string {
  return `${tag.length} ${tag}${seriesKind(metadata)}`;
}

export function tailOf({ tails }: SeriesState, { id }: FileState): Tail | undefined {
  for (const tail of tails) if (tail.fileId === id) return tail;
  return undefined;
}

/** Checksum of what a series is, and of which run; what is kept of its points goes on from it. */
export function seriesOwner(
  { id, runId }: { readonly id: number; readonly runId: number },
  tag: string,
  metadata: SeriesMetadata,
): number {
  const { dataClass, plugin, pluginContent, displayName, description } = metadata;
  const ofTexts = textChecksum(tag, dataClass, plugin, displayName, description);
  const ofMetadata = pluginContent.length === 0 ? ofTexts : checksum(pluginContent, ofTexts);
  return addWord(addWord(ofMetadata, id), runId);
}

/** The run's files in canonical order, as far as they tell which points are shown. */
export function runFiles(run: RunState): RunFiles {
  if (run.described) return run.described;
  const ranks = fileRanks(run);
  const sorted = [...run.files.values()].sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0));
  run.described = new RunFiles(sorted);
  return run.described;
}

/** Place of each of a run's files, by id, in canonical order: by the bytes of their paths, as SQLite sorts them too. */
export function fileRanks(run: RunState): ReadonlyMap<number, number> {
  if (run.ranks) return run.ranks;
  const files = [...run.files.values()].map(({ id, cursor }) => ({ id, path: Buffer.from(cursor.path) }));
  files.sort((a, b) => Buffer.compare(a.path, b.path));
  run.ranks = new Map(files.map(({ id }, rank) => [id, rank]));
  return run.ranks;
}

/** Reads runs from the database and keeps those lately written. */
export class RunStates {
  readonly #runs = new Map<string, RunState>();
  readonly #selectRun;
  readonly #selectFiles;
  readonly #selectSeries;
  readonly #selectTails;

  constructor(db: Database) {
    this.#selectRun = db.prepare("SELECT id, revision, file_count, series_count FROM run WHERE name = ?");
    this.#selectFiles = db.prepare("SELECT * FROM file WHERE run_id = ?");
    this.#selectSeries = db.prepare("SELECT * FROM series WHERE run_id = ?");
    // Chunk ids of one file in one series ascend with its points.
    this.#selectTails = db.prepare(
      "SELECT file_id, max(id) AS chunk_id FROM chunk WHERE series_id = ? GROUP BY file_id",
    );
  }

  /** The run as the database has it at `dataVersion`, or undefined. The same object until it is evicted or changed by another connection. */
  find(name: string, dataVersion: number): RunState | undefined {
    const known = this.#runs.get(name);
    if (known?.dataVersion === dataVersion) return this.keep(known);
    const row = this.#selectRun.get(sqlText(name));
    const revision = row && numberFromSql(row["revision"]);
    if (known && known.revision === revision) {
      known.dataVersion = dataVersion;
      return this.keep(known);
    }
    this.#runs.delete(name);
    if (!row || revision === undefined) return undefined;
    return this.keep(this.#load(row, { id: numberFromSql(row["id"]), name, revision, dataVersion }));
  }

  /** Makes the run the one lately used. */
  keep(run: RunState): RunState {
    this.#runs.delete(run.name);
    this.#runs.set(run.name, run);
    return run;
  }

  forget(name: string): void {
    this.#runs.delete(name);
  }

  clear(): void {
    this.#runs.clear();
  }

  /** Drops what was not used for longest, so that memory stays bounded: points of tails first, then whole runs. */
  trim({ maxSeries, maxTails }: { readonly maxSeries: number; readonly maxTails: number }): void {
    let seriesCount = 0;
    let tailCount = 0;
    for (const run of [...this.#runs.values()].reverse()) {
      seriesCount += run.series.size;
      tailCount += run.keptTailCount;
      if (seriesCount > maxSeries && seriesCount > run.series.size) this.#runs.delete(run.name);
      else if (tailCount > maxTails) dropTails(run);
    }
  }

  /** Undefined when its row is not as it was written, its chunks are gone, or some are of files that are not there. */
  #loadSeries(
    row: Row,
    fileIds: ReadonlySet<number>,
  ): { readonly key: string; readonly state: SeriesState } | undefined {
    const id = numberFromSql(row["id"]);
    try {
      const { tag, metadata, owner } = seriesFromRow(row);
      const tails = this.#selectTails.all(id).map(tailFromRow);
      if (tails.length === 0 || !tails.every(({ fileId }) => fileIds.has(fileId))) return undefined;
      const summary = decodeSummary(bytesFromSql(row["summary"]), owner);
      const state = {
        id,
        tag,
        dataClass: metadata.dataClass,
        owner,
        tails,
        storedPointCount: summary.pointCount + summary.supersededPointCount,
        summary,
        ...extrasFromRow(row, owner),
      };
      return { key: seriesKey(metadata, tag), state };
    } catch (error) {
      if (error instanceof ChunkError) return undefined;
      throw error;
    }
  }

  #load(row: Row, run: { id: number; name: string; revision: number; dataVersion: number }): RunState {
    const fileRows = this.#selectFiles.all(run.id);
    const seriesRows = this.#selectSeries.all(run.id);
    const files = fileRows.map((file) => fileFromRow(file, run.name));
    const fileIds = new Set(files.map(({ id }) => id));
    const damagedSeries: number[] = [];
    const series = new Map<string, SeriesState>();
    for (const one of seriesRows) {
      const loaded = this.#loadSeries(one, fileIds);
      if (loaded && !series.has(loaded.key)) series.set(loaded.key, loaded.state);
      else damagedSeries.push(numberFromSql(one["id"]));
    }
    const isIncomplete =
      damagedSeries.length > 0 ||
      row["file_count"] !== fileRows.length ||
      row["series_count"] !== seriesRows.length ||
      !fileRows.every((file) => isRowAsWritten(Object.values(file)));
    return {
      ...run,
      keptTailCount: 0,
      ranks: undefined,
      described: undefined,
      damagedSeries,
      isIncomplete,
      files: new Map(files.map((file) => [file.cursor.path, file])),
      series,
    };
  }
}

function tailFromRow(row: Row): Tail {
  return {
    fileId: numberFromSql(row["file_id"]),
    chunkId: numberFromSql(row["chunk_id"]),
    pointCount: undefined,
    markCount: undefined,
    lastStep: undefined,
    batch: undefined,
    hasFindings: false,
  };
}

/** Checksums of whose a series' findings and restarts are, which are so never taken for each other. */
export function findingsOwner(owner: number): number {
  return addWord(owner, 1);
}

export function restartsOwner(owner: number): number {
  return addWord(owner, 2);
}

/** Findings and restarts of a row of the series table. @throws ChunkError when they are not what its summary says. */
export function extrasFromRow(
  row: Row,
  owner: number,
): { readonly findings: Uint8Array | null; readonly restarts: Uint8Array | null } {
  const [findings, restarts] = [nullableBytes(row["findings"]), nullableBytes(row["restarts"])];
  const { hasFindings, hasRestarts } = decodeExtras(bytesFromSql(row["summary"]), owner);
  if (hasFindings !== (findings !== null) || hasRestarts !== (restarts !== null))
    throw new ChunkError("A series that lost its findings or restarts.");
  return {
    findings: findings && openBytes(findings, findingsOwner(owner)),
    restarts: restarts && openBytes(restarts, restartsOwner(owner)),
  };
}

export function greater(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

/** What a series is, and its checksum: see seriesOwner. */
export interface NamedSeries {
  readonly id: number;
  readonly runId: number;
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly owner: number;
}

/** What a row says that it is a series of: whether that is as it was written, is known when a blob of the row is opened with the owner. */
export function seriesFromRow(row: Row): NamedSeries {
  const dataClass = textFromSql(row["data_class"]);
  const tag = textFromSql(row["tag"]);
  const metadata = {
    dataClass: dataClass === "scalar" || dataClass === "tensor" ? dataClass : "blob_sequence",
    plugin: textFromSql(row["plugin"]),
    pluginContent: nullableBytes(row["plugin_content"]) ?? new Uint8Array(0),
    displayName: textFromSql(row["display_name"]),
    description: textFromSql(row["description"]),
  } as const;
  const place = { id: numberFromSql(row["id"]), runId: numberFromSql(row["run_id"]) };
  return { ...place, tag, metadata, owner: seriesOwner(place, tag, metadata) };
}

function dropTails(run: RunState): void {
  if (run.keptTailCount === 0) return;
  for (const series of run.series.values()) for (const tail of series.tails) tail.batch = undefined;
  run.keptTailCount = 0;
}

function fileFromRow(row: Row, run: string): FileState {
  const ended = row["session_ended"];
  return {
    id: numberFromSql(row["id"]),
    cursor: cursorFromRow(row, run),
    firstWallTimeSeconds: nullableNumber(row["first_wall_time_seconds"]),
    lastWallTimeSeconds: nullableNumber(row["last_wall_time_seconds"]),
    sessionEnded: ended === null ? null : ended === 1,
    marks: [...decodeMarks(nullableBytes(row["marks"]))],
  };
}

/** A row of the file table as the cursor that it keeps. */
export function cursorFromRow(row: Row, run: string): FileCursor {
  const state = textFromSql(row["state"]);
  return {
    run,
    path: textFromSql(row["path"]),
    identity: textFromSql(row["identity"]),
    sizeBytes: numberFromSql(row["size_bytes"]),
    modifiedMillis: numberFromSql(row["modified_millis"]),
    offsetBytes: numberFromSql(row["offset_bytes"]),
    state: state === "corrupt" || state === "unreadable" ? state : "reading",
    skippedRecordCount: numberFromSql(row["skipped_record_count"]),
    firstSkippedOffsetBytes: nullableNumber(row["first_skipped_offset_bytes"]),
    skipReason: textFromSql(row["skip_reason"]),
    lateOffsetsBytes: numbersFromText(textFromSql(row["late_offsets_bytes"])),
    reason: textFromSql(row["reason"]),
  };
}

/** Ascending numbers as the file table keeps them, empty for none. */
export function textOfNumbers(numbers: readonly number[]): string {
  return numbers.join(" ");
}

function numbersFromText(text: string): readonly number[] {
  return text === "" ? [] : text.split(" ").map(Number);
}

/** Marks as eight-byte floats, step and wall time each; null for none. */
export function encodeMarks(marks: readonly StartMark[]): Uint8Array | null {
  if (marks.length === 0) return null;
  const numbers = marks.flatMap(({ step, wallTimeSeconds }) => [step, wallTimeSeconds]);
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

/** @throws ChunkError */
export function decodeMarks(bytes: Uint8Array | null): readonly StartMark[] {
  if (bytes === null) return [];
  if (bytes.length % 16 !== 0) throw new ChunkError(`Marks of ${bytes.length} bytes.`);
  const numbers = new Float64Array(bytes.slice().buffer);
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({
    step: numbers[2 * i] ?? NaN,
    wallTimeSeconds: numbers[2 * i + 1] ?? NaN,
  }));
}

export function nullableNumber(value: Row[string] | undefined): number | null {
  return value === null ? null : numberFromSql(value);
}
