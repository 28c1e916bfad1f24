// The small log directory on which single values other than scalars are measured (see rich-runs-corpus.ts for a large one): what the tutorial's network logs when all its summaries are merged into one
// event a step, and the same kinds of values in events of their own.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  EventWriter,
  histogramValue,
  histoValue,
  imageValue,
  simpleValue,
  type SummaryValue,
  textValue,
} from "@runboard/tfevents";
import { corpusPath, mulberry32 } from "./corpora.ts";
import { noisePng } from "./png.ts";

const STEPS = 500;
const SIDE = 28;
const PICTURES = 3;

/** Each a histogram of 30 to 200 buckets in every event of the merged run. */
const layers = ["conv1", "conv2", "fc1", "fc2"] as const;
const mergedHistograms = layers.flatMap((layer) => [`${layer}/weights`, `${layer}/activations`]);
const mergedScalars = [
  "xent",
  "accuracy",
  "lr",
  ...layers.flatMap((layer) => [`${layer}/mean`, `${layer}/max`]),
];

export const rich = {
  stepCount: STEPS,
  runs: {
    merged: { name: "merged", histograms: mergedHistograms },
    single: { name: "single", histograms: ["dense/kernel", "dense/bias", "dense/relu", "logits"] },
  },
} as const;

/** The log directory; writes it when it is not in the cache yet. */
export function ensureRichCorpus(): string {
  const logdir = corpusPath("rich");
  if (existsSync(logdir)) return logdir;
  const unfinished = `${logdir}.${process.pid}`;
  writeFile(join(unfinished, rich.runs.merged.name), writeMerged);
  writeFile(join(unfinished, rich.runs.single.name), writeSingle);
  if (existsSync(logdir)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, logdir);
  return logdir;
}

const START_SECONDS = 1_700_000_000;

function writeFile(directory: string, write: (writer: EventWriter, random: () => number) => void): void {
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => chunks.push(bytes), wallTimeSeconds: START_SECONDS });
  write(writer, mulberry32(1));
  writer.flush();
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `events.out.tfevents.${START_SECONDS}.bench`), Buffer.concat(chunks));
}

function writeMerged(writer: EventWriter, random: () => number): void {
  for (let step = 0; step < STEPS; step++) {
    const values: SummaryValue[] = mergedScalars.map((tag) => simpleValue({ tag, value: random() }));
    for (const [index, tag] of mergedHistograms.entries())
      values.push(histoValue({ tag, values: normals(random, index % 2 === 0 ? 60 : 2000) }));
    for (let picture = 0; picture < PICTURES; picture++)
      values.push({
        tag: `input/image/${picture}`,
        value: {
          case: "image",
          value: {
            height: SIDE,
            width: SIDE,
            colorspace: 1,
            encodedImageString: noisePng(random, { side: SIDE, channelCount: 1 }),
          },
        },
      });
    writer.writeSummary(values, momentOf(step));
  }
}

function writeSingle(writer: EventWriter, random: () => number): void {
  for (let step = 0; step < STEPS; step++) {
    for (const tag of rich.runs.single.histograms)
      writer.writeSummary(
        [histogramValue({ tag, values: normals(random, 1000), bucketCount: 100 })],
        momentOf(step),
      );
    const pictures = Array.from({ length: PICTURES }, () =>
      noisePng(random, { side: SIDE, channelCount: 1 }),
    );
    writer.writeSummary([imageValue({ tag: "input", width: SIDE, height: SIDE, pictures })], momentOf(step));
    if (step % 50 === 0)
      writer.writeSummary(
        [textValue({ tag: "note", text: `**step ${step}**: ${random()}` })],
        momentOf(step),
      );
  }
}

function momentOf(step: number): { readonly step: number; readonly wallTimeSeconds: number } {
  return { step, wallTimeSeconds: START_SECONDS + step };
}

function normals(random: () => number, count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    () => 0.05 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}
