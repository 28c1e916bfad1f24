// What reading an event file gives: scalar points as columns, everything else as places in the file.

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

/** New points of a scalar series, in file order; columns of equal length, frozen by convention once handed over. */
export interface ScalarPoints {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  /** Safe integers. */
  readonly steps: Float64Array;
  /** Seconds since 1970, never NaN. */
  readonly wallTimesSeconds: Float64Array;
  readonly values: Float64Array;
}

/** New points of a tensor or blob series: where their bytes are, not the bytes. */
export interface RecordPoints {
  readonly tag: string;
  readonly metadata: SeriesMetadata;
  readonly steps: Float64Array;
  readonly wallTimesSeconds: Float64Array;
  /** Where the record's payload (the serialised Event) begins in its file. */
  readonly offsetsBytes: Float64Array;
  readonly lengthsBytes: Float64Array;
  /** Which of the event's summary values holds the point; −1 for a point that is the event itself (graph, run metadata). */
  readonly valueIndexes: Int32Array;
  /** Small facts known without the bytes, as JSON: shape, dtype, number of blobs. */
  readonly details: readonly string[];
}
