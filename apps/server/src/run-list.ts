// The runs as the API shows them: rows of the store, plus what depends on the clock.
import type { FileProblem, Run, RunName, RunState } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore, FileCursor, RunRow } from "@runboard/store";
import type { TrainedRun } from "@runboard/training";
import { pathBelowRoot } from "./path-below-root.ts";

/** A run that nobody trains here is live while bytes came in within this time. */
const LIVE_MILLIS = 60_000;
/** Bytes that are so much newer than its job's end are somebody else's: file systems round times. */
const TIME_SLACK_MILLIS = 2_000;

/** By the run's name. */
export type TrainedRuns = ReadonlyMap<string, TrainedRun>;

export interface RunList {
  readonly revision: number;
  readonly rows: readonly RunRow[];
}

/** Reads the list once per revision. */
export class RunListReader {
  readonly #store: EventStore;
  #latest: RunList | undefined;

  constructor(store: EventStore) {
    this.#store = store;
  }

  async read(): Promise<RunList> {
    const revision = await this.#store.revision();
    if (this.#latest?.revision === revision) return this.#latest;
    const list = { revision, rows: await this.#store.listRuns() };
    this.#latest = list;
    return list;
  }
}

interface LiveRunsOptions {
  readonly runList: RunListReader;
  readonly clock: () => number;
  readonly trainedRuns: () => TrainedRuns;
  readonly onChange: (runs: readonly string[]) => void;
  readonly intervalMillis?: number;
}

/** Tells when runs stop being live, which no commit does: looks every few seconds at rows that are in memory, and hears of jobs. */
export class LiveRuns {
  readonly #options: LiveRunsOptions;
  readonly #timer: NodeJS.Timeout;
  #live: ReadonlySet<string> = new Set();
  #running: ReadonlySet<string> = new Set();

  constructor(options: LiveRunsOptions) {
    this.#options = options;
    const { intervalMillis = 5_000 } = options;
    this.#timer = setInterval(() => this.#lookAgain(), intervalMillis).unref();
  }

  /** Call it with every news of jobs. */
  noteJobs(): void {
    const before = this.#running;
    const trained = this.#options.trainedRuns();
    this.#running = new Set([...trained].flatMap(([run, job]) => (job.isRunning ? [run] : [])));
    const ended = [...before].filter((run) => !this.#running.has(run));
    if (ended.length > 0) this.#options.onChange(ended);
  }

  #lookAgain(): void {
    // A store that does not answer says so to whoever asks it next.
    void this.#look().catch(() => undefined);
  }

  async #look(): Promise<void> {
    const { runList, clock, trainedRuns, onChange } = this.#options;
    const { rows } = await runList.read();
    const [now, trained] = [clock(), trainedRuns()];
    const live = new Set(
      rows.filter((row) => runStateAt(row, now, trained) === "live").map(({ run }) => run),
    );
    const ended = rows.filter(({ run }) => this.#live.has(run) && !live.has(run)).map(({ run }) => run);
    this.#live = live;
    if (ended.length > 0) onChange(ended);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

/**
 * A run that a job trains is live while the job runs, however long it writes nothing; one whose job has ended is not, however new its bytes are. It has
 * finished when its job has: each try writes that it ended, a stopped one too.
 */
export function runStateAt(
  row: Pick<RunRow, "run" | "sessionEnded" | "modifiedMillis">,
  nowMillis: number,
  trained: TrainedRuns,
): RunState {
  const job = trained.get(row.run);
  if (job?.isRunning) return "live";
  if (job && row.modifiedMillis <= job.endedSeconds * 1000 + TIME_SLACK_MILLIS)
    return row.sessionEnded && job.hasSucceeded ? "finished" : "stale";
  if (row.sessionEnded) return "finished";
  return nowMillis - row.modifiedMillis < LIVE_MILLIS ? "live" : "stale";
}

export function runOfRow(row: RunRow, roots: readonly LogdirRoot[], state: RunState): Run {
  return {
    // The store holds only names that reading gave.
    run: row.run as RunName,
    state,
    startTimeSeconds: row.startTimeSeconds,
    lastWallTimeSeconds: row.lastWallTimeSeconds,
    modifiedSeconds: row.modifiedMillis / 1000,
    fileCount: row.fileCount,
    sizeBytes: row.sizeBytes,
    seriesCount: row.seriesCount,
    pointCount: row.pointCount,
    supersededPointCount: row.supersededPointCount,
    restartCount: row.restartCount,
    findingCount: row.findingCount,
    lastStep: row.lastStep,
    problems: row.problemFiles.flatMap((file) => problemsOfFile(file, roots)),
    revision: row.revision,
  };
}

/** One file may have ended early and have left records out before. */
function problemsOfFile(file: FileCursor, roots: readonly LogdirRoot[]): readonly FileProblem[] {
  const { state, skippedRecordCount } = file;
  const path = pathBelowRoot(file.path, roots);
  const problems: FileProblem[] = [];
  if (state !== "reading") {
    const offsetBytes = state === "corrupt" ? file.offsetBytes : null;
    problems.push({ path, kind: state, skippedRecordCount: 0, offsetBytes, reason: file.reason });
  }
  if (skippedRecordCount > 0) {
    const { firstSkippedOffsetBytes: offsetBytes, skipReason: reason } = file;
    problems.push({ path, kind: "skipped", skippedRecordCount, offsetBytes, reason });
  }
  return problems;
}
