// The end of the process in order: what was started last ends first, all within a few seconds.
import type { Log } from "./log.ts";

/** What has not ended by then is left behind. Trainings have five seconds to save a checkpoint; containers are killed after ten. */
const LIMIT_MILLIS = 8_000;

export class Ending {
  readonly #steps: (() => Promise<unknown>)[] = [];
  readonly #log: Log;
  #running: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  get hasBegun(): boolean {
    return this.#running !== undefined;
  }

  /** Something to end, before all that was added earlier; at once when the end has begun. */
  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
    if (this.#running) void this.#runSteps();
  }

  /** Resolves when everything has ended or the time is over; the same promise however often it is called. */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#log.warn(`some parts did not end within ${LIMIT_MILLIS / 1000} s`);
        resolve();
      }, LIMIT_MILLIS);
    });
    await Promise.race([limit, this.#runSteps()]);
    clearTimeout(timer);
  }

  async #runSteps(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        // The others must end all the same.
        this.#log.error(`at the end: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

/** Ctrl-C and SIGTERM end in order, with exit code 0; a second signal ends at once. */
export function endOnSignals(ending: Ending, log: Log): void {
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isEnding) process.exit(130);
      isEnding = true;
      log.detail("ending", { signal });
      void ending.run().then(() => process.exit());
    });
  }
  process.on("uncaughtException", (error) => {
    log.error(`the server failed: ${error.stack ?? error.message}`);
    process.exit(1);
  });
}
