// Tells the main thread what happened, at most ten times a second: what happens meanwhile is told together.
import type { CommitResult } from "@runboard/store";
import type { FromCoordinator } from "./messages.ts";
import type { LoadProgress } from "./watch-logdir.ts";

const pauseMillis = 100;

export class News {
  readonly #post: (message: FromCoordinator) => void;
  readonly #readProgress: () => LoadProgress;
  #revision = 0;
  readonly #runs = new Set<string>();
  readonly #removedRuns = new Set<string>();
  #lastProgress = "";
  #timer: NodeJS.Timeout | undefined;

  constructor(post: (message: FromCoordinator) => void, readProgress: () => LoadProgress) {
    this.#post = post;
    this.#readProgress = readProgress;
  }

  noteCommit({ revision, runs, removedRuns }: CommitResult): void {
    this.#revision = Math.max(this.#revision, revision);
    for (const run of removedRuns) {
      this.#runs.delete(run);
      this.#removedRuns.add(run);
    }
    for (const run of runs) {
      this.#removedRuns.delete(run);
      this.#runs.add(run);
    }
    this.noteProgress();
  }

  /** Something of the progress may have changed. */
  noteProgress(): void {
    if (this.#timer !== undefined) return;
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, pauseMillis);
  }

  /** Tells what is untold now. */
  flush(): void {
    if (this.#runs.size > 0 || this.#removedRuns.size > 0) {
      const runs = [...this.#runs];
      const removedRuns = [...this.#removedRuns];
      this.#runs.clear();
      this.#removedRuns.clear();
      this.#post({ kind: "committed", revision: this.#revision, runs, removedRuns });
    }
    const progress = this.#readProgress();
    const text = JSON.stringify(progress);
    if (text === this.#lastProgress) return;
    this.#lastProgress = text;
    this.#post({ kind: "progress", progress });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.flush();
  }
}
