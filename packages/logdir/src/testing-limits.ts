// Limits that make small files take the ways of large ones, for tests.
import type { ReadLimits } from "./ingester.ts";

/** Small files then take many readings, commits and turns. */
export const smallLimits: ReadLimits = {
  bufferBytes: 4 << 10,
  commitPoints: 150,
  commitBytes: 16 << 10,
  turnBytes: 32 << 10,
};
