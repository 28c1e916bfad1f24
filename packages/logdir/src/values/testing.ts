// For tests of reading values: event files by the writer, and what the scanner finds in them as the store would give it.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordColumns } from "@runboard/store";
import {
  EventFileScanner,
  EventWriter,
  histoValue,
  imageValue,
  simpleValue,
  textValue,
} from "@runboard/tfevents";
import { identityOf, readHead } from "../event-file.ts";

export class ValueFiles {
  readonly path = mkdtempSync(join(tmpdir(), "runboard-values-"));

  /** Writes an event file and gives its path. */
  write(name: string, write: (writer: EventWriter) => void): string {
    const path = join(this.path, name);
    writeFileSync(path, eventFileBytes(write));
    return path;
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function eventFileBytes(write: (writer: EventWriter) => void, wallTimeSeconds = 100): Buffer {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => void chunks.push(bytes), wallTimeSeconds });
  write(writer);
  writer.flush();
  return Buffer.concat(chunks);
}

/** The places of a series' values in a file. */
export function columnsOf(path: string, tag: string): RecordColumns {
  const scanner = new EventFileScanner();
  scanner.scan(readFileSync(path), 0);
  const points = scanner.take().records.find((record) => record.tag === tag);
  if (!points) throw new Error(`${path} has no ${tag}`);
  return {
    ...points,
    run: "run",
    fileIndexes: new Int32Array(points.steps.length),
    files: [{ path, identity: identityAt(path) }],
    pointCount: points.steps.length,
    pointCountInRange: points.steps.length,
    firstWallTimeSeconds: points.wallTimesSeconds[0] ?? null,
  };
}

function identityAt(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const head = readHead(descriptor);
    if (typeof head === "string") throw new Error(head);
    return identityOf(statSync(path), head);
  } finally {
    closeSync(descriptor);
  }
}

/** Steps as the tutorial's merged summaries write them: one event each, with numbers, histograms, a picture of `pictureBytes` and a text. */
export function writeMerged(writer: EventWriter, stepCount: number, pictureBytes = 300): void {
  for (let step = 0; step < stepCount; step++)
    writer.writeSummary(
      [
        simpleValue({ tag: "loss", value: 1 / (step + 1) }),
        histoValue({
          tag: "weights",
          values: Float64Array.from({ length: 100 }, (_, index) => index * (step + 1)),
        }),
        imageValue({
          tag: "input",
          width: 2,
          height: 3,
          pictures: [new Uint8Array(pictureBytes).fill(step), Uint8Array.of(1)],
        }),
        histoValue({ tag: "biases", values: Float64Array.of(step, step + 1) }),
        textValue({ tag: "note", text: `step ${step}` }),
      ],
      { step, wallTimeSeconds: 100 + step },
    );
}
