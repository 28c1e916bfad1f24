// The writer of one event file: checks what it is given, encodes it, and sees to it that it reaches the disk.
import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import {
  audioValue,
  eventFileName,
  type EventMoment,
  EventWriter,
  experimentValue,
  type GraphDef,
  histoValue,
  type HParamValue,
  imageValue,
  kerasModelValue,
  layoutValue,
  meshValues,
  prCurveValue,
  type RunMetadata,
  scalarValue,
  sessionEndValue,
  SessionLog_SessionStatus,
  sessionStartValue,
  SessionStatus,
  type SummaryValue,
  textValue,
} from "@runboard/tfevents";
import { AppendFile } from "./append-file.ts";
import { saveCheckpoint } from "./checkpoint-files.ts";
import { saveEmbedding } from "./embedding-files.ts";
import { flushAtExit } from "./exit-flush.ts";
import { experimentInit, layoutInit } from "./experiment.ts";
import { meshParts } from "./mesh-parts.ts";
import { numbersOf } from "./number-source.ts";
import { encodePicture, gridsOfTensor } from "./picture.ts";
import { prCurveLists } from "./pr-curve-lists.ts";
import type {
  ChartCategory,
  CheckpointOptions,
  Clip,
  EmbeddingContent,
  ExperimentContent,
  MeshContent,
  NumberSource,
  Picture,
  PrCurveContent,
  SummaryOptions,
  SummaryWriter,
  TensorSource,
} from "./summary-content.ts";
import { encodeWav } from "./wav.ts";

export interface SummaryWriterOptions {
  /** How long a point may stay in memory; 2,000 by default, 0 for none at all. */
  readonly flushIntervalMillis?: number;
  /** How much is gathered before it is written; 64 KiB by default. */
  readonly bufferBytes?: number;
  /** Ends the event file's name. */
  readonly filenameSuffix?: string;
  /** Form of the scalars: `tensor` is TensorFlow 2's (the default), `simple_value`, which is shorter, that of TensorFlow 1 and PyTorch. */
  readonly scalarForm?: "tensor" | "simple_value";
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Begins an event file in `directory`, which is made when there is none. */
export function createSummaryWriter(directory: string, options: SummaryWriterOptions = {}): SummaryWriter {
  return new EventFileSummaryWriter(resolve(directory), options);
}

const DEFAULT_FLUSH_INTERVAL_MILLIS = 2000;
const DEFAULT_KEPT_CHECKPOINTS = 5;
const MAX_TIMER_MILLIS = 2 ** 31 - 1;

const SESSION_STATUSES = {
  success: SessionStatus.STATUS_SUCCESS,
  failure: SessionStatus.STATUS_FAILURE,
  unknown: SessionStatus.STATUS_UNKNOWN,
} as const;

const SESSION_MARKS = {
  start: SessionLog_SessionStatus.START,
  stop: SessionLog_SessionStatus.STOP,
  checkpoint: SessionLog_SessionStatus.CHECKPOINT,
} as const;

class EventFileSummaryWriter implements SummaryWriter {
  readonly directory: string;
  readonly #options: SummaryWriterOptions;
  readonly #clock: () => number;
  readonly #flushIntervalMillis: number;
  readonly #file: AppendFile;
  readonly #events: EventWriter;
  readonly #forgetExit: () => void;
  readonly #subRuns = new Map<string, SummaryWriter>();
  /** Names of those that were written here. */
  readonly #checkpoints = new Set<string>();
  /** Runs while something waits to be flushed. */
  #timer: NodeJS.Timeout | null = null;
  /** When what is waiting must be flushed, however busy the process is. */
  #flushDueMillis = Infinity;
  /** Of a flush that nobody waited for. */
  #failure: unknown = null;
  #isClosed = false;

  constructor(directory: string, options: SummaryWriterOptions) {
    const { flushIntervalMillis = DEFAULT_FLUSH_INTERVAL_MILLIS, bufferBytes, scalarForm, clock } = options;
    if (!(flushIntervalMillis >= 0))
      throw new RangeError(`flushIntervalMillis is ${flushIntervalMillis}; it is a time in milliseconds`);
    this.directory = directory;
    this.#options = options;
    this.#clock = clock ?? Date.now;
    this.#flushIntervalMillis = flushIntervalMillis;
    mkdirSync(directory, { recursive: true });
    const wallTimeSeconds = this.#clock() / 1000;
    this.#file = beginFile(directory, wallTimeSeconds, options.filenameSuffix ?? "");
    this.#events = new EventWriter({
      write: (bytes) => this.#file.append(bytes),
      wallTimeSeconds,
      ...(bufferBytes !== undefined && { bufferBytes }),
      ...(scalarForm !== undefined && { scalarForm }),
    });
    // A run is seen from its first moment on, and a disk that refuses is, too.
    this.#events.flush();
    this.#forgetExit = flushAtExit(() => this.flush());
  }

  get path(): string {
    return this.#file.path;
  }

  scalar(tag: string, value: number, step: number, options?: SummaryOptions): void {
    const moment = this.#begin(tag, step, options);
    if (typeof value !== "number")
      throw new TypeError(`value of "${tag}" at step ${step} is ${typeof value}; a scalar is a number`);
    if (options?.displayName === undefined && options?.description === undefined)
      this.#events.writeScalar(tag, value, moment);
    else this.#events.writeSummary([scalarValue({ ...textOf(tag, options), value })], moment);
    this.#end();
  }

  histogram(tag: string, values: NumberSource, step: number, options?: SummaryOptions): void {
    this.#write([tag, step, options], (text) => [histoValue({ ...text, values: numbersOf(values) })]);
  }

  image(tag: string, picture: Picture, step: number, options?: SummaryOptions): void {
    this.images(tag, [picture], step, options);
  }

  images(
    tag: string,
    pictures: readonly Picture[] | TensorSource,
    step: number,
    options?: SummaryOptions,
  ): void {
    this.#write([tag, step, options], (text) => {
      const what = `"${tag}" at step ${step}`;
      const list = "dataSync" in pictures ? gridsOfTensor(pictures, what) : pictures;
      const encoded = list.map((picture, index) => encodePicture(picture, `picture ${index} of ${what}`));
      const { width = 0, height = 0 } = encoded[0] ?? {};
      if (!encoded.every((other) => other.width === width && other.height === height))
        throw new RangeError(`pictures of ${what} have different sizes; give each size a tag of its own`);
      return [imageValue({ ...text, width, height, pictures: encoded.map(({ file }) => file) })];
    });
  }

  audio(tag: string, clips: Clip | readonly Clip[], step: number, options?: SummaryOptions): void {
    this.#write([tag, step, options], (text) => {
      const list = "samples" in clips ? [clips] : clips;
      const files = list.map((clip, index) => encodeWav(clip, `clip ${index} of "${tag}" at step ${step}`));
      return [audioValue({ ...text, clips: files })];
    });
  }

  text(
    tag: string,
    text: string | readonly (readonly string[])[],
    step: number,
    options?: SummaryOptions,
  ): void {
    this.#write([tag, step, options], (series) => {
      if (typeof text !== "string" && text.some((row) => row.length !== text[0]?.length))
        throw new RangeError(`rows of the table "${tag}" at step ${step} are not equally long`);
      return [textValue({ ...series, text })];
    });
  }

  prCurve(tag: string, content: PrCurveContent, step: number, options?: SummaryOptions): void {
    this.#write([tag, step, options], (text) => [
      prCurveValue({ ...text, ...prCurveLists(content, `"${tag}" at step ${step}`) }),
    ]);
  }

  mesh(tag: string, content: MeshContent, step: number, options?: SummaryOptions): void {
    this.#write([tag, step, options], (text) =>
      meshValues({ ...text, ...meshParts(content, `"${tag}" at step ${step}`) }),
    );
  }

  hparams(
    values: Readonly<Record<string, HParamValue>>,
    options: { readonly groupName?: string; readonly wallTimeSeconds?: number } = {},
  ): void {
    const moment = this.#begin("hparams", 0, options);
    const { groupName = "" } = options;
    const { wallTimeSeconds: startTimeSeconds } = moment;
    this.#events.writeSummary([sessionStartValue({ hparams: values, groupName, startTimeSeconds })], moment);
    this.#end();
  }

  experiment(content: ExperimentContent): void {
    const moment = this.#begin("experiment", 0);
    this.#events.writeSummary([experimentValue(experimentInit(content, moment.wallTimeSeconds))], moment);
    this.#end();
  }

  endSession(status: "success" | "failure" | "unknown"): void {
    const moment = this.#begin("session", 0);
    const { wallTimeSeconds: endTimeSeconds } = moment;
    this.#events.writeSummary(
      [sessionEndValue({ status: SESSION_STATUSES[status], endTimeSeconds })],
      moment,
    );
    this.#end();
  }

  customScalars(categories: readonly ChartCategory[]): void {
    this.#events.writeSummary([layoutValue(layoutInit(categories))], this.#begin("layout", 0));
    this.#end();
  }

  graph(graph: GraphDef | Uint8Array): void {
    this.#events.writeGraph(graph, this.#begin("graph", 0));
    this.#end();
  }

  kerasModel(topology: unknown): void {
    this.#write(["keras", 0, undefined], ({ tag }) => [
      kerasModelValue({ tag, json: typeof topology === "string" ? topology : JSON.stringify(topology) }),
    ]);
  }

  runMetadata(tag: string, metadata: RunMetadata | Uint8Array, step: number): void {
    this.#events.writeRunMetadata(tag, metadata, this.#begin(tag, step));
    this.#end();
  }

  embedding(name: string, content: EmbeddingContent): void {
    this.#begin(name, 0);
    saveEmbedding(this.directory, name, content);
  }

  checkpoint(
    tensors: Iterable<readonly [name: string, tensor: TensorSource]>,
    step: number,
    { prefix = "model.ckpt", keep = DEFAULT_KEPT_CHECKPOINTS, deletes = "own" }: CheckpointOptions = {},
  ): string {
    this.#begin(prefix, step);
    if (!(Number.isSafeInteger(keep) && keep > 0))
      throw new RangeError(`${keep} checkpoints cannot be kept; keep at least one`);
    const name = `${prefix}-${step}`;
    const isOurs = (other: string): boolean => deletes === "all" || this.#checkpoints.has(other);
    const path = saveCheckpoint({ directory: this.directory, name, keep, isOurs }, tensors);
    this.#checkpoints.add(name);
    return path;
  }

  sessionLog(status: "start" | "stop" | "checkpoint", step: number): void {
    this.#events.writeSessionLog(SESSION_MARKS[status], this.#begin("session", step));
    this.#end();
  }

  subRun(name: string): SummaryWriter {
    this.#begin(name, 0);
    const known = this.#subRuns.get(name);
    if (known) return known;
    const directory = resolve(this.directory, name);
    if (!directory.startsWith(join(this.directory, "/")))
      throw new RangeError(`run "${name}" is not below ${this.directory}`);
    const writer = new EventFileSummaryWriter(directory, this.#options);
    this.#subRuns.set(name, writer);
    return writer;
  }

  flush(): void {
    if (this.#isClosed) return;
    this.#flushFile();
    for (const writer of this.#subRuns.values()) writer.flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.flush();
    this.#isClosed = true;
    this.#forgetExit();
    this.#file.close();
    for (const writer of this.#subRuns.values()) writer.close();
  }

  /** Checks what all calls have in common; an earlier failure to flush is told here. */
  #begin(tag: string, step: number, options?: { readonly wallTimeSeconds?: number }): EventMoment {
    if (this.#isClosed) throw new Error(`writer of ${this.path} is closed`);
    if (this.#failure !== null) this.#flushFile();
    if (typeof tag !== "string" || tag === "")
      throw new TypeError(`a tag is a string that is not empty; ${JSON.stringify(tag)} is none`);
    if (!Number.isSafeInteger(step))
      throw new RangeError(`step of "${tag}" is ${step}; a step is a whole number up to 2⁵³`);
    const nowMillis = this.#clock();
    if (nowMillis >= this.#flushDueMillis) this.#flushFile();
    const wallTimeSeconds = options?.wallTimeSeconds ?? nowMillis / 1000;
    if (!Number.isFinite(wallTimeSeconds))
      throw new RangeError(`wall time of "${tag}" at step ${step} is ${wallTimeSeconds}; it is in seconds`);
    if (this.#timer === null && this.#flushIntervalMillis > 0) this.#startTimer(nowMillis);
    return { step, wallTimeSeconds };
  }

  #end(): void {
    if (this.#flushIntervalMillis === 0) this.#flushFile();
  }

  #write(
    [tag, step, options]: readonly [tag: string, step: number, options: SummaryOptions | undefined],
    valuesOf: (text: ReturnType<typeof textOf>) => readonly SummaryValue[],
  ): void {
    const moment = this.#begin(tag, step, options);
    this.#events.writeSummary(valuesOf(textOf(tag, options)), moment);
    this.#end();
  }

  #startTimer(nowMillis: number): void {
    this.#flushDueMillis = nowMillis + this.#flushIntervalMillis;
    const flush = (): void => {
      try {
        this.#flushFile();
      } catch (error) {
        // Nobody is there to be told; the next call is.
        this.#failure = error;
      }
    };
    this.#timer = setTimeout(flush, Math.min(this.#flushIntervalMillis, MAX_TIMER_MILLIS));
    this.#timer.unref();
  }

  #flushFile(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushDueMillis = Infinity;
    this.#events.flush();
    this.#file.drain();
    this.#failure = null;
  }
}

function textOf(
  tag: string,
  options: SummaryOptions = {},
): { readonly tag: string; readonly displayName?: string; readonly description?: string } {
  const { displayName, description } = options;
  return {
    tag,
    ...(displayName !== undefined && { displayName }),
    ...(description !== undefined && { description }),
  };
}

function beginFile(directory: string, wallTimeSeconds: number, suffix: string): AppendFile {
  for (let uid = 0; ; uid++) {
    const name = eventFileName({ wallTimeSeconds, hostname: hostname(), pid: process.pid, uid });
    try {
      return new AppendFile(join(directory, `${name}${suffix}`));
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken) throw error;
    }
  }
}
