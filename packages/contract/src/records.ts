// Series of tensors and blobs: where their points stand and what is known of them, tensors decoded, and the bytes of one blob.
import { z } from "zod";
import { BigIntColumn, Float64Column, NumberColumn, StringColumn } from "./codecs.ts";
import { defineEndpoint, defineStream } from "./endpoint.ts";
import { ARROW_STREAM, SeriesQuery } from "./series.ts";
import { DataClass, RunName, Tag } from "./vocabulary.ts";

/** Greatest number of points that one series of tensors or blobs may be asked for. */
export const MAX_RECORDS_LIMIT = 10_000;

/** Greatest number of points, and of samples, in one answer of `readRecords`, over all its series. */
export const MAX_TOTAL_RECORDS_LIMIT = 100_000;

/** Greatest number of elements in one answer of `readTensors`, over all its series. */
export const MAX_TENSOR_ELEMENTS_LIMIT = 1_000_000;

/** Greatest size of the values in one answer of `readTensors` in their event files. */
export const MAX_TENSOR_BYTES_LIMIT = 64 * 1024 * 1024;

/** Names a blob for as long as its event file is there: over commits, restarts and a new index. Safe in an address as it is. */
export const BlobId = z.string().min(1).max(1024).brand<"BlobId">();
export type BlobId = z.infer<typeof BlobId>;

/** Element types, in numpy's words. */
export const Dtype = z.enum([
  "float32",
  "float64",
  "float16",
  "bfloat16",
  "float8_e5m2",
  "float8_e4m3fn",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "bool",
  "complex64",
  "complex128",
  "string",
]);
export type Dtype = z.infer<typeof Dtype>;

const Shape = z.array(z.int().nonnegative());

/** What is known of a value without its bytes. Sizes that its writer did not say are 0. */
export const ValueDetails = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("tensor"), dtype: Dtype, shape: Shape }),
  /** Pictures of one size, in pixels. */
  z.object({ kind: z.literal("images"), width: z.number(), height: z.number(), sampleCount: z.int() }),
  /** Clips, of which the first has `rateHertz` frames a second. */
  z.object({ kind: z.literal("audio"), rateHertz: z.number(), sampleCount: z.int() }),
  z.object({ kind: z.literal("blobs"), sampleCount: z.int() }),
  /** A graph or a run's metadata that an event holds outside any summary: one sample. */
  z.object({ kind: z.literal("message") }),
]);
export type ValueDetails = z.infer<typeof ValueDetails>;

export const RecordsQuery = SeriesQuery.pick({
  runs: true,
  tags: true,
  axis: true,
  range: true,
  includeSuperseded: true,
}).extend({
  plugin: z.string().optional().describe("Only series of this plugin, e.g. images."),
  dataClass: DataClass.exclude(["scalar"]).optional(),
  includeNeighbors: z
    .boolean()
    .default(true)
    .describe("Of a range, whether one point beyond each end is given too."),
  maxPoints: z
    .int()
    .min(4)
    .max(MAX_RECORDS_LIMIT)
    .default(500)
    .describe("At most this many points a series, evenly spread, the first and the last among them."),
});
export type RecordsQuery = z.infer<typeof RecordsQuery>;

/** Columns of equal length, ordered by step. */
export const RecordPlaces = z.object({
  run: RunName,
  tag: Tag,
  /** Name of the plugin that the writer meant the data for, e.g. `images`. */
  plugin: z.string(),
  steps: Float64Column,
  wallTimesSeconds: Float64Column,
  /** 1 where a later restart replaced the point; present when superseded points were asked for. */
  superseded: z.array(z.int()).optional(),
  /** Visible points in the whole series. */
  pointCount: z.number(),
  /** Visible points in the range that was asked for, of which `steps.length` are given. */
  pointCountInRange: z.number(),
  /** Wall time of the series' first visible point, the origin of the relative axis; null when there is none. */
  firstWallTimeSeconds: z.number().nullable(),
});

export const RecordSeries = RecordPlaces.extend({
  dataClass: DataClass.exclude(["scalar"]),
  details: z.array(ValueDetails),
  /** Of each point's value in its event file. */
  sizesBytes: Float64Column,
  /** Of each point the names of its samples, to be read by `readBlob`; present in blob series. */
  blobs: z.array(z.array(BlobId)).optional(),
});
export type RecordSeries = z.infer<typeof RecordSeries>;

export const readRecords = defineEndpoint({
  method: "POST",
  path: "/api/v1/records",
  summary:
    "Points of the tensor and blob series of a selection: where they stand, what is known of them, and the names of their blobs.",
  access: "read",
  body: RecordsQuery,
  response: z.object({ revision: z.int(), series: z.array(RecordSeries) }),
});

/** One value of a tensor series, elements in row-major order; or why it cannot be given now. */
export const TensorPoint = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("numbers"), dtype: Dtype, shape: Shape, values: NumberColumn }),
  z.object({ kind: z.literal("integers"), dtype: Dtype, shape: Shape, values: BigIntColumn }),
  /** Real and imaginary parts in turn. */
  z.object({ kind: z.literal("complex"), dtype: Dtype, shape: Shape, values: NumberColumn }),
  z.object({ kind: z.literal("strings"), dtype: Dtype, shape: Shape, values: StringColumn }),
  z.object({
    kind: z.literal("problem"),
    /**
     * `file_gone`, `file_replaced`, `file_shrunk`: what became of the event file. `file_unreadable`: it cannot be read (now).
     * `value_changed`: something else stands in its place. `too_large`: of the value, or of all together.
     */
    code: z.enum([
      "file_gone",
      "file_replaced",
      "file_shrunk",
      "file_unreadable",
      "value_changed",
      "too_large",
    ]),
    reason: z.string(),
  }),
]);
export type TensorPoint = z.infer<typeof TensorPoint>;

export const TensorSeries = RecordPlaces.extend({ tensors: z.array(TensorPoint) });
export type TensorSeries = z.infer<typeof TensorSeries>;

/**
 * `Accept: application/vnd.apache.arrow.stream` gives the same as an Arrow IPC stream of one table with the column `value` (float64): the numbers of all
 * tensors of kinds `numbers` and `complex`, one after the other. The schema metadata `answer` is the JSON answer, where these tensors have no values,
 * and of those of one kind, type and shape that follow each other only the first stands: each series' `tensorCounts` says for how many points.
 * `decodeTensorsTable` reads it.
 */
export const readTensors = defineEndpoint({
  method: "POST",
  path: "/api/v1/tensors",
  summary:
    "Values of the tensor series of a selection: histograms, texts, curves and whatever else is a tensor.",
  access: "read",
  body: RecordsQuery.omit({ dataClass: true }),
  response: z.object({ revision: z.int(), series: z.array(TensorSeries) }),
  alternatives: {
    [ARROW_STREAM]: "One table: value, the numbers of all tensors; the metadata key answer holds all else.",
  },
});

/** Of an answer of `readBlob`: the event file that the blob is in, as its place in the log directory, written as in an address. */
export const EVENT_FILE_HEADER = "x-event-file";

/**
 * The bytes of one sample of a blob series. They never change under their name: a client may keep them. A single `Range` gives a part.
 * The media type is told by the bytes; what is none of those below is `application/octet-stream`, to be saved and not shown.
 * `blob_not_found`: there never was such a blob here. `blob_gone`: its event file was deleted, replaced or cut, or other bytes stand there.
 */
export const readBlob = defineStream({
  method: "GET",
  path: "/api/v1/blobs",
  summary: "The bytes of one picture, clip, graph or other blob.",
  access: "read",
  query: z.object({ id: z.string().describe("A name that readRecords gave.") }),
  mediaTypes: {
    "image/png": "a picture; likewise jpeg, gif, webp and bmp",
    "audio/wav": "a clip; likewise mpeg, ogg and flac",
    "video/mp4": "a film; likewise webm",
    "application/octet-stream": "anything else",
  },
});
