// The log directories that figures are measured on: seeded, written once into a cache outside the repository, byte for byte the same everywhere.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maskedCrc32c } from "@runboard/tfevents";

export interface Corpus {
  readonly name: string;
  readonly runCount: number;
  readonly tags: readonly string[];
  readonly stepCount: number;
  /** `tensor`: as TF2 writes, metadata on every event. `simple_value`: as TF1, PyTorch and tensorboardX write. */
  readonly form: "tensor" | "simple_value";
}

const groups = ["train", "valid", "optim", "layer"];
const measures = [
  "loss",
  "accuracy",
  "precision",
  "recall",
  "grad_norm",
  "lr",
  "auc",
  "nll",
  "perplexity",
  "tokens",
];

export const corpora = {
  many_runs: {
    name: "many_runs",
    runCount: 250,
    // 40 tags of 12 characters on average.
    tags: groups.flatMap((group) => measures.map((measure) => `${group}/${measure}`)),
    stepCount: 500,
    form: "tensor",
  },
  long_runs: {
    name: "long_runs",
    runCount: 4,
    tags: ["loss", "reward", "entropy", "kl_mean", "epsilon"],
    stepCount: 250_000,
    form: "simple_value",
  },
  idle_runs: {
    name: "idle_runs",
    runCount: 10_000,
    tags: ["loss"],
    stepCount: 2,
    form: "simple_value",
  },
} as const satisfies Record<string, Corpus>;

export function runName(index: number): string {
  return `sweep/run_${String(index).padStart(3, "0")}`;
}

/** Counts changes of what is generated: older caches are not used. */
const GENERATION = 1;

/** Where the corpus of that name is, or is to be. */
export function corpusPath(name: string): string {
  return join(process.env["RUNBOARD_BENCH_DIR"] ?? tmpdir(), `runboard-bench-${GENERATION}`, name);
}

/** The corpus as a log directory; writes it when it is not in the cache yet. */
export function ensureCorpus(corpus: Corpus): string {
  const logdir = corpusPath(corpus.name);
  if (existsSync(logdir)) return logdir;
  const unfinished = `${logdir}.${process.pid}`;
  for (let run = 0; run < corpus.runCount; run++) writeRun(join(unfinished, runName(run)), corpus, run);
  if (existsSync(logdir)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, logdir);
  return logdir;
}

function writeRun(directory: string, corpus: Corpus, run: number): void {
  mkdirSync(directory, { recursive: true });
  const random = mulberry32(run + 1);
  const startSeconds = 1_700_000_000 + run * 3600;
  const file = new EventFile(join(directory, `events.out.tfevents.${startSeconds}.bench`));
  file.writeFileVersion(startSeconds);
  const series = corpus.tags.map((tag) => ({
    encoded: encodeValue(tag, corpus.form),
    floor: random() * 0.5,
    halfLife: corpus.stepCount * (0.05 + random() * 0.3),
    noise: 0.01 + random() * 0.05,
  }));
  let wallTimeSeconds = startSeconds;
  for (let step = 0; step < corpus.stepCount; step++) {
    wallTimeSeconds += 0.08 + random() * 0.04;
    for (const { encoded, floor, halfLife, noise } of series) {
      wallTimeSeconds += random() * 1e-4;
      file.writeScalar(
        wallTimeSeconds,
        step,
        encoded,
        floor + 2 ** (-step / halfLife) + (random() - 0.5) * noise,
      );
    }
  }
  file.close();
}

const text = new TextEncoder();

/** `Summary.Value` up to the last four bytes, the float: only these differ from event to event. */
function encodeValue(tag: string, form: Corpus["form"]): Uint8Array {
  const name = text.encode(tag);
  const tagField = [0x0a, name.length, ...name];
  if (form === "simple_value") return Uint8Array.from([...tagField, 0x15]);
  // metadata { plugin_data { plugin_name: "scalars" } data_class: DATA_CLASS_SCALAR }
  const metadata = [0x4a, 13, 0x0a, 9, 0x0a, 7, ...text.encode("scalars"), 0x20, 0x01];
  // tensor { dtype: DT_FLOAT tensor_shape {} tensor_content: float }
  return Uint8Array.from([...tagField, ...metadata, 0x42, 10, 0x08, 0x01, 0x12, 0x00, 0x22, 0x04]);
}

const buffer = new Uint8Array(1 << 22);

/** Appends events to a file, through the one buffer: one file is written at a time. */
class EventFile {
  readonly #descriptor: number;
  readonly #bytes = buffer;
  readonly #view = new DataView(buffer.buffer);
  #length = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  writeFileVersion(wallTimeSeconds: number): void {
    const start = this.#beginRecord(wallTimeSeconds);
    const version = text.encode("brain.Event:2");
    this.#bytes.set([0x1a, version.length, ...version], this.#length);
    this.#length += 2 + version.length;
    this.#endRecord(start);
  }

  writeScalar(wallTimeSeconds: number, step: number, encodedValue: Uint8Array, value: number): void {
    const start = this.#beginRecord(wallTimeSeconds);
    const bytes = this.#bytes;
    bytes[this.#length++] = 0x10;
    let rest = step;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes[this.#length++] = (rest & 127) | 128;
    bytes[this.#length++] = rest;
    const valueLength = encodedValue.length + 4;
    bytes[this.#length++] = 0x2a;
    bytes[this.#length++] = valueLength + 2;
    bytes[this.#length++] = 0x0a;
    bytes[this.#length++] = valueLength;
    bytes.set(encodedValue, this.#length);
    this.#length += encodedValue.length;
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
    this.#endRecord(start);
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  /** Leaves room for the record's header, writes the wall time, returns where the payload begins. */
  #beginRecord(wallTimeSeconds: number): number {
    if (this.#length + 256 > this.#bytes.length) this.#flush();
    const start = this.#length + 12;
    this.#bytes[start] = 0x09;
    this.#view.setFloat64(start + 1, wallTimeSeconds, true);
    this.#length = start + 9;
    return start;
  }

  #endRecord(start: number): void {
    const header = start - 12;
    this.#view.setUint32(header, this.#length - start, true);
    this.#view.setUint32(header + 4, 0, true);
    this.#view.setUint32(header + 8, maskedCrc32c(this.#bytes, header, header + 8), true);
    this.#view.setUint32(this.#length, maskedCrc32c(this.#bytes, start, this.#length), true);
    this.#length += 4;
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#bytes, 0, this.#length);
    this.#length = 0;
  }
}

/** Uniform in [0, 1), the same sequence for the same seed everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
