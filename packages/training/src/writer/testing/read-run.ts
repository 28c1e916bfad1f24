// Reads a run back, for tests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  decodeMessage,
  type Event,
  EventFileScanner,
  EventSchema,
  RecordReader,
  type ScannedPoints,
} from "@runboard/tfevents";

/** Series of the event files of a directory, which must be whole. */
export function readRun(directory: string): ScannedPoints {
  const scanner = new EventFileScanner();
  const file = readEventFile(directory);
  let at = 0;
  let result = scanner.scan(file, at);
  for (; result.kind === "marked"; result = scanner.scan(file.subarray(at), at)) at += result.consumedBytes;
  if (result.kind !== "truncated" || at + result.consumedBytes !== file.length)
    throw new Error(`event file of ${directory} does not end with a whole record`);
  return scanner.take();
}

/** Step and value of each point. */
export function scalarsOf({ scalars }: ScannedPoints): Record<string, (readonly [number, number])[]> {
  return Object.fromEntries(
    scalars.map(({ tag, steps, values }) => [
      tag,
      Array.from(steps, (step, index) => [step, values[index] ?? NaN] as const),
    ]),
  );
}

export function readEventFile(directory: string): Uint8Array {
  const names = readdirSync(directory).filter((name) => name.includes("tfevents"));
  const [name] = names;
  if (name === undefined || names.length > 1) throw new Error(`${directory} has ${names.length} event files`);
  return readFileSync(join(directory, name));
}

/** All events of an event file, in order, with their serialised bytes. */
export function eventsOf(file: Uint8Array): { readonly event: Event; readonly payload: Uint8Array }[] {
  const reader = new RecordReader();
  reader.push(file);
  const events = [];
  for (let result = reader.next(); result.kind === "record"; result = reader.next()) {
    const payload = result.data.slice();
    const event = decodeMessage(EventSchema, payload);
    if (event === undefined) throw new Error("an event is malformed");
    events.push({ event, payload });
  }
  return events;
}
