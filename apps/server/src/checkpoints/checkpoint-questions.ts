// What the server asks the thread that reads checkpoints, and what that says.
import type { ProblemCode } from "@runboard/contract";
import type { Matrix } from "@runboard/tfevents";

/** An index file that was found. */
export interface FoundCheckpoint {
  /** Below the log directory, without `.index`. */
  readonly path: string;
  /** Of it, up to the hyphen before the step. */
  readonly prefix: string;
  readonly step: number;
}

/** Where the vectors of an embedding stand. Paths are below the log directory. */
export type MatrixSource =
  /** `path` without `.index`. */
  | { readonly kind: "checkpoint"; readonly path: string; readonly tensorName: string }
  /** `shape`: rows and columns of raw numbers; null where nothing is said of them. */
  | { readonly kind: "file"; readonly file: string; readonly shape: readonly [number, number] | null };

export type CheckpointQuestion =
  | { readonly kind: "list"; readonly found: readonly FoundCheckpoint[]; readonly isComplete: boolean }
  | {
      readonly kind: "weights";
      readonly checkpoint: FoundCheckpoint;
      /** Those of the same prefix and lesser steps, the newest first: the first that is whole is the one before. */
      readonly earlier: readonly FoundCheckpoint[];
    }
  /** Without `.index`. Answered by `CheckpointShapes`, or null where it cannot be used. */
  | { readonly kind: "shapes"; readonly path: string }
  | { readonly kind: "matrix"; readonly source: MatrixSource };

/** Rows and columns of what has two dimensions, by name. */
export type CheckpointShapes = readonly (readonly [name: string, shape: readonly [number, number]])[];

/** One question at a time; `leave` ends the one that is being answered. */
export type CheckpointOrder = { readonly question: CheckpointQuestion } | "leave";

export type CheckpointDelivery =
  /** JSON of the answer, or `matrixBytes`; all of its memory. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "left" }
  | { readonly kind: "problem"; readonly code: ProblemCode; readonly detail: string };

const MATRIX_HEAD_BYTES = 8;

/** Counts of rows and columns, then the values, as this machine writes them. */
export function matrixBytes({ rowCount, columnCount, values }: Matrix): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MATRIX_HEAD_BYTES + values.byteLength);
  bytes.set(new Uint8Array(Uint32Array.of(rowCount, columnCount).buffer));
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), MATRIX_HEAD_BYTES);
  return bytes;
}

/** @param bytes of `matrixBytes`, whose memory is taken over */
export function matrixOf({ buffer }: Uint8Array<ArrayBuffer>): Matrix {
  const [rowCount = 0, columnCount = 0] = new Uint32Array(buffer, 0, 2);
  return { rowCount, columnCount, values: new Float32Array(buffer, MATRIX_HEAD_BYTES) };
}
