// Points, cursors and commits for tests, made up but complete.
import type { DataClass, RecordPoints, ScalarPoints, SeriesMetadata } from "@runboard/tfevents";
import type { FileCommit, FileCursor, ScalarQuery } from "../event-store.ts";

/** Every point of every series. */
export const ALL: ScalarQuery = { axis: "step", smoothing: 0, includeSuperseded: false };

/** Run and path of a file. */
export const FILE = ["run", "/logs/run/events.1"] as const;

export function metadataOf(dataClass: DataClass, description = ""): SeriesMetadata {
  const plugin = { scalar: "scalars", tensor: "histograms", blob_sequence: "images" }[dataClass];
  return { dataClass, plugin, pluginContent: new Uint8Array([8, 1]), displayName: "", description };
}

/** A cursor that has read a file to `offsetBytes`. */
export function cursorAt(run: string, path: string, offsetBytes: number): FileCursor {
  return {
    run,
    path,
    identity: "1:2",
    sizeBytes: offsetBytes + 7,
    modifiedMillis: 1_700_000_000_000 + offsetBytes,
    offsetBytes,
    state: "reading",
    skippedRecordCount: 0,
    firstSkippedOffsetBytes: null,
    reason: "",
  };
}

export function scalarPoints(
  tag: string,
  steps: readonly number[],
  values: readonly number[] = steps,
  wallTimesSeconds: readonly number[] = steps.map((step) => 1.7e9 + step),
): ScalarPoints {
  return {
    tag,
    metadata: metadataOf("scalar"),
    steps: Float64Array.from(steps),
    wallTimesSeconds: Float64Array.from(wallTimesSeconds),
    values: Float64Array.from(values),
  };
}

export function recordPoints(
  tag: string,
  steps: readonly number[],
  dataClass: DataClass = "tensor",
): RecordPoints {
  return {
    tag,
    metadata: metadataOf(dataClass),
    steps: Float64Array.from(steps),
    wallTimesSeconds: Float64Array.from(steps, (step) => 1.7e9 + step),
    offsetsBytes: Float64Array.from(steps, (_, i) => 12 + i * 5_000_000_000),
    lengthsBytes: Float64Array.from(steps, (step) => 100 + Math.abs(step % 7)),
    valueIndexes: Int32Array.from(steps, (_, i) => (i % 3) - 1),
    details: steps.map((step) => JSON.stringify({ shape: [Math.abs(step % 3), 64], name: "ä" })),
  };
}

/** A commit that takes a file from one offset to another. */
export function fileCommit(
  [run, path]: readonly [run: string, path: string],
  [fromOffsetBytes, offsetBytes]: readonly [number, number],
  points: readonly (ScalarPoints | RecordPoints)[],
): FileCommit {
  const walls = points.flatMap((one) => [...one.wallTimesSeconds]);
  return {
    cursor: cursorAt(run, path, offsetBytes),
    fromOffsetBytes,
    isReplacement: false,
    firstWallTimeSeconds: walls[0] ?? null,
    lastWallTimeSeconds: walls.length > 0 ? walls.reduce((a, b) => Math.max(a, b)) : null,
    sessionEnded: null,
    scalars: points.filter((one) => "values" in one),
    records: points.filter((one) => "details" in one),
  };
}
