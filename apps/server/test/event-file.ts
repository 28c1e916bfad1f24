// For tests: the bytes of an event file.
import { EventWriter } from "@runboard/tfevents";

export function eventFile(write: (writer: EventWriter) => void): Buffer {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => void chunks.push(bytes), wallTimeSeconds: 100 });
  write(writer);
  writer.flush();
  return Buffer.concat(chunks);
}
