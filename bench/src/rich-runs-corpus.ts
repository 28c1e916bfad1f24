// The large log directory of values other than scalars: twenty runs as TensorFlow 2 logs them, every layer's histogram and some pictures at every step.
// Beside it one run with a series of ten thousand histograms, one of large pictures, and many of small ones.
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { EventWriter, imageValue, numberTensor, tensorValue } from "@runboard/tfevents";
import { corpusPath, mulberry32 } from "./corpora.ts";
import { noisePng, pngOf } from "./png.ts";

const BINS = 30;
const SIDE = 64;
const START_SECONDS = 1_700_000_000;

export const richRuns = {
  runCount: 20,
  histograms: Array.from({ length: 10 }, (_, layer) => `layer_${layer}/kernel`),
  stepCount: 500,
  images: ["input", "feature_map", "reconstruction"],
  imageStepCount: 100,
} as const;

export const longHistogram = { run: "long", tag: "kernel", stepCount: 10_000 } as const;

/** Grey, as smooth as a photograph with noise of two bits. */
export const largePictures = { run: "large", tag: "photograph", side: 4_096, stepCount: 12 } as const;

/** Cells of pictures, a row of 10 for each run. */
export const smallPictures = { runCount: 50, tagCount: 10, side: 16, stepCount: 20 } as const;

export function richRunName(index: number): string {
  return `run_${String(index).padStart(2, "0")}`;
}

/** The log directory of `richRuns`; writes it when it is not in the cache yet. */
export function ensureRichRuns(): string {
  return ensureLogdir("rich_runs", (directory) => {
    for (let run = 0; run < richRuns.runCount; run++)
      writeRun(join(directory, richRunName(run)), run + 1, writeRichRun);
  });
}

/** The same of `longHistogram`. */
export function ensureLongHistogram(): string {
  return ensureLogdir("long_histogram", (directory) => {
    writeRun(join(directory, longHistogram.run), 1, (writer, random) => {
      for (let step = 0; step < longHistogram.stepCount; step++)
        writeHistogram(
          writer,
          { tag: longHistogram.tag, step, share: step / longHistogram.stepCount },
          random,
        );
    });
  });
}

/** The same of `largePictures`. */
export function ensureLargePictures(): string {
  return ensureLogdir("large_pictures", (directory) => {
    const { run, tag, side, stepCount } = largePictures;
    writeRun(join(directory, run), 1, (writer, random) => {
      for (let step = 0; step < stepCount; step++) {
        const picture = pngOf(
          (row, at) =>
            Math.floor(120 + 80 * Math.sin((row + 300 * step) / 700) * Math.cos(at / 900) + 4 * random()),
          { side, channelCount: 1, level: 6 },
        );
        writer.writeSummary(
          [imageValue({ tag, width: side, height: side, pictures: [picture] })],
          momentOf(step),
        );
      }
    });
  });
}

/** The same of `smallPictures`. */
export function ensureSmallPictures(): string {
  return ensureLogdir("small_pictures", (directory) => {
    const { runCount, tagCount, side, stepCount } = smallPictures;
    for (let run = 0; run < runCount; run++)
      writeRun(join(directory, richRunName(run)), run + 1, (writer, random) => {
        for (let step = 0; step < stepCount; step++)
          writer.writeSummary(
            Array.from({ length: tagCount }, (_, tag) => {
              const pictures = [noisePng(random, { side, channelCount: 1 })];
              return imageValue({ tag: `picture_${tag}`, width: side, height: side, pictures });
            }),
            momentOf(step),
          );
      });
  });
}

function ensureLogdir(name: string, write: (directory: string) => void): string {
  const logdir = corpusPath(name);
  if (existsSync(logdir)) return logdir;
  const unfinished = `${logdir}.${process.pid}`;
  write(unfinished);
  if (existsSync(logdir)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, logdir);
  return logdir;
}

function writeRun(
  directory: string,
  seed: number,
  write: (writer: EventWriter, random: () => number) => void,
): void {
  mkdirSync(directory, { recursive: true });
  const file = openSync(join(directory, `events.out.tfevents.${START_SECONDS}.bench`), "w");
  const writer = new EventWriter({
    write: (bytes) => void writeSync(file, bytes),
    wallTimeSeconds: START_SECONDS,
  });
  write(writer, mulberry32(seed));
  writer.flush();
  closeSync(file);
}

function writeRichRun(writer: EventWriter, random: () => number): void {
  const { histograms, stepCount, images, imageStepCount } = richRuns;
  for (let step = 0; step < stepCount; step++) {
    for (const tag of histograms) writeHistogram(writer, { tag, step, share: step / stepCount }, random);
    if (step % (stepCount / imageStepCount) !== 0) continue;
    for (const tag of images) {
      const pictures = [noisePng(random, { side: SIDE, channelCount: 3 })];
      writer.writeSummary([imageValue({ tag, width: SIDE, height: SIDE, pictures })], momentOf(step));
    }
  }
}

/** Counts of a normal distribution that widens and moves as training goes on. */
function writeHistogram(
  writer: EventWriter,
  { tag, step, share }: { readonly tag: string; readonly step: number; readonly share: number },
  random: () => number,
): void {
  const center = 0.2 * share + 0.01 * (random() - 0.5);
  const deviation = 0.05 + 0.1 * share;
  const width = (6 * deviation) / BINS;
  const rows = new Float64Array(3 * BINS);
  for (let bin = 0; bin < BINS; bin++) {
    const left = center - 3 * deviation + bin * width;
    const distance = (left + width / 2 - center) / deviation;
    rows[3 * bin] = left;
    rows[3 * bin + 1] = left + width;
    rows[3 * bin + 2] = Math.round(1000 * Math.exp((-distance * distance) / 2) * (0.9 + 0.2 * random()));
  }
  const tensor = numberTensor(rows, [BINS, 3]);
  writer.writeSummary([tensorValue({ tag, plugin: "histograms", tensor })], momentOf(step));
}

function momentOf(step: number): { readonly step: number; readonly wallTimeSeconds: number } {
  return { step, wallTimeSeconds: START_SECONDS + step };
}
