// What TensorBoard answered for the fixtures, read from the events that it read.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { RecordPoints, ScalarPoints } from "../src/points.ts";
import { type BlobsResult, readBlobValue, readTensorValue } from "../src/upgrade.ts";
import { scanWhole } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Run {
  readonly file: Uint8Array;
  readonly scalars: readonly ScalarPoints[];
  readonly records: readonly RecordPoints[];
}

// A fixture with one event file a run: how files of a run are put together is not this package's business.
const names = ["tf1_legacy", "tf1_mnist", "tf2_summaries", "torch_all", "big_graph"];

function readRuns(name: string): Map<string, Run> {
  const logdir = join(fixtures, name, "logdir");
  const runs = new Map<string, Run>();
  for (const path of readdirSync(logdir, { recursive: true, encoding: "utf8" })) {
    if (!path.includes("tfevents")) continue;
    const file = new Uint8Array(readFileSync(join(logdir, path)));
    const { taken } = scanWhole(file);
    // None has a mark.
    expect(taken.length).toBe(1);
    runs.set(relative(logdir, join(logdir, dirname(path))) || ".", { file, ...taken[0]! });
  }
  return runs;
}

function readAnswers(name: string): [string, Answer][] {
  const recorded = JSON.parse(readFileSync(join(fixtures, name, "tensorboard.json"), "utf8")) as {
    answers?: Record<string, Answer>;
  };
  return Object.entries(recorded.answers ?? (recorded as Record<string, Answer>));
}

function valuesOf(run: Run, tag: string) {
  const series = run.records.find((other) => other.tag === tag)!;
  return Array.from(series.steps, (step, index) => ({
    step,
    wallTimeSeconds: series.wallTimesSeconds[index]!,
    details: series.details[index]!,
    bytes: run.file.subarray(
      series.offsetsBytes[index],
      series.offsetsBytes[index]! + series.lengthsBytes[index]!,
    ),
  }));
}

function blobsOf(result: BlobsResult): readonly Uint8Array[] {
  if (result.kind === "corrupt") throw new Error(result.reason);
  return result.blobs;
}

/** Width and height, which stand in its first chunk. */
function pngSize(picture: Uint8Array): readonly number[] {
  const view = new DataView(picture.buffer, picture.byteOffset, picture.length);
  return [view.getUint32(16), view.getUint32(20)];
}

const digest = (bytes: Uint8Array) => ({
  sha256: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.length,
});
const wireNumber = (value: number) => (Number.isFinite(value) ? value : String(value));

/** TensorBoard quotes NaN and infinity twice, so that its answer was kept as text. */
function repaired(body: unknown): unknown {
  const isText = typeof body === "object" && body !== null && "text" in body;
  return isText ? JSON.parse(String(body.text).replaceAll('""', '"')) : body;
}

describe.each(names)("%s", (name) => {
  const runs = readRuns(name);
  const answers = readAnswers(name);
  const query = (key: string) => new URLSearchParams(key.slice(key.indexOf("?") + 1));
  const matching = (pattern: RegExp) =>
    answers.filter(([key, { status }]) => pattern.test(key) && status === 200);

  test("scalars", () => {
    for (const [key, { body }] of matching(/scalars\/scalars\?run=.*&tag=[^&]*$/)) {
      if (key.includes("custom_scalars")) continue;
      const run = runs.get(query(key).get("run")!)!;
      const { steps, wallTimesSeconds, values } = run.scalars.find(
        ({ tag }) => tag === query(key).get("tag"),
      )!;
      const rows = Array.from(steps, (step, index) => [
        wallTimesSeconds[index],
        step,
        wireNumber(values[index]!),
      ]);
      expect(rows, key).toEqual(repaired(body));
    }
  });

  test("histograms", () => {
    for (const [key, { body }] of matching(/histograms\/histograms\?/)) {
      const points = valuesOf(runs.get(query(key).get("run")!)!, query(key).get("tag")!);
      const rows = points.map(({ step, wallTimeSeconds, bytes }) => {
        const result = readTensorValue(bytes);
        if (result.kind === "corrupt" || result.tensor.kind !== "numbers") throw new Error(key);
        const { shape, values } = result.tensor;
        const buckets = Array.from({ length: shape[0]! }, (_, row) => [
          ...values.subarray(row * 3, row * 3 + 3),
        ]);
        return [wallTimeSeconds, step, buckets];
      });
      expect(rows, key).toEqual(body);
    }
  });

  test("images and audio", () => {
    for (const [key, { body }] of matching(/^IMG /)) {
      const [, run, tag, sample, step] = key.split(" ");
      const point = valuesOf(runs.get(run!)!, tag!).find((other) => other.step === Number(step))!;
      const { details } = point;
      if (details.kind !== "images") throw new Error(key);
      const picture = blobsOf(readBlobValue(point.bytes, "images"))[Number(sample)]!;
      expect(digest(picture), key).toEqual(body);
      expect(pngSize(picture), key).toEqual([details.width, details.height]);
    }
    for (const [key, { body }] of matching(/^AUD /)) {
      const [, run, tag] = key.split(" ");
      const clips = valuesOf(runs.get(run!)!, tag!).map(({ bytes, details }) => {
        const [clip, ...others] = blobsOf(readBlobValue(bytes, "audio"));
        const rateHertz = new DataView(clip!.buffer, clip!.byteOffset).getUint32(24, true);
        expect(details).toEqual({ kind: "audio", rateHertz, sampleCount: 1 + others.length });
        return digest(clip!);
      });
      expect(clips, key).toContainEqual(body);
    }
  });

  test("names of series", () => {
    const plugins: Readonly<Record<string, string>> = {
      scalars: "scalars",
      histograms: "histograms",
      images: "images",
      audio: "audio",
    };
    for (const [plugin, path] of Object.entries(plugins)) {
      const [, answer] = answers.find(([key]) => key === `GET /data/plugin/${path}/tags`)!;
      const tags: Record<string, unknown> = {};
      for (const [run, { scalars, records }] of runs) {
        const own = [...scalars, ...records].filter(({ metadata }) => metadata.plugin === plugin);
        if (own.length > 0)
          tags[run] = Object.fromEntries(own.map(({ tag, metadata }) => [tag, metadata.displayName]));
      }
      const expected = Object.entries(
        answer.body as Record<string, Record<string, { displayName: string }>>,
      ).map(([run, series]) => [
        run,
        Object.fromEntries(Object.entries(series).map(([tag, { displayName }]) => [tag, displayName])),
      ]);
      expect(tags).toEqual(Object.fromEntries(expected));
    }
  });
});
