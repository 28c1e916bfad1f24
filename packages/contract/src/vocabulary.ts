// The words of Runboard as schemas: what a run, a tag, a series is, in names and units that every side uses.
import { z } from "zod";
import { Float64Column, NumberColumn, NumberOrNonFinite } from "./codecs.ts";

/** A run's name: the path of its directory relative to the log directory, `.` for the log directory itself. */
export const RunName = z.string().min(1).brand<"RunName">();
export type RunName = z.infer<typeof RunName>;

/** The name a value was logged under, e.g. `loss/train`. */
export const Tag = z.string().brand<"Tag">();
export type Tag = z.infer<typeof Tag>;

/** The three kinds of data of TensorFlow's summaries: one number, one tensor, or a list of byte strings per step. */
export const DataClass = z.enum(["scalar", "tensor", "blob_sequence"]);
export type DataClass = z.infer<typeof DataClass>;

/**
 * What a run is doing, judged from its files.
 * `live`: bytes came in lately. `finished`: its writer said so (session end). `stale`: neither.
 */
export const RunState = z.enum(["live", "finished", "stale"]);
export type RunState = z.infer<typeof RunState>;

/** Something wrong with one event file; the run's other files are unaffected. */
export const FileProblem = z.object({
  /** Path relative to the log directory. */
  path: z.string(),
  /** `corrupt`: a bad length checksum, reading ended there. `skipped`: payloads with bad checksums were left out. `unreadable`: the file could not be opened or read. */
  kind: z.enum(["corrupt", "skipped", "unreadable"]),
  /** Records left out. */
  skippedRecordCount: z.int().nonnegative(),
  /** Byte offset where reading ended or the first skipped record begins; null when unknown. */
  offsetBytes: z.number().nullable(),
  reason: z.string(),
});
export type FileProblem = z.infer<typeof FileProblem>;

export const Run = z.object({
  run: RunName,
  state: RunState,
  /** Wall time of the first event, seconds since 1970; null while a run has no event. */
  startTimeSeconds: z.number().nullable(),
  /** Wall time of the newest event. */
  lastWallTimeSeconds: z.number().nullable(),
  /** When one of its files last grew, by the file system's clock. */
  modifiedSeconds: z.number(),
  fileCount: z.int(),
  sizeBytes: z.number(),
  seriesCount: z.int(),
  /** Visible points over all series. */
  pointCount: z.number(),
  /** Points that are hidden because a restart of the job logged their steps again, or said so with a START mark. */
  supersededPointCount: z.number(),
  /** How often points of one of its series were superseded, at most. */
  restartCount: z.int(),
  /** Non-finite values, spikes and plateaus that were noticed in its series; `listFindings` tells them. */
  findingCount: z.int(),
  /** Greatest step over all series; null while a run has no visible point. */
  lastStep: z.number().nullable(),
  problems: z.array(FileProblem),
  /** The store's revision when this run last changed. */
  revision: z.int(),
});
export type Run = z.infer<typeof Run>;

/** One number of a series with where it stands. */
export const ScalarPoint = z.object({
  step: z.number(),
  wallTimeSeconds: z.number(),
  value: NumberOrNonFinite,
});
export type ScalarPoint = z.infer<typeof ScalarPoint>;

/** What is known of a (run, tag) without reading a point. `last`, `min`, `max` are null for kinds other than scalar, and `min`, `max` while no value is finite. */
export const SeriesSummary = z.object({
  run: RunName,
  tag: Tag,
  dataClass: DataClass,
  /** Name of the plugin that the writer meant the data for, e.g. `scalars`. */
  plugin: z.string(),
  displayName: z.string(),
  /** Markdown as the writer gave it. */
  description: z.string(),
  pointCount: z.number(),
  supersededPointCount: z.number(),
  firstStep: z.number(),
  lastStep: z.number(),
  firstWallTimeSeconds: z.number(),
  lastWallTimeSeconds: z.number(),
  last: ScalarPoint.nullable(),
  min: ScalarPoint.nullable(),
  max: ScalarPoint.nullable(),
  nonFiniteCount: z.number(),
});
export type SeriesSummary = z.infer<typeof SeriesSummary>;

export const XAxis = z.enum(["step", "relative", "wall"]);
export type XAxis = z.infer<typeof XAxis>;

/**
 * A scalar series as columns of equal length, ordered by step, on an axis of time by wall time. Several points of one step stand in the order
 * of writing. `smoothed` is there when smoothing was asked for.
 */
export const ScalarSeries = z.object({
  run: RunName,
  tag: Tag,
  steps: NumberColumn,
  wallTimesSeconds: Float64Column,
  values: NumberColumn,
  smoothed: Float64Column.optional(),
  /** 1 where a restart replaced the point; present when superseded points were asked for. */
  superseded: z.array(z.int()).optional(),
  /** Visible points in the whole series. */
  pointCount: z.number(),
  /** Visible points in the range that was asked for, of which `steps.length` are given. */
  pointCountInRange: z.number(),
  /** Wall time of the series' first visible point, the origin of the relative axis; null when there is none. */
  firstWallTimeSeconds: z.number().nullable(),
  /** Least and greatest step of the whole series' visible points, whatever range was asked for; null when there is none. */
  firstStep: z.number().nullable(),
  lastStep: z.number().nullable(),
});
export type ScalarSeries = z.infer<typeof ScalarSeries>;
