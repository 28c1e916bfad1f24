import type { ReadLimits } from "./ingester.ts";

/** Small files then take many readings, commits and turns, as large ones do. */
export const smallLimits: ReadLimits = {
  bufferBytes: 4 << 10,
  commitPoints: 150,
  commitBytes: 16 << 10,
  turnBytes: 32 << 10,
};
