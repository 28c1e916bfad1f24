// Bytes of one record, read from its event file when somebody asks for what they hold.
import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { systemPath } from "@runboard/logdir";
import { maskedCrc32c } from "@runboard/tfevents";

/** Where the store found a record. */
export interface RecordPlace {
  readonly path: string;
  /** Of the payload, which a masked CRC-32C of 4 bytes follows. */
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

const CHECKSUM_BYTES = 4;
// Absent on Windows. A pipe in the place of a file must not block.
const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/** The payload; undefined when it is larger than `maxBytes`, cannot be read, or when other bytes stand there by now. */
export async function readPayload(place: RecordPlace, maxBytes: number): Promise<Uint8Array | undefined> {
  if (place.lengthBytes > maxBytes) return undefined;
  let file: FileHandle | undefined;
  try {
    file = await open(systemPath(place.path), constants.O_RDONLY | nonBlocking);
    return await readChecked(file, place);
  } catch (error) {
    // Files go, and rights with them; what is no error of the system is ours.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return undefined;
    throw error;
  } finally {
    await file?.close();
  }
}

async function readChecked(
  file: FileHandle,
  { offsetBytes, lengthBytes }: RecordPlace,
): Promise<Uint8Array | undefined> {
  const stats = await file.stat();
  const sizeBytes = lengthBytes + CHECKSUM_BYTES;
  if (!stats.isFile() || stats.size < offsetBytes + sizeBytes) return undefined;
  const bytes = Buffer.alloc(sizeBytes);
  const { bytesRead } = await file.read(bytes, 0, sizeBytes, offsetBytes);
  if (bytesRead < sizeBytes || maskedCrc32c(bytes, 0, lengthBytes) !== bytes.readUInt32LE(lengthBytes))
    return undefined;
  return bytes.subarray(0, lengthBytes);
}
