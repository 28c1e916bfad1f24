// How fast a training goes: steps a second over the last seconds, and when it will be done.
import type { JobProgress } from "@runboard/contract";

const WINDOW_MILLIS = 10_000;
/** Fewer tell nothing. */
const LEAST_STEPS = 3;

interface Mark {
  readonly step: number;
  readonly millis: number;
}

export class Pace {
  readonly #marks: Mark[] = [];
  readonly #totalSteps: number;
  readonly #lastStep: number;

  /** `lastStep` is where this process stops; `totalSteps` is the training's. */
  constructor(steps: { readonly totalSteps: number; readonly lastStep: number }) {
    this.#totalSteps = steps.totalSteps;
    this.#lastStep = steps.lastStep;
  }

  /** So many steps are done at this time. Call it first when the first step of the process is: that one warms up, and tells nothing of the others. */
  mark(step: number, millis: number): void {
    this.#marks.push({ step, millis });
    for (;;) {
      const next = this.#marks[1];
      if (next === undefined || next.millis > millis - WINDOW_MILLIS || step - next.step < LEAST_STEPS)
        return;
      this.#marks.shift();
    }
  }

  /** null until a few steps after the first mark are done. */
  get stepsPerSecond(): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.millis <= first.millis) return null;
    if (last.step - first.step < LEAST_STEPS) return null;
    return ((last.step - first.step) / (last.millis - first.millis)) * 1000;
  }

  get progress(): JobProgress {
    const step = this.#marks.at(-1)?.step ?? 0;
    const { stepsPerSecond } = this;
    return {
      step,
      totalSteps: this.#totalSteps,
      stepsPerSecond,
      remainingSeconds: stepsPerSecond ? (this.#lastStep - step) / stepsPerSecond : null,
    };
  }
}
