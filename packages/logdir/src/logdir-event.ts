// What a watched log directory tells of itself.

/** How far reading has come. */
export interface LoadProgress {
  /** `discovering`: the first walk runs. `reading`: files known, bytes left. `ready`: all that was found at the last walk is in the store. */
  readonly phase: "discovering" | "reading" | "ready";
  readonly filesTotal: number;
  readonly filesRead: number;
  readonly bytesTotal: number;
  /** Bytes of the known files that are dealt with, in this or an earlier life of the store. */
  readonly bytesRead: number;
  /** Bytes that this watch has read from files so far: the work it did. */
  readonly bytesScanned: number;
  /** Of several roots the best: `ok` when any can be listed. */
  readonly rootState: "ok" | "missing" | "unreadable";
}

export type LogdirEvent =
  | {
      readonly kind: "committed";
      readonly revision: number;
      readonly runs: readonly string[];
      readonly removedRuns: readonly string[];
    }
  | { readonly kind: "progress"; readonly progress: LoadProgress }
  /** The index was found to be damaged: what these files gave, which are read again, or more than that, and it is built anew. */
  | { readonly kind: "damaged"; readonly reason: string; readonly paths: readonly string[] }
  /** Reading stopped on an error; it starts again by itself a little later. */
  | { readonly kind: "failed"; readonly reason: string };
