// The event store: what was read from event files, kept so that a restart reads only what is new.
//
// One interface, several engines (SQLite in the process, PostgreSQL over the network); contract tests in `testing.ts` hold them equal.
// A series is what one run logged under one tag as one data class. Its points stand in chunks of typed columns, each chunk from one file.
//
// Which points are visible is derived, never written, from all points and marks of a run alike; so the answer does not depend on the order in
// which files were read, and deleting a file brings back what it had superseded. A file "came after" another when its first event is later than
// every event of the other. In each series
// 1. a START mark at step s supersedes what was written before it at or beyond s: what its file holds before it, and in other files what has an
//    earlier wall time;
// 2. in one file, a stretch of steps that do not descend, which begins below the step before it and repeats a step that the file's own marks and
//    stretches so far leave, supersedes what the file has before it at or beyond the stretch's first step;
// 3. a file that repeats a step that files it came after still show supersedes in these what is at or beyond its own least step.
// All else is shown, in order of steps; points of one step in the order of their file, and across files by wall time.
import type { FindingKind, XAxis } from "@runboard/contract";
import type { DataClass, RecordPoints, ScalarPoints, SeriesMetadata, StartMark } from "@runboard/tfevents";
import type { FileCursor } from "./file-cursor.ts";

/** What reading one file further brought. Points and cursor are committed together or not at all. */
export interface FileCommit {
  /** The file after this commit. */
  readonly cursor: FileCursor;
  /** Where this commit continues: the stored cursor's offset, 0 for a file that the store does not know. Otherwise the commit is refused. */
  readonly fromOffsetBytes: number;
  /** Forget all that this path gave before: the file was replaced or shrank. `fromOffsetBytes` is 0 then. */
  readonly isReplacement: boolean;
  /** Wall time of the file's first event, whatever it holds; null while it has none. */
  readonly firstWallTimeSeconds: number | null;
  /** Greatest wall time among the new events; null when there were none. */
  readonly lastWallTimeSeconds: number | null;
  /** Whether the newest session mark in the new bytes says that the session ended; null when there was no mark. */
  readonly sessionEnded: boolean | null;
  readonly scalars: readonly ScalarPoints[];
  readonly records: readonly RecordPoints[];
  /** A START mark that stands behind all these points; null when none does. */
  readonly startMark: StartMark | null;
}

export interface CommitResult {
  /** The store's revision after the commit. */
  readonly revision: number;
  /** Runs that changed. */
  readonly runs: readonly string[];
  /** Runs that are gone: their last file was removed. */
  readonly removedRuns: readonly string[];
  /** Paths whose commit was refused because the stored cursor stood elsewhere; read them again from there. */
  readonly refusedPaths: readonly string[];
}

export interface RunRow {
  readonly run: string;
  /** Wall time of the first event of any of its files; null while there is none. */
  readonly startTimeSeconds: number | null;
  readonly lastWallTimeSeconds: number | null;
  /** Greatest modification time of its files. */
  readonly modifiedMillis: number;
  /** The newest session mark says that the session ended. */
  readonly sessionEnded: boolean;
  readonly fileCount: number;
  readonly sizeBytes: number;
  readonly seriesCount: number;
  readonly pointCount: number;
  readonly supersededPointCount: number;
  /** Greatest number of restarts that any of its series shows. */
  readonly restartCount: number;
  /** Findings of all its series. */
  readonly findingCount: number;
  /** Greatest step of a visible point of any of its series; null while there is none. */
  readonly lastStep: number | null;
  /** Cursors of files with a problem, by path. */
  readonly problemFiles: readonly FileCursor[];
  readonly revision: number;
}

/** A point's place and value. */
export interface PlacedValue {
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly value: number;
}

/** A series without its points. Counts and extremes are of visible points. */
export interface SeriesRow {
  readonly run: string;
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly pointCount: number;
  readonly supersededPointCount: number;
  /** How often points of it were superseded: by a mark, by a stretch of its file, or by a file that came after. */
  readonly restartCount: number;
  readonly firstStep: number;
  readonly lastStep: number;
  readonly firstWallTimeSeconds: number;
  readonly lastWallTimeSeconds: number;
  /** Scalars only. */
  readonly last: PlacedValue | null;
  /** Least finite value, the first of equals. */
  readonly min: PlacedValue | null;
  readonly max: PlacedValue | null;
  readonly nonFiniteCount: number;
  /** Greatest number of pictures, clips or other blobs at one step; 0 for scalars and tensors. */
  readonly maxSampleCount: number;
  /** One file gave all its points, and their steps never descend: all are visible, in the order of the file. */
  readonly isPlain: boolean;
  /** Revision at which it last changed. */
  readonly revision: number;
}

/** Something worth a look among the visible points of a scalar series; `findings.ts` and `findSpikes` of the analysis say exactly what. */
export interface SeriesFinding {
  readonly kind: FindingKind;
  /** Of its first and last point. */
  readonly step: number;
  readonly lastStep: number;
  /** Of its first point. */
  readonly wallTimeSeconds: number;
  readonly value: number;
  readonly pointCount: number;
}

export interface FindingRow extends SeriesFinding {
  readonly run: string;
  readonly tag: string;
}

/** Where a series goes on after a restart: the first point that was written then; or the mark, which says where it will. */
export interface SeriesRestart {
  readonly step: number;
  readonly wallTimeSeconds: number;
}

export interface RestartRow extends SeriesRestart {
  readonly run: string;
  readonly tag: string;
}

/** Which series; an absent list means all. */
export interface SeriesFilter {
  readonly runs?: readonly string[];
  readonly tags?: readonly string[];
  readonly plugin?: string;
  readonly dataClass?: DataClass;
}

export interface ScalarQuery {
  readonly runs?: readonly string[];
  readonly tags?: readonly string[];
  /** Axis of `range` and of the reduction's buckets. */
  readonly axis: XAxis;
  /** Closed, ascending range on the axis (steps, seconds since the series' first visible point, or seconds since 1970), with one point beyond each end. */
  readonly range?: readonly [number, number];
  /** Reduce to at most this many points a series, at least 4; every point when absent. With superseded points, both kinds share them by their number. */
  readonly maxPoints?: number;
  /** Of the visible points in the range, by step, only those from one place to before another; without points beyond its ends. For every point in pages: on the axis of steps only, and not with `maxPoints`, `smoothing` or superseded points. */
  readonly slice?: readonly [from: number, to: number];
  /** Weight of the debiased moving average, 0 to 0.999; 0 gives no `smoothed`. It runs over all visible points before the reduction. */
  readonly smoothing: number;
  readonly includeSuperseded: boolean;
}

/** Columns of one series, ordered by step, on an axis of time by wall time; superseded points among the others. Frozen by convention. */
export interface ScalarColumns {
  readonly run: string;
  readonly tag: string;
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array;
  /** Present when smoothing was asked for; NaN or infinite where the value is. Superseded points are smoothed on their own account, each stretch of ascending steps by itself. */
  readonly smoothed?: Float64Array;
  /** 1 = superseded; present when superseded points were asked for. */
  readonly superseded?: Uint8Array;
  /** Visible points of the whole series, and of the range. */
  readonly pointCount: number;
  readonly pointCountInRange: number;
  /** Of the first visible point: the origin of the relative axis. */
  readonly firstWallTimeSeconds: number | null;
  /** Of the whole series' visible points, whatever range was asked for; null when there is none. */
  readonly firstStep: number | null;
  readonly lastStep: number | null;
}

export interface RecordQuery extends SeriesFilter {
  /** Not `scalar`, which has no records. */
  readonly dataClass?: "tensor" | "blob_sequence";
  /** Axis of `range`. */
  readonly axis: XAxis;
  /** Closed and ascending, as in ScalarQuery. */
  readonly range?: readonly [number, number];
  /** Whether one point beyond each end of the range is given too; yes when absent. */
  readonly includeNeighbors?: boolean;
  /** Evenly spread over the points, at least 2, the first and the last among them; every point when absent. */
  readonly maxPoints?: number;
  readonly includeSuperseded: boolean;
}

/** Where the values of one tensor or blob series are; columns ordered as in ScalarColumns. */
export interface RecordColumns extends RecordPoints {
  readonly run: string;
  /** Index into `files` for each point. */
  readonly fileIndexes: Int32Array;
  /** Files of the run, by path. */
  readonly files: readonly Pick<FileCursor, "path" | "identity">[];
  /** 1 = superseded; present when superseded points were asked for. */
  readonly superseded?: Uint8Array;
  /** Visible points of the whole series, and of the range. */
  readonly pointCount: number;
  readonly pointCountInRange: number;
  /** Of the first visible point: the origin of the relative axis. */
  readonly firstWallTimeSeconds: number | null;
}

/** What the store knows of a file by its identity. `gone`: it was there, and was replaced or removed. */
export type IdentifiedFile =
  | { readonly kind: "known"; readonly path: string }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown" };

/** Every call may reject with a StoreError; a commit or query that makes no sense rejects with a TypeError or RangeError and changes nothing. */
export interface EventStore {
  /** Grows by one with every commit that changed something; survives restarts of the process. */
  revision(): Promise<number>;
  /** Ordered by start time, then name; runs without an event last. `sinceRevision` gives only runs that changed after it. */
  listRuns(sinceRevision?: number): Promise<readonly RunRow[]>;
  /** Ordered by run name, then tag, then data class, then plugin; names by the bytes of their UTF-8. */
  listSeries(filter: SeriesFilter): Promise<readonly SeriesRow[]>;
  /** Ordered by run name, then tag, then step; at most 16 a series. */
  listFindings(filter: SeriesFilter): Promise<readonly FindingRow[]>;
  /** Where visible points begin that were written after a restart; ordered by run name, then tag, then step; the last 16 of a series. */
  listRestarts(filter: SeriesFilter): Promise<readonly RestartRow[]>;
  /** Series that exist, ordered by run name, then tag; unknown names are left out. */
  readScalars(query: ScalarQuery): Promise<readonly ScalarColumns[]>;
  /** Series that exist, ordered as listSeries orders them. */
  readRecords(query: RecordQuery): Promise<readonly RecordColumns[]>;
  /** Looks at all that a file gave; rejects with a StoreError `damaged` when something is not as it was written. */
  verifyFile(path: string): Promise<void>;
  /**
   * Looks for damage that no reading meets, as lost rows are; rejects as reading does. Of an index of 50 MB it takes a tenth of a second, in turns but
   * for the first third.
   */
  audit(): Promise<void>;
  /** Cursors of all files, by path. */
  listFiles(): Promise<readonly FileCursor[]>;
  /** Tags and metadata of the series that one file gave points to. */
  listSeriesOfFile(path: string): Promise<readonly Pick<SeriesRow, "tag" | "metadata">[]>;
  /** A file by `FileCursor.identity`. */
  findFile(identity: string): Promise<IdentifiedFile>;
  /** All commits in one transaction; a refused one is left out and named in the result. */
  commit(commits: readonly FileCommit[]): Promise<CommitResult>;
  /** Forgets files and what they gave. A run without files is gone. */
  removeFiles(paths: readonly string[]): Promise<CommitResult>;
  close(): Promise<void>;
}
