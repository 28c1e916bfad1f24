// Whether there is room for what a run writes. A full disk takes the index and the logs with it, so some room always stays.
import { statfs } from "node:fs/promises";
import path from "node:path";

/** Stays free. */
const RESERVED_BYTES = 64 * 2 ** 20;

/** Where the directory is, or will be made. null where the system does not say. */
export async function freeDiskBytes(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch (error) {
    const parent = path.dirname(directory);
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing && parent !== directory ? freeDiskBytes(parent) : null;
  }
}

/** What is missing, and what to do; null when there is room. */
export function roomProblem(directory: string, neededBytes: number, freeBytes: number | null): string | null {
  if (freeBytes === null || freeBytes > neededBytes + RESERVED_BYTES) return null;
  return `The disk of ${directory} has ${mebibytes(freeBytes)} free, and this needs about ${mebibytes(neededBytes)} with ${mebibytes(RESERVED_BYTES)} to spare: make room, or save checkpoints less often.`;
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
