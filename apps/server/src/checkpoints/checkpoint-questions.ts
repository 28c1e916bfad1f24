// What the server asks the thread that reads checkpoints, and what that says.
import type { ProblemCode } from "@runboard/contract";

/** An index file that was found. */
export interface FoundCheckpoint {
  /** Below the log directory, without `.index`. */
  readonly path: string;
  /** Of it, up to the hyphen before the step. */
  readonly prefix: string;
  readonly step: number;
}

export type CheckpointQuestion =
  | { readonly kind: "list"; readonly found: readonly FoundCheckpoint[]; readonly isComplete: boolean }
  | {
      readonly kind: "weights";
      readonly checkpoint: FoundCheckpoint;
      /** Those of the same prefix and lesser steps, the newest first: the first that is whole is the one before. */
      readonly earlier: readonly FoundCheckpoint[];
    };

/** One question at a time; `leave` ends the one that is being answered. */
export type CheckpointOrder = { readonly question: CheckpointQuestion } | "leave";

export type CheckpointDelivery =
  /** JSON of the answer; all of its memory. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "left" }
  | { readonly kind: "problem"; readonly code: ProblemCode; readonly detail: string };
