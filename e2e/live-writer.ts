// The program of a LiveJob: opens an event file in the directory given as argument, and appends what its parent sends.
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { eventFileName, EventWriter } from "@runboard/tfevents";

export interface ToWriter {
  readonly kind: "log";
  readonly tag: string;
  readonly points: readonly (readonly [step: number, value: number])[];
}

export interface FromWriter {
  readonly kind: "opened" | "flushed";
  /** Milliseconds since 1970. */
  readonly atMillis: number;
}

const [directory = "."] = process.argv.slice(2);
const wallTimeSeconds = Date.now() / 1000;
mkdirSync(directory, { recursive: true });
const file = openSync(
  join(directory, eventFileName({ wallTimeSeconds, hostname: hostname(), pid: process.pid, uid: 0 })),
  "a",
);
const writer = new EventWriter({ write: (bytes) => writeSync(file, bytes), wallTimeSeconds });
writer.flush();
tell("opened");

process.on("message", ({ tag, points }: ToWriter) => {
  for (const [step, value] of points)
    writer.writeScalar(tag, value, { step, wallTimeSeconds: Date.now() / 1000 });
  writer.flush();
  fsyncSync(file);
  tell("flushed");
});
process.on("disconnect", () => {
  closeSync(file);
  process.exit();
});

function tell(kind: FromWriter["kind"]): void {
  process.send?.({ kind, atMillis: Date.now() } satisfies FromWriter);
}
