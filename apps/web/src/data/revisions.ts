// What the live stream said of each run: the revision at which it last changed. Fetched data is fresh when it is at least of that revision.
import type { RunName } from "@runboard/contract";

export class RunRevisions {
  readonly #changed = new Map<RunName, number>();
  #floor = 0;
  #newest = 0;

  /** These runs changed at `revision`. */
  note(runs: readonly RunName[], revision: number): void {
    for (const run of runs) this.#changed.set(run, Math.max(revision, this.#changed.get(run) ?? 0));
    this.noteAnswer(revision);
  }

  /** An answer was read at `revision`. */
  noteAnswer(revision: number): void {
    this.#newest = Math.max(this.#newest, revision);
  }

  /** Every run may have changed up to `revision`. What has a later one came from a server that is no more. */
  reset(revision: number): void {
    this.#changed.clear();
    this.#floor = revision;
    this.#newest = revision;
  }

  /** Whether data of a run that was read at `revision` still holds. */
  isFresh(run: RunName, revision: number): boolean {
    return revision >= Math.max(this.#floor, this.#changed.get(run) ?? 0) && revision <= this.#newest;
  }
}

export const runRevisions = new RunRevisions();
