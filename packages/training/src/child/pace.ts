// How fast a training goes: steps a second over the last seconds, and when it will be done.
import type { JobProgress } from "@runboard/contract";

const WINDOW_MILLIS = 10_000;

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

  /** So many steps are done at this time. */
  mark(step: number, millis: number): void {
    this.#marks.push({ step, millis });
    while ((this.#marks[1]?.millis ?? millis) <= millis - WINDOW_MILLIS) this.#marks.shift();
  }

  /** null until two steps are done. */
  get stepsPerSecond(): number | null {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.millis <= first.millis) return null;
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
