// What reading an event file gives: scalar points as columns, everything else as places in the file.
import type { Dtype } from "./tensor.ts";

/** The three kinds of data of TensorFlow's summaries: one number, one tensor, or a list of byte strings per step. */
export type DataClass = "scalar" | "tensor" | "blob_sequence";

/** What a series is, taken from the first value that named it. */
export interface SeriesMetadata {
  readonly dataClass: DataClass;
  readonly plugin: string;
  readonly pluginContent: Uint8Array;
  readonly displayName: string;
  /** Markdown as the writer gave it. */
  readonly description: string;
}

/**
 * Names the kind of a series: values of one tag are one series while this is the same. All scalars of a tag are of one kind,
 * tensors and blobs are told apart by the plugin that they were written for.
 */
export function seriesKind({ dataClass, plugin }: Pick<SeriesMetadata, "dataClass" | "plugin">): string {
  return dataClass === "scalar" ? dataClass : `${dataClass} ${plugin}`;
}

/** New points of a scalar series, in file order; columns of equal length, frozen by convention once handed over. */
export interface ScalarPoints {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  /** Whole numbers; beyond ±2⁵³ the double that is nearest. */
  readonly steps: Float64Array;
  /** Seconds since 1970, never NaN. */
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array;
}

/** What is known of a value without its bytes. Sizes that its writer did not say are 0. */
export type ValueDetails =
  | { readonly kind: "tensor"; readonly dtype: Dtype; readonly shape: readonly number[] }
  /** Pictures of one size, in pixels. */
  | {
      readonly kind: "images";
      readonly width: number;
      readonly height: number;
      readonly sampleCount: number;
    }
  /** Clips, of which the first has `rateHertz` frames a second. */
  | { readonly kind: "audio"; readonly rateHertz: number; readonly sampleCount: number }
  | { readonly kind: "blobs"; readonly sampleCount: number }
  /** A graph or a run's metadata that an event holds outside any summary: the bytes are that message, without a value around it. */
  | { readonly kind: "message" };

/** New points of a tensor or blob series: where the bytes of their values are, not the bytes. */
export interface RecordPoints {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  /** Where the serialised `Summary.Value` (or the message, see `ValueDetails`) begins in its file, and its size. */
  readonly offsetsBytes: Float64Array;
  readonly lengthsBytes: Float64Array;
  readonly details: readonly ValueDetails[];
}

/** A writer's word that it begins at `step`: what was written before at this step or beyond holds no longer (`SessionLog.START`). */
export interface StartMark {
  readonly step: number;
  readonly wallTimeSeconds: number;
}
