// Where a series goes on after restarts, as bytes: the last 16, two eight-byte floats (step, wall time) each.
import { ChunkError } from "./chunk-column.ts";
import type { SeriesRestart } from "./event-store.ts";

const MAX_RESTARTS = 16;
const RESTART_BYTES = 16;

/** Null when there are none. */
export function encodeRestarts(restarts: readonly SeriesRestart[]): Uint8Array | null {
  if (restarts.length === 0) return null;
  const last = restarts.slice(-MAX_RESTARTS);
  const numbers = last.flatMap(({ step, wallTimeSeconds }) => [step, wallTimeSeconds]);
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

/** @throws ChunkError */
export function decodeRestarts(bytes: Uint8Array): readonly SeriesRestart[] {
  if (bytes.length % RESTART_BYTES !== 0) throw new ChunkError(`Restarts of ${bytes.length} bytes.`);
  const numbers = new Float64Array(bytes.slice().buffer);
  return Array.from({ length: bytes.length / RESTART_BYTES }, (_, i) => ({
    step: numbers[2 * i] ?? NaN,
    wallTimeSeconds: numbers[2 * i + 1] ?? NaN,
  }));
}
