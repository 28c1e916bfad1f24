// Points, cursors and commits for tests, made up but complete.
import type { DataClass, RecordPoints, ScalarPoints, SeriesMetadata, ValueDetails } from "@runboard/tfevents";
import type { FileCommit, RecordQuery, ScalarQuery } from "../event-store.ts";
import type { FileCursor } from "../file-cursor.ts";

/** Every point of every series. */
export const ALL: ScalarQuery = { axis: "step", smoothing: 0, includeSuperseded: false };

/** The place of every value that is no scalar. */
export const RECORDS: RecordQuery = { axis: "step", includeSuperseded: false };

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
    skipReason: "",
    lateOffsetsBytes: [],
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
  dataClass: Exclude<DataClass, "scalar"> = "tensor",
  startSeconds = 1.7e9,
): RecordPoints {
  return {
    tag,
    metadata: metadataOf(dataClass),
    steps: Float64Array.from(steps),
    wallTimesSeconds: Float64Array.from(steps, (_, i) => startSeconds + i),
    offsetsBytes: Float64Array.from(steps, (_, i) => 12 + i * 5_000_000_000),
    lengthsBytes: Float64Array.from(steps, (step) => 100 + Math.abs(step % 7)),
    details: steps.map((step) => detailsOf(dataClass, Math.abs(step % 3))),
  };
}

function detailsOf(dataClass: Exclude<DataClass, "scalar">, size: number): ValueDetails {
  return dataClass === "tensor"
    ? { kind: "tensor", dtype: "float64", shape: [size, 3] }
    : { kind: "images", width: 28, height: 28, sampleCount: size };
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
    startMark: null,
  };
}
