// Which runs changed at which revision: what the live stream says, and what a client missed while it was away.
import type { LiveEvent, RunName } from "@runboard/contract";

export interface RunChange {
  readonly revision: number;
  readonly runs: readonly string[];
  readonly removedRuns: readonly string[];
}

/** Changes that are remembered. A client that was away for longer than they reach is told to fetch everything again. */
const REMEMBERED_CHANGES = 4096;

export class RunNews {
  #changes: RunChange[] = [];
  /** Everything after this revision is remembered. */
  #knownSince = 0;
  #revision = 0;

  /** What was before this revision is no news. */
  startAt(revision: number): void {
    this.#knownSince = Math.max(this.#knownSince, revision);
    this.#revision = Math.max(this.#revision, revision);
  }

  get revision(): number {
    return this.#revision;
  }

  add(change: RunChange): void {
    this.#changes.push(change);
    this.#revision = Math.max(this.#revision, change.revision);
    if (this.#changes.length <= REMEMBERED_CHANGES) return;
    const forgotten = this.#changes.splice(0, REMEMBERED_CHANGES / 2);
    this.#knownSince = forgotten.at(-1)?.revision ?? this.#knownSince;
  }

  /** All that happened after a revision as one event; undefined when nothing did. */
  since(revision: number): Extract<LiveEvent, { revision: number }> | undefined {
    if (revision === this.#revision) return undefined;
    if (revision < this.#knownSince || revision > this.#revision)
      return { kind: "reset", revision: this.#revision };
    const runs = new Set<string>();
    const removed = new Set<string>();
    for (const change of this.#changes) {
      if (change.revision <= revision) continue;
      for (const run of change.runs) {
        runs.add(run);
        removed.delete(run);
      }
      for (const run of change.removedRuns) {
        removed.add(run);
        runs.delete(run);
      }
    }
    return {
      kind: "changed",
      revision: this.#revision,
      runs: [...runs] as RunName[],
      removed: [...removed] as RunName[],
    };
  }
}
