// What a job prints: one file per job, which its process writes by itself. The server writes a line at the head of each attempt, and reads the last one.
import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JobId } from "@runboard/contract";

export function logPathOf(stateDirectory: string, job: JobId): string {
  return join(stateDirectory, "jobs", `${job}.log`);
}

/** Opens a log to append to it, with a line of its own first; the caller closes the descriptor. */
export function openLog(path: string, headLine: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "a", 0o600);
  try {
    // A killed process may have left half a line.
    writeSync(descriptor, `${fstatSync(descriptor).size > 0 ? "\n" : ""}=== ${headLine} ===\n`);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** 0 while there is none. */
export async function logSizeBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

const TAIL_BYTES = 8192;
const MAX_LINE_CHARACTERS = 300;

/** The last line that says something, shortened; null when there is none after the head line of the attempt. */
export async function lastLineOf(path: string): Promise<string | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer
      .subarray(0, bytesRead)
      .toString("utf8")
      .split(/[\r\n]+/);
    const last = lines.map(withoutControls).findLast((line) => line !== "");
    if (last === undefined || /^=== attempt \d.* ===$/.test(last)) return null;
    return last.length > MAX_LINE_CHARACTERS ? `${last.slice(0, MAX_LINE_CHARACTERS)}…` : last;
  } finally {
    await file.close();
  }
}

/** Colours and the like are for terminals. */
function withoutControls(line: string): string {
  return line
    .replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
    .replaceAll(/[\0-\x1f\x7f]/g, "")
    .trim();
}
