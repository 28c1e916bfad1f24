// Tells the main thread what happened: commits and progress at most ten times a second each. What happens meanwhile is told together.
import type { CommitResult } from "@runboard/store";
import type { FromCoordinator } from "./messages.ts";
import type { LoadProgress } from "./logdir-event.ts";

const pauseMillis = 100;

/** Acts at once on the first request; on those that follow within the pause, together at its end. */
class Throttle {
  readonly #act: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isRequested = false;

  constructor(act: () => void) {
    this.#act = act;
  }

  request(): void {
    this.#isRequested = true;
    if (this.#timer === undefined) this.#run();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#act();
  }

  #run(): void {
    this.#timer = undefined;
    if (!this.#isRequested) return;
    this.#isRequested = false;
    this.#act();
    this.#timer = setTimeout(() => this.#run(), pauseMillis);
  }
}

export class News {
  readonly #post: (message: FromCoordinator) => void;
  readonly #readProgress: () => LoadProgress;
  readonly #commits = new Throttle(() => this.#postCommits());
  readonly #progress = new Throttle(() => this.#postProgress());
  #revision = 0;
  readonly #runs = new Set<string>();
  readonly #removedRuns = new Set<string>();
  #lastProgress = "";

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
    this.#commits.request();
  }

  /** Something of the progress may have changed. */
  noteProgress(): void {
    this.#progress.request();
  }

  /** Tells the last of it. */
  close(): void {
    this.#commits.close();
    this.#progress.close();
  }

  #postCommits(): void {
    if (this.#runs.size === 0 && this.#removedRuns.size === 0) return;
    const runs = [...this.#runs];
    const removedRuns = [...this.#removedRuns];
    this.#runs.clear();
    this.#removedRuns.clear();
    this.#post({ kind: "committed", revision: this.#revision, runs, removedRuns });
  }

  #postProgress(): void {
    const progress = this.#readProgress();
    const text = JSON.stringify(progress);
    if (text === this.#lastProgress) return;
    this.#lastProgress = text;
    this.#post({ kind: "progress", progress });
  }
}
