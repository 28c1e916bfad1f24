// The end of a text file that may be large and growing: only the bytes of the answer are read.
import { open } from "node:fs/promises";

export interface LogTail {
  /** Begins with a whole line; the last one may still be being written. */
  readonly text: string;
  /** Of the whole file. */
  readonly sizeBytes: number;
  /** Where the text begins in it. */
  readonly offsetBytes: number;
}

const LINE_FEED = 0x0a;

/** At most `maxBytes` from the end. A file that is not there yet is empty. */
export async function readLogTail(file: string, maxBytes: number): Promise<LogTail> {
  let handle;
  try {
    handle = await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { text: "", sizeBytes: 0, offsetBytes: 0 };
  }
  try {
    const { size } = await handle.stat();
    // With the byte before, which tells whether the text begins a line.
    const start = Math.max(0, size - maxBytes - 1);
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    const bytes = buffer.subarray(0, bytesRead);
    const skipped = size > maxBytes ? wholeLinesFrom(bytes) : 0;
    // Half a character at the end comes with the next answer.
    const text = new TextDecoder().decode(bytes.subarray(skipped), { stream: true });
    return { text, sizeBytes: size, offsetBytes: start + skipped };
  } finally {
    await handle.close();
  }
}

/** Where the first whole line begins after the first byte; one that is longer than all is cut between characters. */
function wholeLinesFrom(bytes: Uint8Array): number {
  const lineFeed = bytes.indexOf(LINE_FEED);
  if (lineFeed >= 0 && lineFeed < bytes.length - 1) return lineFeed + 1;
  const isInsideCharacter = (byte: number | undefined): boolean =>
    byte !== undefined && (byte & 0xc0) === 0x80;
  let at = 1;
  while (isInsideCharacter(bytes[at])) at += 1;
  return at;
}
