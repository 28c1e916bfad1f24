// The writing half of the SQLite driver: commits and removals, each one transaction.
//
// Chunks are written as they come; rows of series, files and runs are changed in memory and written once at the end.
import type { SeriesMetadata } from "@runboard/tfevents";
import type { CommitResult, FileCommit } from "../event-store.ts";
import { isSameCursor, type FileCursor } from "../file-cursor.ts";
import { recordCodec, scalarCodec, type BatchCodec, type RecordBatch, type ScalarBatch } from "../chunk.ts";
import { numberFromSql, rollBack, sqlText, textFromSql, type Database } from "./driver.ts";
import {
  type FileState,
  greater,
  type RunState,
  RunStates,
  seriesKey,
  seriesOwner,
  type SeriesState,
  tailOf,
} from "./run-state.ts";
import { RowWriter, type SeriesChange } from "./row-writer.ts";
import { SeriesWriter, type Place } from "./series-writer.ts";

/** Bounds of what the connection remembers: some 10 MB of series, some 12 MB of points. */
const REMEMBERED = { maxSeries: 10_000, maxTails: 500 };

/** Files that are gone and still known to have been there. */
const MAX_GONE_FILES = 10_000;

/** What one transaction changes, beside chunks. */
class Changes {
  readonly runs = new Set<RunState>();
  /** By path. */
  readonly files = new Map<string, { readonly file: FileState; readonly run: RunState }>();
  readonly series = new Map<SeriesState, SeriesChange>();
  /** Runs whose marks changed, so that all their series are judged again. */
  readonly judged = new Set<RunState>();
  readonly refusedPaths = new Set<string>();
  /** Of files that have to be read again because what they gave was damaged. */
  readonly lostPaths = new Set<string>();
}

export class Writer {
  readonly #db: Database;
  readonly #explain: (error: unknown) => unknown;
  readonly #states: RunStates;
  readonly #points: SeriesWriter;
  readonly #rows: RowWriter;
  readonly #sql: ReturnType<typeof prepareStatements>;
  #dataVersion = 0;
  #nextId = { run: 0, file: 0, series: 0 };

  /** @param explain what to throw for an error; called before what led to it is undone. */
  constructor(db: Database, explain: (error: unknown) => unknown) {
    this.#db = db;
    this.#explain = explain;
    this.#states = new RunStates(db);
    this.#points = new SeriesWriter(db);
    this.#rows = new RowWriter(db);
    this.#sql = prepareStatements(db);
  }

  commit(commits: readonly FileCommit[]): CommitResult {
    return this.#transaction((changes) => {
      for (const commit of commits) this.#apply(commit, changes);
    });
  }

  removeFiles(paths: readonly string[]): CommitResult {
    return this.#transaction((changes) => {
      for (const path of paths) this.#forgetFile(path, changes);
    });
  }

  #transaction(work: (changes: Changes) => void): CommitResult {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      // It differs from the last one when another connection wrote; then what is remembered of a run is compared with its row.
      this.#dataVersion = numberFromSql(this.#sql.dataVersion.get()?.["data_version"]);
      const meta = this.#sql.meta.get();
      this.#nextId = {
        run: numberFromSql(meta?.["run"]),
        file: numberFromSql(meta?.["file"]),
        series: numberFromSql(meta?.["series"]),
      };
      this.#points.begin();
      const changes = new Changes();
      work(changes);
      const result = this.#flush(changes, numberFromSql(meta?.["revision"]));
      this.#db.exec("COMMIT");
      this.#states.trim(REMEMBERED);
      return result;
    } catch (error) {
      this.#states.clear();
      // Whose the damage is, another process may have forgotten as soon as this one lets go of the index.
      const explained = this.#explain(error);
      rollBack(this.#db);
      throw explained;
    }
  }

  #apply(commit: FileCommit, changes: Changes): void {
    const { cursor, isReplacement } = commit;
    const known = this.#find(cursor.run, changes)?.files.get(cursor.path);
    const storedOffsetBytes = known && !isReplacement ? known.cursor.offsetBytes : 0;
    if (commit.fromOffsetBytes !== storedOffsetBytes) {
      changes.refusedPaths.add(cursor.path);
      return;
    }
    if (known && !isReplacement && bringsNothing(commit, known)) return;
    // A path that stood in another run, or whose file was replaced, begins anew.
    if (!known || isReplacement) this.#forgetFile(cursor.path, changes);
    changes.lostPaths.delete(cursor.path);

    const run = this.#find(cursor.run, changes) ?? this.#makeRun(cursor.run);
    const file = run.files.get(cursor.path) ?? this.#makeFile(run, cursor);
    file.cursor = cursor;
    if (file.firstWallTimeSeconds === null && commit.firstWallTimeSeconds !== null) {
      file.firstWallTimeSeconds = commit.firstWallTimeSeconds;
      run.described = undefined;
    }
    this.#noteLastWallTime({ file, run }, commit.lastWallTimeSeconds, changes);
    file.sessionEnded = commit.sessionEnded ?? file.sessionEnded;
    changes.files.set(cursor.path, { file, run });
    changes.runs.add(run);
    for (const { tag, metadata, ...points } of commit.scalars) {
      if (metadata.dataClass !== "scalar") throw new TypeError(`${tag} is no scalar series.`);
      this.#append(scalarCodec, { run, file, tag, metadata }, points, changes);
    }
    for (const { tag, metadata, ...points } of commit.records) {
      if (metadata.dataClass === "scalar") throw new TypeError(`${tag} is a scalar series.`);
      this.#append(recordCodec, { run, file, tag, metadata }, points, changes);
    }
    if (commit.startMark) {
      file.marks.push(commit.startMark);
      run.described = undefined;
      changes.judged.add(run);
    }
  }

  /** Later events of a file may be later than the first of another, which then did not come after it. */
  #noteLastWallTime(
    { file, run }: { readonly file: FileState; readonly run: RunState },
    lastWallTimeSeconds: number | null,
    changes: Changes,
  ): void {
    const before = file.lastWallTimeSeconds ?? -Infinity;
    const after = greater(file.lastWallTimeSeconds, lastWallTimeSeconds);
    file.lastWallTimeSeconds = after;
    if (run.files.size === 1 || after === null || after === before) return;
    const others = new Set<number>();
    for (const { id, firstWallTimeSeconds: first } of run.files.values())
      if (first !== null && first > before && first <= after && id !== file.id) others.add(id);
    if (others.size === 0) return;
    for (const series of run.series.values())
      if (tailOf(series, file) && series.tails.some(({ fileId }) => others.has(fileId)))
        this.#markStale(run, series, changes);
  }

  #markStale(run: RunState, series: SeriesState, changes: Changes): void {
    const change = changes.series.get(series);
    if (change) change.isStale = true;
    else changes.series.set(series, { run, isStale: true, mayDifferInFindings: true, metadata: undefined });
  }

  #append<Batch extends ScalarBatch | RecordBatch>(
    codec: BatchCodec<Batch>,
    { run, file, tag, metadata }: Omit<Place, "series"> & { tag: string; metadata: SeriesMetadata },
    points: Batch,
    changes: Changes,
  ): void {
    if (points.steps.length === 0) return;
    const key = seriesKey(metadata, tag);
    let series = run.series.get(key);
    const isNew = series === undefined;
    if (!series) {
      const id = this.#nextId.series++;
      series = {
        id,
        tag,
        dataClass: metadata.dataClass,
        owner: seriesOwner({ id, runId: run.id }, tag, metadata),
        tails: [],
        storedPointCount: 0,
        summary: undefined,
        findings: null,
        restarts: null,
      };
      run.series.set(key, series);
    }
    let change = changes.series.get(series);
    if (!change) {
      change = { run, isStale: false, mayDifferInFindings: false, metadata: isNew ? metadata : undefined };
      changes.series.set(series, change);
    }
    const appended = this.#points.append(codec, { run, file, series }, points);
    if (!appended.isSummarized) change.isStale = true;
    if (appended.mayDifferInFindings) change.mayDifferInFindings = true;
  }

  #find(name: string, changes: Changes): RunState | undefined {
    const run = this.#states.find(name, this.#dataVersion);
    return run?.isIncomplete ? this.#dropDamaged(run, changes) : run;
  }

  /** Forgets damaged series, and has the run's files read again from their start: which of them gave these, or lost ones, points is not known. */
  #dropDamaged(run: RunState, changes: Changes): RunState {
    const whole = this.#states.keep({ ...run, damagedSeries: [], isIncomplete: false });
    for (const [path, file] of whole.files) {
      file.cursor = { ...file.cursor, identity: "", offsetBytes: 0, sizeBytes: 0 };
      changes.files.set(path, { file, run: whole });
      changes.lostPaths.add(path);
    }
    for (const id of run.damagedSeries) {
      this.#sql.deleteChunksOfSeries.run(id);
      this.#sql.deleteSeries.run(id);
    }
    changes.runs.add(whole);
    return whole;
  }

  #makeRun(name: string): RunState {
    return this.#states.keep({
      id: this.#nextId.run++,
      name,
      files: new Map(),
      series: new Map(),
      revision: 0,
      dataVersion: this.#dataVersion,
      keptTailCount: 0,
      ranks: undefined,
      described: undefined,
      damagedSeries: [],
      isIncomplete: false,
    });
  }

  #makeFile(run: RunState, cursor: FileCursor): FileState {
    const file: FileState = {
      id: this.#nextId.file++,
      cursor,
      firstWallTimeSeconds: null,
      lastWallTimeSeconds: null,
      sessionEnded: null,
      marks: [],
    };
    run.files.set(cursor.path, file);
    run.ranks = run.described = undefined;
    return file;
  }

  /** Forgets a file and what it gave, in whichever run it stands. */
  #forgetFile(path: string, changes: Changes): void {
    const { run, file } = changes.files.get(path) ?? this.#findFile(path, changes) ?? {};
    if (!run || !file) return;
    for (const [key, series] of run.series) {
      if (!tailOf(series, file)) continue;
      this.#points.deleteChunks({ run, file, series });
      if (series.tails.length > 0) {
        this.#markStale(run, series, changes);
        continue;
      }
      run.series.delete(key);
      changes.series.delete(series);
      this.#sql.deleteSeries.run(series.id);
    }
    run.files.delete(path);
    run.ranks = run.described = undefined;
    if (file.marks.length > 0) changes.judged.add(run);
    this.#sql.deleteFile.run(file.id);
    if (file.cursor.identity !== "") this.#sql.noteGone.run(sqlText(file.cursor.identity));
    changes.files.delete(path);
    changes.runs.add(run);
  }

  #findFile(path: string, changes: Changes): { run: RunState; file: FileState } | undefined {
    const row = this.#sql.selectRunOfFile.get(sqlText(path));
    const run = row && this.#find(textFromSql(row["name"]), changes);
    const file = run?.files.get(path);
    return run && file && { run, file };
  }

  /** Writes the rows of what changed. */
  #flush(changes: Changes, revisionBefore: number): CommitResult {
    const refusedPaths = [...new Set([...changes.refusedPaths, ...changes.lostPaths])];
    if (changes.runs.size === 0) return { revision: revisionBefore, runs: [], removedRuns: [], refusedPaths };
    const revision = revisionBefore + 1;
    for (const run of changes.judged)
      for (const series of run.series.values()) this.#markStale(run, series, changes);
    for (const [series, change] of changes.series) {
      if (change.isStale) this.#points.summarize(change.run, series);
      else if (change.mayDifferInFindings) this.#points.findAgain(change.run, series);
      this.#rows.writeSeries(series, change, revision);
    }
    for (const { file, run } of changes.files.values()) this.#rows.writeFile(file, run);
    const runs: string[] = [];
    const removedRuns: string[] = [];
    for (const run of changes.runs) {
      if (run.files.size > 0) {
        runs.push(run.name);
        this.#rows.writeRun(run, revision);
      } else {
        removedRuns.push(run.name);
        this.#sql.deleteRun.run(run.id);
        this.#states.forget(run.name);
      }
    }
    this.#sql.trimGone.run(MAX_GONE_FILES);
    const { run, file, series } = this.#nextId;
    this.#sql.updateMeta.run(revision, run, file, series);
    return { revision, runs, removedRuns, refusedPaths };
  }
}

function prepareStatements(db: Database) {
  return {
    dataVersion: db.prepare("PRAGMA data_version"),
    meta: db.prepare(`
      SELECT revision, max(next_run_id, (SELECT coalesce(max(id), 0) + 1 FROM run)) AS run,
        max(next_file_id, (SELECT coalesce(max(id), 0) + 1 FROM file)) AS file,
        max(next_series_id, (SELECT coalesce(max(id), 0) + 1 FROM series)) AS series
      FROM meta`),
    selectRunOfFile: db.prepare(
      "SELECT run.name FROM file JOIN run ON run.id = file.run_id WHERE file.path = ?",
    ),
    deleteSeries: db.prepare("DELETE FROM series WHERE id = ?"),
    deleteChunksOfSeries: db.prepare("DELETE FROM chunk WHERE series_id = ?"),
    deleteFile: db.prepare("DELETE FROM file WHERE id = ?"),
    noteGone: db.prepare("INSERT OR IGNORE INTO gone_file (identity) VALUES (?)"),
    trimGone: db.prepare("DELETE FROM gone_file WHERE id <= (SELECT max(id) FROM gone_file) - ?"),
    deleteRun: db.prepare("DELETE FROM run WHERE id = ?"),
    updateMeta: db.prepare(
      "UPDATE meta SET revision = ?, next_run_id = ?, next_file_id = ?, next_series_id = ?",
    ),
  };
}

/** Whether the store would be the same after this commit. */
function bringsNothing(commit: FileCommit, file: FileState): boolean {
  return (
    [...commit.scalars, ...commit.records].every(({ steps }) => steps.length === 0) &&
    isSameCursor(file.cursor, commit.cursor) &&
    commit.startMark === null &&
    (file.firstWallTimeSeconds ?? commit.firstWallTimeSeconds) === file.firstWallTimeSeconds &&
    greater(file.lastWallTimeSeconds, commit.lastWallTimeSeconds) === file.lastWallTimeSeconds &&
    (commit.sessionEnded ?? file.sessionEnded) === file.sessionEnded
  );
}
