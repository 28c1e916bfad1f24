// Records that were left out because their payload did not have its checksum: on network drives, and where a tool syncs files, a block of a file
// shows as zeros until its content comes.
import { RecordReader } from "@runboard/tfevents";
import { readBytes } from "./event-file.ts";

const headerBytes = 12;
const pieceBytes = 1 << 20;
/** Read in one look, but for a single record that is larger. */
const maxLookBytes = 16 << 20;

/**
 * Looks at the records that begin at `offsetsBytes` whether one of them is whole now. Reads nothing but these, and of many only some: `lookCount`
 * earlier looks say where to begin.
 */
export function findWholeRecord(
  descriptor: number,
  offsetsBytes: readonly number[],
  lookCount: number,
): { readonly isFound: boolean; readonly scannedBytes: number } {
  let scannedBytes = 0;
  for (let index = 0; index < offsetsBytes.length && scannedBytes < maxLookBytes; index++) {
    const offsetBytes = offsetsBytes[(index + lookCount) % offsetsBytes.length] ?? 0;
    const record = readRecord(descriptor, offsetBytes);
    scannedBytes += record.scannedBytes;
    if (record.isWhole) return { isFound: true, scannedBytes };
  }
  return { isFound: false, scannedBytes };
}

function readRecord(
  descriptor: number,
  offsetBytes: number,
): { readonly isWhole: boolean; readonly scannedBytes: number } {
  const reader = new RecordReader();
  let scannedBytes = 0;
  for (let wantedBytes = headerBytes; ;) {
    const room = new Uint8Array(Math.min(wantedBytes - scannedBytes, pieceBytes));
    const bytes = readBytes(descriptor, room, offsetBytes + scannedBytes);
    // What cannot be read, or is cut, is found out when the file is read on.
    if (typeof bytes === "string" || bytes.length < room.length) return { isWhole: false, scannedBytes };
    scannedBytes += bytes.length;
    reader.push(bytes);
    if (scannedBytes < wantedBytes) continue;
    const result = reader.next();
    if (result.kind !== "truncated") return { isWhole: result.kind === "record", scannedBytes };
    wantedBytes = result.neededBytes;
  }
}
