// Reads a program's progress from what it prints: the last `step 40/100` or `step 40 of 100`, on a line of its own or amid others.
import type { JobProgress } from "@runboard/contract";
import { Pace } from "./pace.ts";

const STEP = /\bstep\s+(\d{1,15})\s*(?:\/|of)\s*(\d{1,15})\b/i;
/** Longer lines are cut: a program may print without end. */
const MAX_LINE_CHARACTERS = 2000;
const MAX_TOLD_CHARACTERS = 300;
const TELL_INTERVAL_MILLIS = 250;

export class PrintedProgress {
  readonly #tell: (progress: JobProgress) => void;
  readonly #clock: () => number;
  #rest = "";
  #lastLine: string | null = null;
  #pace: { readonly totalSteps: number; readonly pace: Pace } | null = null;
  #lastStep = -1;
  #toldMillis = -Infinity;

  constructor(tell: (progress: JobProgress) => void, clock: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** The last one that says something, without colours. */
  get lastLine(): string | null {
    const line = spokenLine(this.#rest) ?? this.#lastLine;
    return line !== null && line.length > MAX_TOLD_CHARACTERS
      ? `${line.slice(0, MAX_TOLD_CHARACTERS)}…`
      : line;
  }

  read(bytes: Uint8Array): void {
    // Progress bars go back to the beginning of the line.
    const lines = (this.#rest + Buffer.from(bytes).toString("utf8")).split(/[\r\n]/);
    this.#rest = (lines.pop() ?? "").slice(-MAX_LINE_CHARACTERS);
    for (const line of lines) {
      const spoken = spokenLine(line);
      if (spoken === null) continue;
      this.#lastLine = spoken;
      this.#readLine(spoken);
    }
  }

  #readLine(line: string): void {
    const [, stepText, totalText] = STEP.exec(line) ?? [];
    const [step, totalSteps] = [Number(stepText), Number(totalText)];
    if (!(totalSteps > 0 && step <= totalSteps)) return;
    // Another training has begun, or the same one anew: its pace is its own.
    if (this.#pace?.totalSteps !== totalSteps || step < this.#lastStep)
      this.#pace = { totalSteps, pace: new Pace({ totalSteps, lastStep: totalSteps }) };
    this.#lastStep = step;
    const now = this.#clock();
    // Some say that they begin: what they do until their first step is no pace.
    if (step > 0) this.#pace.pace.mark(step, now);
    if (now - this.#toldMillis < TELL_INTERVAL_MILLIS && step < totalSteps) return;
    this.#toldMillis = now;
    this.#tell(this.#pace.pace.progress);
  }
}

/** Without colours, and shortened; null when it says nothing. */
function spokenLine(line: string): string | null {
  const text = line
    .slice(0, MAX_LINE_CHARACTERS)
    .replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
    .replaceAll(/[\0-\x1f\x7f]/g, "")
    .trim();
  return text === "" ? null : text;
}
