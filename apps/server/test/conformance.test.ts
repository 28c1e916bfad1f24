// Runboard's answers to TensorBoard's routes equal those that TensorBoard gave for the same log directories.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import type { Recording } from "./conformance/answers.ts";
import { compareRecordings, type Comparison } from "./conformance/compare.ts";
import { crawl } from "./conformance/crawl.ts";
import { serveLogdir } from "./served-logdir.ts";

/** The answers that must agree: runs, scalars, custom scalars, texts, histograms, distributions, images, graphs, embeddings, and all of the Time Series page. */
const required =
  /^(GET|POST) \/data\/(runs$|plugin\/((custom_)?scalars|text|histograms|distributions|images|graphs|projector|timeseries)\/)|^IMG /;

/** How many answers of each fixture that is. */
const requiredCounts = {
  big_graph: 13,
  restarts: 24,
  tf1_legacy: 37,
  tf1_mnist: 103,
  tf2_summaries: 95,
  torch_all: 61,
} as const;

type Fixture = keyof typeof requiredCounts;

interface DeliberateDifference {
  readonly fixture: Fixture;
  readonly answer: string;
  readonly reason: string;
  /** Takes the difference out of our body: what is left must agree. */
  readonly withoutIt: (body: never) => unknown;
}

type Row = readonly [wallTimeSeconds: number, step: number, value: number];

const skipsOneRecord =
  "a record with a bad payload checksum is left out and counted; TensorBoard reads no further and loses what follows";
/** Step of that record. */
const SKIPPED_STEP = 19;

const deliberateDifferences: readonly DeliberateDifference[] = [
  {
    fixture: "restarts",
    answer: "GET /data/plugin/scalars/scalars?run=flipped&tag=loss",
    reason: skipsOneRecord,
    withoutIt: (rows: readonly Row[]) => rows.filter(([, step]) => step < SKIPPED_STEP),
  },
  {
    fixture: "restarts",
    answer:
      "POST /data/plugin/scalars/scalars_multirun tag=loss&runs=crashed&runs=cut&runs=flipped&runs=long_length",
    reason: skipsOneRecord,
    withoutIt: ({ flipped, ...others }: { readonly flipped: readonly Row[] }) => ({
      ...others,
      flipped: flipped.filter(([, step]) => step < SKIPPED_STEP),
    }),
  },
  {
    fixture: "restarts",
    answer: "GET /data/plugin/custom_scalars/scalars?run=flipped&tag=loss.*",
    reason: skipsOneRecord,
    withoutIt: ({
      tag_to_events,
      ...others
    }: {
      readonly tag_to_events: { readonly loss: readonly Row[] };
    }) => ({
      ...others,
      tag_to_events: { loss: tag_to_events.loss.filter(([, step]) => step < SKIPPED_STEP) },
    }),
  },
  {
    fixture: "restarts",
    answer: 'POST /data/plugin/timeseries/timeSeries requests=[{"plugin":"scalars","tag":"loss"}]',
    reason: skipsOneRecord,
    withoutIt: ([series]: readonly [
      { readonly runToSeries: { readonly flipped: readonly { readonly step: number }[] } },
    ]) => {
      const { flipped, ...others } = series.runToSeries;
      const before = flipped.filter(({ step }) => step < SKIPPED_STEP);
      return [{ ...series, runToSeries: { ...others, flipped: before } }];
    },
  },
];

function readRecording(path: string): Recording {
  return JSON.parse(readFileSync(path, "utf8")) as Recording;
}

describe.each(Object.entries(requiredCounts))("%s", (fixture, requiredCount) => {
  const directory = fileURLToPath(new URL(`../../../fixtures/${fixture}`, import.meta.url));
  const theirs = readRecording(`${directory}/tensorboard.json`);
  const pythonLoaders = readRecording(`${directory}/tensorboard.python.json`);
  const deliberate = deliberateDifferences.filter((difference) => difference.fixture === fixture);
  let ours: Recording;

  beforeAll(async () => {
    const server = await serveLogdir(`${directory}/logdir`);
    try {
      ours = await crawl(server.baseUrl);
    } finally {
      await server.close();
    }
  });

  function compare(recording: Recording): Comparison {
    return compareRecordings(theirs, pythonLoaders, recording, (answer) => required.test(answer));
  }

  test(`${requiredCount - deliberate.length} of ${requiredCount} answers agree`, () => {
    const { agreeing, differing } = compare(ours);
    const unintended = differing.filter(({ name }) => !deliberate.some(({ answer }) => answer === name));
    expect(unintended).toEqual([]);
    expect(agreeing).toHaveLength(requiredCount - deliberate.length);
  });

  test.each(deliberate)("$answer differs: $reason", ({ answer, withoutIt }) => {
    expect(compare(ours).differing.map(({ name }) => name)).toContain(answer);
    const { status, type = "", body } = ours[answer]!;
    const alike = { ...ours, [answer]: { status, type, body: withoutIt(body as never) } };
    expect(compare(alike).agreeing).toContain(answer);
  });

  test("graphs and what was measured of them are the same to the byte, and said to be protobuf's text", () => {
    const ofGraphs = (recording: Recording) =>
      Object.entries(recording).filter(([name]) => /\/graphs\/(graph|run_metadata)\?/.test(name));
    expect(ofGraphs(ours).map(([name]) => name)).toEqual(ofGraphs(theirs).map(([name]) => name));
    // Compared by hand: a difference in megabytes is not to be drawn.
    for (const [name, { type, body }] of ofGraphs(theirs)) {
      expect(ours[name]?.type).toBe("text/x-protobuf");
      expect(ours[name]?.type).toBe(type);
      const { text } = body as { readonly text: string };
      expect((ours[name]?.body as { readonly text: string }).text === text, name).toBe(true);
    }
  });

  test("plugins_listing has the plugins of TensorBoard and enables those that are served", () => {
    const name = "GET /data/plugins_listing";
    const enabled = (recording: Recording) =>
      Object.entries(recording[name]?.body as Record<string, { readonly enabled: boolean }>)
        .filter(([, plugin]) => plugin.enabled)
        .map(([plugin]) => plugin);
    const served = new Set([
      "scalars",
      "timeseries",
      "custom_scalars",
      "text",
      "images",
      "graphs",
      "histograms",
      "distributions",
    ]);
    expect(enabled(ours)).toEqual(enabled(theirs).filter((plugin) => served.has(plugin)));
    expect(Object.keys(ours[name]?.body as object)).toEqual(Object.keys(theirs[name]?.body as object));
  });
});
