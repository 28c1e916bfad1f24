// What the model of the store remembers.
import type { SeriesMetadata, StartMark, ValueDetails } from "@runboard/tfevents";
import type { SeriesRestart } from "../event-store.ts";
import type { FileCursor } from "../file-cursor.ts";

export interface ModelPoint {
  readonly path: string;
  /** START marks of its file before it. */
  readonly markCount: number;
  readonly step: number;
  readonly wallTimeSeconds: number;
  /** NaN for a record. */
  readonly value: number;
  /** Where a record's bytes are; null for a scalar. */
  readonly record: {
    readonly offsetBytes: number;
    readonly lengthBytes: number;
    readonly detail: ValueDetails | undefined;
  } | null;
}

export interface ModelFile {
  cursor: FileCursor;
  firstWallTimeSeconds: number | null;
  lastWallTimeSeconds: number | null;
  sessionEnded: boolean | null;
  marks: readonly StartMark[];
}

export interface ModelSeries {
  readonly run: string;
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  /** In the order in which each file gave them. */
  points: ModelPoint[];
}

export type JudgedPoint = ModelPoint & {
  readonly superseded: boolean;
  /** Place of its file among the run's, by path; its own place among what the file gave. */
  readonly file: number;
  readonly place: number;
  /** Order of its file among points of one step. */
  readonly fileOrder: number;
};

export interface Judged {
  /** All points, by step. */
  readonly points: readonly JudgedPoint[];
  readonly restartCount: number;
  /** The last 16. */
  readonly restarts: readonly SeriesRestart[];
}
