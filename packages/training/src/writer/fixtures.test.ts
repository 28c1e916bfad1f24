// Reads what TensorFlow and PyTorch wrote, writes the same with our writer, and compares the bytes of the events.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  decodeMessage,
  type Event,
  EventSchema,
  HParamsPluginDataSchema,
  LayoutSchema,
  MeshPluginDataSchema,
} from "@runboard/tfevents";
import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { createSummaryWriter, type SummaryWriter, type SummaryWriterOptions } from "../writer.ts";
import { eventsOf, readEventFile } from "./testing/read-run.ts";

const fixtures = fileURLToPath(new URL("../../../../fixtures", import.meta.url));
const mnistRun = "tf1_mnist/logdir/lr_1E-03,conv=2,fc=2";

interface FixtureEvent {
  readonly payload: Uint8Array;
  readonly event: Event;
  readonly step: number;
  readonly wallTimeSeconds: number;
  readonly values: readonly FixtureValue[];
}

type Summary = Extract<Event["what"], { case: "summary" }>["value"];
type FixtureValue = Summary["value"][number];

function fixtureEvents(path: string, file = "events.out.tfevents.1700000000.host"): readonly FixtureEvent[] {
  return eventsOf(readFileSync(join(fixtures, path, file))).map(({ event, payload }) => ({
    event,
    payload,
    step: Number(event.step),
    wallTimeSeconds: event.wallTime,
    values: event.what.case === "summary" ? event.what.value.value : [],
  }));
}

const richEvents = fixtureEvents("tf2_summaries/logdir/rich", "events.out.tfevents.1700000000.host.v2");
const mnistEvents = fixtureEvents(mnistRun);
const legacyEvents = fixtureEvents("tf1_legacy/logdir/a");
const torchEvents = fixtureEvents("torch_all/logdir/main");

/** Serialised events that `use` writes. */
function write(
  use: (writer: SummaryWriter) => void,
  options: SummaryWriterOptions = {},
): readonly Uint8Array[] {
  const directory = mkdtempSync(join(tmpdir(), "runboard-writer-"));
  try {
    const writer = createSummaryWriter(directory, options);
    use(writer);
    writer.close();
    const [version, ...events] = eventsOf(readEventFile(directory));
    expect(version?.event.what).toEqual({ case: "fileVersion", value: "brain.Event:2" });
    return events.map(({ payload }) => payload);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");
const messageOf = (payload: Uint8Array | undefined) =>
  decodeMessage(EventSchema, payload ?? new Uint8Array(0));

/** Events that hold one value of the plugin. */
function ofPlugin(events: readonly FixtureEvent[], plugin: string): readonly (FixtureEvent & Single)[] {
  return events.flatMap((event) => {
    const [value] = event.values;
    const isPlugin = event.values.length === 1 && value?.metadata?.pluginData?.pluginName === plugin;
    return isPlugin ? [{ ...event, value }] : [];
  });
}

interface Single {
  readonly value: FixtureValue;
}

function textOf({ metadata }: FixtureValue): { readonly description?: string } {
  return metadata?.summaryDescription ? { description: metadata.summaryDescription } : {};
}

function stringsOf({ value }: FixtureValue): readonly Uint8Array[] {
  return value.case === "tensor" ? value.value.stringVal : [];
}

describe("TensorFlow 2, byte for byte", () => {
  test("scalars", () => {
    const events = ofPlugin(richEvents, "scalars");
    expect(events.length).toBeGreaterThan(10);
    for (const { value, payload, step, wallTimeSeconds } of events) {
      const { tensorContent } =
        value.value.case === "tensor" ? value.value.value : { tensorContent: new Uint8Array(4) };
      if (tensorContent.length !== 4) continue;
      const number = new DataView(tensorContent.slice().buffer).getFloat32(0, true);
      const [own] = write((writer) =>
        writer.scalar(value.tag, number, step, { wallTimeSeconds, ...textOf(value) }),
      );
      expect(hex(own)).toBe(hex(payload));
    }
  });

  test("images", () => {
    const events = ofPlugin(richEvents, "images");
    expect(events.length).toBeGreaterThan(1);
    for (const { value, payload, step, wallTimeSeconds } of events) {
      const [, , ...pictures] = stringsOf(value);
      const [own] = write((writer) =>
        writer.images(value.tag, pictures, step, { wallTimeSeconds, ...textOf(value) }),
      );
      expect(hex(own)).toBe(hex(payload));
    }
  });

  test("audio", () => {
    const events = ofPlugin(richEvents, "audio");
    expect(events.length).toBeGreaterThan(0);
    for (const { value, payload, step, wallTimeSeconds } of events) {
      const clips = stringsOf(value)
        .filter((_, index) => index % 2 === 0)
        .map(clipOf);
      const [own] = write((writer) => writer.audio(value.tag, clips, step, { wallTimeSeconds }));
      expect(hex(own)).toBe(hex(payload));
    }
  });

  test("text and tables", () => {
    const decoder = new TextDecoder();
    const shapeOf = ({ value }: FixtureValue): readonly number[] =>
      value.case === "tensor" ? (value.value.tensorShape?.dim ?? []).map(({ size }) => Number(size)) : [];
    const events = ofPlugin(richEvents, "text").filter(({ value }) => shapeOf(value).length % 2 === 0);
    expect(new Set(events.map(({ value }) => shapeOf(value).length))).toEqual(new Set([0, 2]));
    for (const { value, payload, step, wallTimeSeconds } of events) {
      const cells = stringsOf(value).map((cell) => decoder.decode(cell));
      const [rows, columns] = shapeOf(value);
      const text =
        rows === undefined || columns === undefined
          ? (cells[0] ?? "")
          : Array.from({ length: rows }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
      const [own] = write((writer) => writer.text(value.tag, text, step, { wallTimeSeconds }));
      expect(hex(own)).toBe(hex(payload));
    }
  });

  test("meshes, but for the spaces in their JSON and the type of colours, which is uint8 as the plugin documents", () => {
    const events = ofPlugin(richEvents, "mesh").filter(({ value }) => value.tag.startsWith("mesh_"));
    const { step = 0, wallTimeSeconds = 0 } = events[0] ?? {};
    const parts = events.filter((event) => event.step === step);
    const arrays = parts.map(({ value }) => tensorOf(value));
    const [vertices, faces, colors] = arrays;
    if (!vertices || !faces || !colors) throw new Error("the fixture has no mesh");
    const own = write((writer) =>
      writer.mesh(
        "mesh",
        { vertices, faces, colors, config: { camera: { cls: "PerspectiveCamera", fov: 75 } } },
        step,
        {
          wallTimeSeconds,
        },
      ),
    );
    const values = own.flatMap((payload) => {
      const what = messageOf(payload)?.what;
      return what?.case === "summary" ? what.value.value : [];
    });
    expect(values.map(({ tag }) => tag)).toEqual(parts.map(({ value }) => value.tag));
    const contentOf = ({ metadata }: FixtureValue) => {
      const content = decodeMessage(MeshPluginDataSchema, metadata?.pluginData?.content ?? new Uint8Array(0));
      return { ...content, jsonConfig: JSON.parse(content?.jsonConfig ?? "") as unknown };
    };
    expect(values.map(contentOf)).toEqual(parts.map(({ value }) => contentOf(value)));
    expect(values.map((value) => [tensorOf(value).shape, Array.from(tensorOf(value).values)])).toEqual(
      arrays.map(({ shape, values: expected }) => [shape, Array.from(expected)]),
    );
  });

  test("hyper-parameters", () => {
    const [session] = ofPlugin(
      fixtureEvents("tf2_summaries/logdir/session_00", "events.out.tfevents.1700000000.host.v2"),
      "hparams",
    );
    const [own] = write((writer) =>
      writer.hparams(
        { num_units: 16, bn: false, dropout: 0.1, optimizer: "adam" },
        { groupName: "trial1", wallTimeSeconds: session?.wallTimeSeconds ?? 0 },
      ),
    );
    // When a session began, and the order of a map, are the writer's.
    const start = (payload: Uint8Array | undefined) => {
      const what = messageOf(payload)?.what;
      const [value] = what?.case === "summary" ? what.value.value : [];
      const content = value?.metadata?.pluginData?.content ?? new Uint8Array(0);
      const data = decodeMessage(HParamsPluginDataSchema, content)?.data;
      if (!value || data?.case !== "sessionStartInfo") throw new Error("no session");
      return { tag: value.tag, tensor: value.value, ...data.value, startTimeSecs: 0 };
    };
    expect(start(own)).toEqual(start(session?.payload));

    const [experiment] = ofPlugin(
      fixtureEvents("tf2_summaries/logdir", "events.out.tfevents.1700000000.host.v2"),
      "hparams",
    );
    const [ownExperiment] = write(
      (writer) =>
        writer.experiment({
          hparams: [
            { name: "num_units", domain: [16, 32] },
            { name: "dropout", domain: { min: 0.1, max: 0.4 } },
            { name: "optimizer", domain: ["adam", "sgd"] },
            { name: "bn", domain: [false, true] },
          ],
          metrics: [
            { tag: "accuracy", displayName: "Accuracy" },
            { tag: "loss", group: "validation", displayName: "Val loss" },
          ],
        }),
      { clock: () => (experiment?.wallTimeSeconds ?? 0) * 1000 },
    );
    const described = (payload: Uint8Array | undefined) => {
      const what = messageOf(payload)?.what;
      const [value] = what?.case === "summary" ? what.value.value : [];
      const content = value?.metadata?.pluginData?.content ?? new Uint8Array(0);
      const data = decodeMessage(HParamsPluginDataSchema, content)?.data;
      if (data?.case !== "experiment") throw new Error("no experiment");
      // TensorFlow's helper writes neither time nor kind of data set.
      const metricInfos = data.value.metricInfos.map((metric) => ({ ...metric, datasetType: 0 }));
      return { ...data.value, timeCreatedSecs: 0, metricInfos };
    };
    expect(described(ownExperiment)).toEqual(described(experiment?.payload));
  });
});

describe("TensorFlow 1, byte for byte", () => {
  test("scalars, graphs and run metadata", () => {
    let compared = 0;
    for (const { event, payload, step, wallTimeSeconds, values } of [...mnistEvents, ...legacyEvents]) {
      const [value] = values;
      const clock = (): number => wallTimeSeconds * 1000;
      const { what } = event;
      const [own] = write(
        (writer) => {
          if (values.length === 1 && value?.value.case === "simpleValue")
            writer.scalar(value.tag, value.value.value, step, { wallTimeSeconds });
          else if (what.case === "graphDef") writer.graph(what.value);
          else if (what.case === "taggedRunMetadata")
            writer.runMetadata(what.value.tag, what.value.runMetadata, step);
        },
        { scalarForm: "simple_value", clock },
      );
      if (own === undefined) continue;
      // Milliseconds do not hold a time to its last bit.
      expect(hex(own.subarray(9))).toBe(hex(payload.subarray(9)));
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  test("histograms of values that fall into the same buckets", () => {
    let compared = 0;
    for (const { values } of [...mnistEvents, ...legacyEvents])
      for (const { tag, value } of values) {
        if (value.case !== "histo" || value.value.num > 100_000) continue;
        const numbers = valuesLike(value.value);
        if (numbers === undefined) continue;
        const [own] = write((writer) => writer.histogram(tag, numbers, 0));
        const what = messageOf(own)?.what;
        const [written] = what?.case === "summary" ? what.value.value : [];
        if (written?.value.case !== "histo") throw new Error("no histogram");
        const { bucket, bucketLimit, num, min, max } = written.value.value;
        expect({ bucket, bucketLimit, num, min, max }).toEqual({
          bucket: value.value.bucket,
          bucketLimit: value.value.bucketLimit,
          num: value.value.num,
          min: value.value.min,
          max: value.value.max,
        });
        compared++;
      }
    expect(compared).toBeGreaterThan(10);
  });

  test("pictures have the same pixels", () => {
    const pictures = mnistEvents
      .flatMap(({ values }) => values)
      .flatMap(({ tag, value }) => (value.case === "image" ? [{ tag, value }] : []));
    expect(pictures.length).toBeGreaterThan(2);
    for (const { tag, value } of pictures.slice(0, 9)) {
      const { data, width, height } = PNG.sync.read(Buffer.from(value.value.encodedImageString));
      const grey = Uint8Array.from({ length: width * height }, (_, index) => data[index * 4] ?? 0);
      for (const pixels of [grey, Float32Array.from(grey, (byte) => byte / 255)]) {
        const [own] = write((writer) => writer.image(tag, { width, height, channels: 1, data: pixels }, 0));
        const what = messageOf(own)?.what;
        const [written] = what?.case === "summary" ? what.value.value : [];
        const [ownWidth, ownHeight, file] = written ? stringsOf(written) : [];
        expect([ownWidth, ownHeight].map((text) => Number(new TextDecoder().decode(text)))).toEqual([
          width,
          height,
        ]);
        expect(PNG.sync.read(Buffer.from(file ?? [])).data.equals(data)).toBe(true);
      }
    }
  });

  test("PR curves of examples that are counted the same", () => {
    const events = ofPlugin(legacyEvents, "pr_curves");
    expect(events.length).toBeGreaterThan(0);
    for (const { value } of events) {
      const { shape, values } = tensorOf(value);
      const thresholdCount = shape[1] ?? 0;
      const { labels, predictions } = examplesLike(values, thresholdCount);
      const [own] = write((writer) => writer.prCurve(value.tag, { labels, predictions, thresholdCount }, 0));
      const what = messageOf(own)?.what;
      const [written] = what?.case === "summary" ? what.value.value : [];
      if (!written) throw new Error("no curve");
      expect(written.metadata?.pluginData?.content).toEqual(value.metadata?.pluginData?.content);
      expect(tensorOf(written).shape).toEqual(shape);
      // TensorFlow 1 computed with float32, here a quotient is rounded once.
      tensorOf(written).values.forEach((cell, index) => expect(cell).toBeCloseTo(values[index] ?? NaN, 6));
    }
  });

  test("layouts of custom scalars, also PyTorch's", () => {
    const events = [...legacyEvents, ...torchEvents].filter(
      ({ values: [value] }) => value?.tag === "custom_scalars__config__",
    );
    expect(events).toHaveLength(2);
    for (const { payload, wallTimeSeconds, values } of events) {
      const [bytes] = values[0] ? stringsOf(values[0]) : [];
      const layout = decodeMessage(LayoutSchema, bytes ?? new Uint8Array(0));
      const categories = (layout?.category ?? []).map(({ title, closed, chart }) => ({
        title,
        closed,
        charts: chart.map(({ title: chartTitle, content }) => ({
          title: chartTitle,
          ...(content.case === "margin"
            ? { margins: content.value.series }
            : { tags: content.value?.tag ?? [] }),
        })),
      }));
      const [own] = write((writer) => writer.customScalars(categories), {
        clock: () => wallTimeSeconds * 1000,
      });
      expect(hex(own?.subarray(9))).toBe(hex(payload.subarray(9)));
    }
  });
});

describe("PyTorch", () => {
  test("scalars, byte for byte", () => {
    let compared = 0;
    for (const { payload, step, wallTimeSeconds, values } of torchEvents) {
      const [value] = values;
      if (values.length !== 1 || value?.value.case !== "simpleValue" || value.metadata) continue;
      const number = value.value.value;
      const [own] = write((writer) => writer.scalar(value.tag, number, step, { wallTimeSeconds }), {
        scalarForm: "simple_value",
      });
      expect(hex(own)).toBe(hex(payload));
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });
});

/** Samples of a WAV file as floats. */
function clipOf(file: Uint8Array) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return {
    sampleRateHertz: view.getUint32(24, true),
    channels: view.getUint16(22, true),
    samples: Float32Array.from(
      { length: (file.length - 44) / 2 },
      (_, index) => view.getInt16(44 + index * 2, true) / 32768,
    ),
  };
}

function tensorOf({ value }: FixtureValue): {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
} {
  if (value.case !== "tensor") throw new Error("no tensor");
  const { tensorContent, floatVal, tensorShape, dtype } = value.value;
  const shape = (tensorShape?.dim ?? []).map(({ size }) => Number(size));
  const { buffer } = tensorContent.slice();
  if (dtype === 4) return { shape, values: new Uint8Array(buffer) };
  if (dtype === 3) return { shape, values: new Int32Array(buffer) };
  return { shape, values: floatVal.length > 0 ? Float32Array.from(floatVal) : new Float32Array(buffer) };
}

interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly bucketLimit: readonly number[];
  readonly bucket: readonly number[];
}

/** Numbers of which as many fall into each bucket, with the same least and greatest; undefined where there are none. */
function valuesLike({ min, max, bucketLimit, bucket }: Histogram): Float64Array | undefined {
  const numbers = bucket.flatMap((count, index) => {
    const left = bucketLimit[index - 1] ?? min;
    const right = bucketLimit[index] ?? max;
    const value = left <= 0 && right > 0 ? 0 : Math.min(max, Math.max(min, left));
    return Array.from({ length: count }, () => value);
  });
  if (numbers.length === 0) return undefined;
  numbers[0] = min;
  numbers[numbers.length - 1] = max;
  return Float64Array.from(numbers);
}

/** Labels and predictions that are counted as the curve says. */
function examplesLike(rows: ArrayLike<number>, thresholdCount: number) {
  const labels: number[] = [];
  const predictions: number[] = [];
  for (let bucket = 0; bucket < thresholdCount; bucket++)
    for (const label of [1, 0]) {
      const row = (1 - label) * thresholdCount;
      const above = bucket + 1 < thresholdCount ? (rows[row + bucket + 1] ?? 0) : 0;
      for (let count = (rows[row + bucket] ?? 0) - above; count > 0; count--) {
        labels.push(label);
        // The middle of a bucket; the last one is a point.
        predictions.push(bucket + 1 < thresholdCount ? (bucket + 0.5) / (thresholdCount - 1) : 1);
      }
    }
  return { labels, predictions };
}
