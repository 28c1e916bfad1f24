// What is known of the files of a run beside their points: when they began and ended, and their START marks.
import type { StartMark } from "@runboard/tfevents";
import { Limits } from "./limits.ts";

export interface RunFile {
  /** Of its first event, and the greatest of all; null while it has none. */
  readonly firstWallTimeSeconds: number | null;
  readonly lastWallTimeSeconds: number | null;
  /** In the order in which they stand in the file. */
  readonly marks: readonly StartMark[];
}

/** The files of a run in the order of their paths; a file is named by its place in it. */
export class RunFiles {
  readonly files: readonly RunFile[];
  /** For each file its place in the order of first events; those without any come last. */
  readonly order: readonly number[];
  readonly hasMarks: boolean;
  readonly #own: Limits[] = [];
  readonly #others: Limits[] = [];
  #all: Limits | undefined;

  constructor(files: readonly RunFile[]) {
    this.files = files;
    this.hasMarks = files.some(({ marks }) => marks.length > 0);
    const timeOf = (file: number) => files[file]?.firstWallTimeSeconds ?? Infinity;
    const sorted = files
      .map((_, file) => file)
      .sort((a, b) => (timeOf(a) === timeOf(b) ? a - b : timeOf(a) - timeOf(b)));
    const order = new Array<number>(files.length).fill(0);
    sorted.forEach((file, place) => (order[file] = place));
    this.order = order;
  }

  /** Whether a file begins after the last event of another. */
  cameAfter(file: number, other: number): boolean {
    const first = this.files[file]?.firstWallTimeSeconds ?? NaN;
    const last = this.files[other]?.lastWallTimeSeconds ?? NaN;
    return last < first;
  }

  /** What the marks of a file set for its own points, by the number of marks before them. */
  ownMarks(file: number): Limits {
    const marks = this.files[file]?.marks ?? [];
    return (this.#own[file] ??= new Limits(marks.map(({ step }, index) => [index + 1, step])));
  }

  /** What the marks of all other files set for its points, by their wall time. */
  otherMarks(file: number): Limits {
    if ((this.files[file]?.marks.length ?? 0) === 0) return (this.#all ??= this.#limitsWithout(-1));
    return (this.#others[file] ??= this.#limitsWithout(file));
  }

  #limitsWithout(file: number): Limits {
    const others = this.files.filter((_, other) => other !== file);
    return new Limits(
      others.flatMap(({ marks }) =>
        marks.map(({ wallTimeSeconds, step }): [number, number] => [wallTimeSeconds, step]),
      ),
    );
  }
}
