// What can be written, and the writer's interface.
import type { GraphDef, HParamValue, RunMetadata } from "@runboard/tfevents";

export type TypedNumbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** Anything with numbers in it: an array, or a tensor of TensorFlow.js. */
export type NumberSource = readonly number[] | TypedNumbers | { dataSync(): TypedNumbers };

/** A tensor of TensorFlow.js, or what looks like one. */
export interface TensorSource {
  readonly shape: readonly number[];
  dataSync(): TypedNumbers;
}

/** Numbers in row-major order, which fill the shape. */
export interface ShapedNumbers {
  readonly shape: readonly number[];
  readonly values: NumberSource;
}

/** What every summary may say besides its content. */
export interface SummaryOptions {
  /** Seconds since 1970; now unless given. */
  readonly wallTimeSeconds?: number;
  /** Only the first point's counts. */
  readonly displayName?: string;
  /** Markdown; only the first point's counts. */
  readonly description?: string;
}

/** Pixels in rows from the top, channels of a pixel beside each other: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** Bytes are 0 to 255, floats 0 to 1 (what is beyond is clipped). */
  readonly data: Uint8Array | Uint8ClampedArray | Float32Array | readonly number[];
}

/** Pixels, an encoded PNG or JPEG file, or a tensor of shape [height, width, channels] or [height, width]. */
export type Picture = PixelGrid | Uint8Array | TensorSource;

/** Samples from −1 to 1, channels of a frame beside each other. */
export interface Clip {
  readonly samples: NumberSource;
  readonly sampleRateHertz: number;
  /** 1 by default. */
  readonly channels?: number;
}

export interface PrCurveContent {
  /** true or 1 where the example belongs to the class. */
  readonly labels: readonly boolean[] | NumberSource;
  /** Probabilities, 0 to 1, as many as labels. */
  readonly predictions: NumberSource;
  /** Of the examples; 1 each by default. */
  readonly weights?: NumberSource;
  /** 201 by default. */
  readonly thresholdCount?: number;
}

export interface MeshContent {
  /** [batch, points, 3], or [points, 3] for a batch of one: x, y, z in turn. */
  readonly vertices: TensorSource | ShapedNumbers;
  /** [batch, faces, 3]: indices of vertices. Without them it is a cloud of points. */
  readonly faces?: TensorSource | ShapedNumbers;
  /** [batch, points, 3]: bytes of red, green and blue. */
  readonly colors?: TensorSource | ShapedNumbers;
  /** Camera, lights and material, in three.js's names. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface EmbeddingContent {
  /** [points, dimensions]; left out when a checkpoint holds a tensor of the embedding's name. */
  readonly vectors?: TensorSource | ShapedNumbers;
  /** One label a point, or a table whose first row names the columns. Tabs and ends of lines become spaces. */
  readonly labels?: readonly string[] | readonly (readonly string[])[];
  /** One small picture a point, all of one size. */
  readonly thumbnails?: readonly PixelGrid[];
  /** Begins the names of the files: `<fileBase>_vectors.bytes` (or `.tsv`), `_labels.tsv`, `_sprite.png`. The name, made safe, by default. */
  readonly fileBase?: string;
}

export interface CheckpointOptions {
  /** `model.ckpt` by default; the step is added. */
  readonly prefix?: string;
  /** How many are kept, the newest; 5 by default. */
  readonly keep?: number;
  /** Which of the older ones count and are deleted: this writer's `own` (the default), or `all` that the directory lists, for a training that goes on. */
  readonly deletes?: "own" | "all";
}

export interface HParamSpec {
  readonly name: string;
  readonly displayName?: string;
  readonly description?: string;
  /** A list of values, or an interval of numbers. */
  readonly domain?:
    | readonly string[]
    | readonly number[]
    | readonly boolean[]
    | { readonly min: number; readonly max: number };
}

export interface MetricSpec {
  readonly tag: string;
  /** Sub-run of the session that has the tag, e.g. `validation`. */
  readonly group?: string;
  readonly displayName?: string;
  readonly description?: string;
}

export interface ExperimentContent {
  readonly hparams: readonly HParamSpec[];
  readonly metrics: readonly MetricSpec[];
  readonly name?: string;
  /** Markdown. */
  readonly description?: string;
}

export interface ChartCategory {
  readonly title: string;
  readonly closed?: boolean;
  readonly charts: readonly {
    readonly title: string;
    /** Regular expressions of tags; or three tags a band. */
    readonly tags?: readonly string[];
    readonly margins?: readonly { readonly value: string; readonly lower: string; readonly upper: string }[];
  }[];
}

/**
 * Writes one event file in a run's directory. Everything is gathered in memory and reaches the file in whole records when the buffer
 * is full, every two seconds, by `flush` and at the end of the process. Errors of the disk are thrown by the next call.
 */
export interface SummaryWriter {
  /** Absolute; the run's. */
  readonly directory: string;
  /** Of the event file. */
  readonly path: string;
  /** NaN and infinities are points, too. */
  scalar(tag: string, value: number, step: number, options?: SummaryOptions): void;
  histogram(tag: string, values: NumberSource, step: number, options?: SummaryOptions): void;
  image(tag: string, picture: Picture, step: number, options?: SummaryOptions): void;
  /** Pictures of one size, shown side by side; a tensor is [pictures, height, width, channels]. */
  images(
    tag: string,
    pictures: readonly Picture[] | TensorSource,
    step: number,
    options?: SummaryOptions,
  ): void;
  audio(tag: string, clips: Clip | readonly Clip[], step: number, options?: SummaryOptions): void;
  /** Markdown; an array of arrays is shown as a table, whose rows must be equally long. */
  text(
    tag: string,
    text: string | readonly (readonly string[])[],
    step: number,
    options?: SummaryOptions,
  ): void;
  prCurve(tag: string, content: PrCurveContent, step: number, options?: SummaryOptions): void;
  mesh(tag: string, content: MeshContent, step: number, options?: SummaryOptions): void;
  /** Begins the session of this run: which hyper-parameters it tries. */
  hparams(
    values: Readonly<Record<string, HParamValue>>,
    options?: { readonly groupName?: string; readonly wallTimeSeconds?: number },
  ): void;
  /** Which hyper-parameters and metrics an experiment has; once, in the directory above all its runs. Without it they are guessed from the sessions. */
  experiment(content: ExperimentContent): void;
  /** Ends the session that `hparams` began. */
  endSession(status: "success" | "failure" | "unknown"): void;
  /** Which charts of several tags the custom scalars' dashboard shows. */
  customScalars(categories: readonly ChartCategory[]): void;
  /** The run's graph, as a message or serialised. */
  graph(graph: GraphDef | Uint8Array): void;
  /** A model's layers in the words of Keras, as `toJSON` gives them; the graph dashboard shows it, too. */
  kerasModel(topology: unknown): void;
  /** Timings and memory of one execution of the graph. */
  runMetadata(tag: string, metadata: RunMetadata | Uint8Array, step: number): void;
  /** Tells the projector of an embedding; writes its files and `projector_config.pbtxt` at once. Again with the same name replaces it. */
  embedding(name: string, content: EmbeddingContent): void;
  /** Saves tensors in TensorFlow's format as `<prefix>-<step>`, names it in `checkpoint` and deletes old ones. One of the same name is replaced. Returns the prefix's path. */
  checkpoint(
    tensors: Iterable<readonly [name: string, tensor: TensorSource]>,
    step: number,
    options?: CheckpointOptions,
  ): string;
  /** A training begins again at `step` (later points of the run are void), or ended. */
  sessionLog(status: "start" | "stop" | "checkpoint", step: number): void;
  /** A writer of the run of that name below this one; flushed and closed with this one. The same writer for the same name. */
  subRun(name: string): SummaryWriter;
  /** What was written is in the file when this returns. */
  flush(): void;
  /** Flushes; nothing can be written afterwards. Closing twice is fine. */
  close(): void;
}
