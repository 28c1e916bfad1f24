// The summary writer as a training loop meets it: scalars of known tags, and histograms of as many weights as the tutorial's network has.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSummaryWriter, type SummaryWriter } from "@runboard/training/writer";
import { type Figure, medianFigure } from "./figures.ts";

const SCALARS = 1_000_000;
const TAGS = ["loss/train", "accuracy/train", "learning_rate"];
/** The tutorial's weights, without activations. */
const WEIGHTS = 3_274_634;
/** Bytes of a scalar's record, at least: what is not on the disk is not measured. */
const LEAST_RECORD_BYTES = 40;

export function measureWriter(repetitions: number): readonly Figure[] {
  const weights = normalFloats(WEIGHTS);
  const scalars: Duration[] = [];
  const histograms: Duration[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    scalars.push(withWriter(writeScalars));
    histograms.push(withWriter((writer) => writer.histogram("weights", weights, repetition)));
  }
  const figure = (name: string, unit: string, values: readonly number[], target?: number): Figure =>
    medianFigure({ name, unit, tensorBoard: undefined, target }, values);
  const seconds = scalars.map(({ wallMillis }) => wallMillis / 1000);
  const cpuSeconds = scalars.map(({ cpuMillis }) => cpuMillis / 1000);
  const cpuNanos = histograms.map(({ cpuMillis }) => (cpuMillis * 1e6) / WEIGHTS);
  return [
    figure("a million scalars to an event file", "s", seconds, 1),
    figure("processor time, a million scalars", "s", cpuSeconds),
    figure("processor time, histogram, a value", "ns", cpuNanos),
  ];
}

function writeScalars(writer: SummaryWriter): void {
  const count = Math.floor(SCALARS / TAGS.length);
  for (let step = 0; step < count; step++) for (const tag of TAGS) writer.scalar(tag, 1 / (step + 1), step);
  writer.flush();
  const { size } = statSync(writer.path);
  if (size < count * TAGS.length * LEAST_RECORD_BYTES) throw new Error(`only ${size} bytes were written`);
}

interface Duration {
  readonly wallMillis: number;
  /** What a busy machine leaves comparable. */
  readonly cpuMillis: number;
}

/** How long `use` takes on a warm writer; its beginning and end are not counted. */
function withWriter(use: (writer: SummaryWriter) => void): Duration {
  const directory = mkdtempSync(join(tmpdir(), "runboard-bench-writer-"));
  const writer = createSummaryWriter(directory);
  try {
    for (let step = 0; step < 1000; step++) for (const tag of TAGS) writer.scalar(tag, 0, step);
    const start = performance.now();
    const cpuStart = process.cpuUsage();
    use(writer);
    const { user, system } = process.cpuUsage(cpuStart);
    return { wallMillis: performance.now() - start, cpuMillis: (user + system) / 1000 };
  } finally {
    writer.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** As weights are: around zero, σ 0.05, and the same ones every time. */
function normalFloats(count: number): Float32Array {
  let state = 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  return Float32Array.from(
    { length: count },
    () => 0.05 * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
