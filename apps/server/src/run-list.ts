// The runs as the API shows them: rows of the store, plus what depends on the clock.
import path from "node:path";
import type { FileProblem, Run, RunName, RunState } from "@runboard/contract";
import type { LogdirRoot } from "@runboard/logdir";
import type { EventStore, FileCursor, RunRow } from "@runboard/store";

/** A run is live while bytes came in within this time. */
const LIVE_MILLIS = 60_000;

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

/** Tells when runs stop being live, which no commit does: looks every few seconds, at rows that are in memory. */
export class LiveRuns {
  readonly #timer: NodeJS.Timeout;
  #live: ReadonlySet<string> = new Set();

  constructor(options: {
    readonly runList: RunListReader;
    readonly clock: () => number;
    readonly onChange: (runs: readonly string[]) => void;
    readonly intervalMillis?: number;
  }) {
    const { runList, clock, onChange, intervalMillis = 5_000 } = options;
    const look = async (): Promise<void> => {
      const { rows } = await runList.read();
      const now = clock();
      const isLive = (row: RunRow): boolean => runStateAt(row, now) === "live";
      const ended = rows.filter((row) => this.#live.has(row.run) && !isLive(row)).map(({ run }) => run);
      this.#live = new Set(rows.filter(isLive).map(({ run }) => run));
      if (ended.length > 0) onChange(ended);
    };
    // A store that does not answer says so to whoever asks it next.
    this.#timer = setInterval(() => void look().catch(() => undefined), intervalMillis).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

export function runStateAt(row: RunRow, nowMillis: number): RunState {
  if (row.sessionEnded) return "finished";
  return nowMillis - row.modifiedMillis < LIVE_MILLIS ? "live" : "stale";
}

export function runOfRow(row: RunRow, roots: readonly LogdirRoot[], nowMillis: number): Run {
  return {
    // The store holds only names that reading gave.
    run: row.run as RunName,
    state: runStateAt(row, nowMillis),
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

/** Relative to the root that holds the file, behind that root's name. */
function pathBelowRoot(file: string, roots: readonly LogdirRoot[]): string {
  for (const root of roots) {
    const below = path.relative(root.path, file);
    if (below !== "" && !below.startsWith("..") && !path.isAbsolute(below))
      return root.name === null ? below : path.posix.join(root.name, below);
  }
  return path.basename(file);
}
