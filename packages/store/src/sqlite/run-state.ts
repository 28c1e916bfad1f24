// What the writing connection knows of a run: its files, its series and where each series goes on, so that the steady state reads nothing.
import type { FileCursor } from "../event-store.ts";
import type { RecordBatch, ScalarBatch } from "../chunk.ts";
import { decodeSummary, type SeriesSummary } from "../summary.ts";
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
  chunkId: number;
  /** Points in it; undefined until it is read. */
  pointCount: number | undefined;
  /** Its points, kept once a file went on in it; undefined when they have to be read. */
  batch: ScalarBatch | RecordBatch | undefined;
  /** Whether it has findings, taken alone; known with the number of points. */
  hasFindings: boolean;
}

export interface SeriesState {
  readonly id: number;
  readonly tag: string;
  readonly dataClass: string;
  /** By file id: every file that gave the series points. */
  readonly tails: Map<number, Tail>;
  /** Undefined until the first points are in. */
  summary: SeriesSummary | undefined;
  /** See encodeFindings. */
  findings: Uint8Array | null;
}

export interface FileState {
  readonly id: number;
  cursor: FileCursor;
  firstWallTimeSeconds: number | null;
  lastWallTimeSeconds: number | null;
  sessionEnded: boolean | null;
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
}

export function seriesKey(dataClass: string, tag: string): string {
  return `${dataClass} ${tag}`;
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
    this.#selectRun = db.prepare("SELECT id, revision FROM run WHERE name = ?");
    this.#selectFiles = db.prepare("SELECT * FROM file WHERE run_id = ?");
    this.#selectSeries = db.prepare(
      "SELECT id, tag, data_class, summary, findings FROM series WHERE run_id = ?",
    );
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
    return this.keep(this.#load({ id: numberFromSql(row["id"]), name, revision, dataVersion }));
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

  #load(run: { id: number; name: string; revision: number; dataVersion: number }): RunState {
    const files = this.#selectFiles.all(run.id).map((row) => fileFromRow(row, run.name));
    const series = this.#selectSeries.all(run.id).map((row): SeriesState => {
      const id = numberFromSql(row["id"]);
      const tails = this.#selectTails.all(id).map((tail): [number, Tail] => [
        numberFromSql(tail["file_id"]),
        {
          chunkId: numberFromSql(tail["chunk_id"]),
          pointCount: undefined,
          batch: undefined,
          hasFindings: false,
        },
      ]);
      return {
        id,
        tag: textFromSql(row["tag"]),
        dataClass: textFromSql(row["data_class"]),
        tails: new Map(tails),
        summary: decodeSummary(bytesFromSql(row["summary"])),
        findings: nullableBytes(row["findings"]),
      };
    });
    return {
      ...run,
      keptTailCount: 0,
      ranks: undefined,
      files: new Map(files.map((file) => [file.cursor.path, file])),
      series: new Map(series.map((one) => [seriesKey(one.dataClass, one.tag), one])),
    };
  }
}

function dropTails(run: RunState): void {
  if (run.keptTailCount === 0) return;
  for (const series of run.series.values()) for (const tail of series.tails.values()) tail.batch = undefined;
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
    reason: textFromSql(row["reason"]),
  };
}

export function nullableNumber(value: Row[string] | undefined): number | null {
  return value === null ? null : numberFromSql(value);
}
