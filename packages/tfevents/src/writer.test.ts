import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventSchema, SessionLog_SessionStatus } from "./gen/event_pb.ts";
import { GraphDefSchema } from "./gen/graph_pb.ts";
import { HParamsPluginDataSchema, SessionStatus } from "./gen/hparams_pb.ts";
import { RunMetadataSchema } from "./gen/run_metadata_pb.ts";
import { decodeMessage, encodeMessage } from "./messages.ts";
import { RecordReader } from "./record.ts";
import { EventFileScanner } from "./scan.ts";
import {
  audioValue,
  experimentValue,
  histogramValue,
  imageValue,
  scalarValue,
  sessionEndValue,
  sessionStartValue,
  simpleValue,
  type SummaryValue,
  tensorValue,
  textValue,
} from "./summary-values.ts";
import { numberTensor, stringTensor } from "./tensor-init.ts";
import { type BlobKind, readBlobValue, readTensorValue } from "./upgrade.ts";
import { RUN_GRAPH_TAG } from "./value-series.ts";
import { eventFileName, EventWriter, type EventWriterOptions } from "./writer.ts";

const moment = { step: 3, wallTimeSeconds: 1700000001.5 };
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function write(use: (writer: EventWriter) => void, options: Partial<EventWriterOptions> = {}) {
  const parts: Uint8Array[] = [];
  const writer = new EventWriter({
    write: (bytes) => parts.push(bytes),
    wallTimeSeconds: 1700000000,
    ...options,
  });
  use(writer);
  writer.flush();
  const file = Uint8Array.from(parts.flatMap((part) => [...part]));
  const scanner = new EventFileScanner();
  let at = 0;
  let result = scanner.scan(file, at);
  for (; result.kind === "marked"; result = scanner.scan(file.subarray(at), at)) at += result.consumedBytes;
  expect(result).toEqual({ kind: "truncated", consumedBytes: file.length - at, neededBytes: 12 });
  const taken = scanner.take();
  expect(taken.skipped.count).toBe(0);
  return { file, parts, ...taken };
}

/** Writes one value and gives its series and its bytes. */
function roundTrip(value: SummaryValue) {
  const { file, records, sessionEnded } = write((writer) => writer.writeSummary([value], moment));
  const [series] = records;
  if (series === undefined) throw new Error("nothing came back");
  const start = series.offsetsBytes[0]!;
  const bytes = file.subarray(start, start + series.lengthsBytes[0]!);
  return { ...series, details: series.details[0], bytes, sessionEnded };
}

const numbersOf = (bytes: Uint8Array) => {
  const result = readTensorValue(bytes);
  if (result.kind === "corrupt" || result.tensor.kind === "strings") throw new Error("no numbers");
  return Array.from<number | bigint>(result.tensor.values);
};
const blobsOf = (bytes: Uint8Array, kind: BlobKind) => {
  const result = readBlobValue(bytes, kind);
  if (result.kind === "corrupt") throw new Error(result.reason);
  return result.blobs.map((blob) => new TextDecoder().decode(blob));
};

describe("EventWriter", () => {
  test("begins with the version of the format", () => {
    const reader = new RecordReader();
    reader.push(write(() => undefined).file);
    const record = reader.next();
    expect(record.kind === "record" && decodeMessage(EventSchema, record.data)).toMatchObject({
      wallTime: 1700000000,
      what: { case: "fileVersion", value: "brain.Event:2" },
    });
  });

  test.each(["tensor", "simple_value"] as const)(
    "writes scalars as %s, whatever tag, step and value",
    (scalarForm) => {
      const point = fc.record({
        tag: fc.oneof(fc.constantFrom("loss", "größe", ""), fc.string({ maxLength: 200, unit: "binary" })),
        value: fc.float(),
        step: fc.oneof(fc.nat(1000), fc.maxSafeInteger()),
        wallTimeSeconds: fc.double({ min: 0, max: 2e9, noNaN: true }),
      });
      fc.assert(
        fc.property(
          fc.array(point, { maxLength: 30 }),
          fc.constantFrom(64, 300, 65536),
          (points, bufferBytes) => {
            const { scalars, parts } = write(
              (writer) => {
                for (const { tag, value, ...rest } of points) writer.writeScalar(tag, value, rest);
              },
              { scalarForm, bufferBytes },
            );
            for (const { tag, metadata, steps, values, wallTimesSeconds } of scalars) {
              const own = points.filter((other) => other.tag === tag);
              expect(metadata).toMatchObject({ dataClass: "scalar", plugin: "scalars" });
              expect([...steps]).toEqual(own.map(({ step }) => step));
              expect([...values]).toEqual(own.map(({ value }) => value));
              expect([...wallTimesSeconds]).toEqual(own.map((other) => other.wallTimeSeconds));
            }
            expect(scalars.reduce((sum, { steps }) => sum + steps.length, 0)).toBe(points.length);
            for (const part of parts) expect(part.length).toBeLessThanOrEqual(Math.max(bufferBytes, 400));
          },
        ),
      );
    },
  );

  test("encodes scalars as the generated code does", () => {
    const { file } = write((writer) => {
      writer.writeScalar("a", 0.5, { step: 7, wallTimeSeconds: 2 });
      writer.writeSummary([scalarValue({ tag: "a", value: 0.5 })], { step: 7, wallTimeSeconds: 2 });
    });
    const reader = new RecordReader();
    reader.push(file);
    reader.next();
    const [fast, generated] = [reader.next(), reader.next()].map((result) =>
      result.kind === "record" ? result.data.slice() : null,
    );
    expect(fast).toEqual(generated);
  });

  test("refuses steps that readers cannot keep", () => {
    write((writer) => {
      expect(() => writer.writeScalar("a", 1, { step: 0.5, wallTimeSeconds: 1 })).toThrow(RangeError);
      expect(() => writer.writeSummary([], { step: 2 ** 53, wallTimeSeconds: 1 })).toThrow(RangeError);
    });
  });

  test("graphs and run metadata, as messages or serialised", () => {
    const graph = encodeMessage(GraphDefSchema, { node: [{ name: "n", op: "NoOp" }] });
    const message = decodeMessage(GraphDefSchema, graph)!;
    const runMetadata = encodeMessage(RunMetadataSchema, { stepStats: { devStats: [{ device: "cpu" }] } });
    const { file, records } = write((writer) => {
      writer.writeGraph(graph, moment);
      writer.writeGraph(message, moment);
      writer.writeRunMetadata("step1", runMetadata, moment);
      writer.writeRunMetadata("step1", decodeMessage(RunMetadataSchema, runMetadata)!, moment);
    });
    expect(records.map(({ tag, metadata, steps }) => [tag, metadata.plugin, ...steps])).toEqual([
      [RUN_GRAPH_TAG, "graphs", 3, 3],
      ["step1", "graph_tagged_run_metadata", 3, 3],
    ]);
    for (const { offsetsBytes, lengthsBytes, details, metadata } of records)
      offsetsBytes.forEach((start, index) => {
        expect(details[index]).toEqual({ kind: "message" });
        expect(file.slice(start, start + lengthsBytes[index]!)).toEqual(
          metadata.plugin === "graphs" ? graph : runMetadata,
        );
      });
  });

  test("session marks", () => {
    const log = (...statuses: SessionLog_SessionStatus[]) =>
      write((writer) => statuses.forEach((status) => writer.writeSessionLog(status, moment))).sessionEnded;
    const { START, STOP, CHECKPOINT } = SessionLog_SessionStatus;
    expect([log(), log(START), log(START, STOP), log(STOP, START, CHECKPOINT)]).toEqual([
      null,
      false,
      true,
      false,
    ]);
  });

  test("names files as TensorFlow does", () => {
    const name = eventFileName({ wallTimeSeconds: 1700000000.9, hostname: "a/b.local", pid: 12, uid: 0 });
    expect(name).toBe("events.out.tfevents.1700000000.a-b.local.12.0");
    expect(eventFileName({ wallTimeSeconds: 5, hostname: "h", pid: 1, uid: 2 })).toBe(
      "events.out.tfevents.0000000005.h.1.2",
    );
  });
});

describe("values", () => {
  test("scalars with texts", () => {
    const { scalars } = write((writer) =>
      writer.writeSummary(
        [
          scalarValue({ tag: "a", value: 0.25, displayName: "A", description: "*a*" }),
          simpleValue({ tag: "b", value: 2 }),
        ],
        moment,
      ),
    );
    expect(
      scalars.map(({ tag, values, metadata }) => [
        tag,
        values[0],
        metadata.displayName,
        metadata.description,
      ]),
    ).toEqual([
      ["a", 0.25, "A", "*a*"],
      ["b", 2, "", ""],
    ]);
  });

  test("histograms", () => {
    const { metadata, details, bytes } = roundTrip(
      histogramValue({ tag: "h", values: [0, 1, 1, 4, NaN, Infinity], bucketCount: 4 }),
    );
    expect(metadata).toMatchObject({ plugin: "histograms", dataClass: "tensor" });
    expect(details).toEqual({ kind: "tensor", shape: [4, 3], dtype: "float64" });
    expect(numbersOf(bytes)).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 0, 3, 4, 1]);
  });

  test("histograms of equal values, and of none", () => {
    expect(numbersOf(roundTrip(histogramValue({ tag: "h", values: [2, 2], bucketCount: 2 })).bytes)).toEqual([
      2, 2, 0, 2, 2, 2,
    ]);
    expect(numbersOf(roundTrip(histogramValue({ tag: "h", values: [], bucketCount: 2 })).bytes)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  test("images", () => {
    const { metadata, details, bytes } = roundTrip(
      imageValue({ tag: "i", width: 8, height: 4, pictures: [ascii("one"), ascii("two")] }),
    );
    expect(metadata).toMatchObject({ plugin: "images", dataClass: "blob_sequence" });
    expect(details).toEqual({ kind: "images", width: 8, height: 4, sampleCount: 2 });
    expect(blobsOf(bytes, "images")).toEqual(["one", "two"]);
  });

  test("audio", () => {
    const { metadata, bytes } = roundTrip(audioValue({ tag: "s", clips: [ascii("RIFF"), ascii("WAVE")] }));
    expect(metadata).toMatchObject({ plugin: "audio", pluginContent: Uint8Array.of(16, 11) });
    expect(blobsOf(bytes, "audio")).toEqual(["RIFF", "WAVE"]);
  });

  test("audio with labels has the clips only", () => {
    const tensor = stringTensor(["a", "label", "b", ""].map(ascii), [2, 2]);
    const { details, bytes } = roundTrip(
      tensorValue({ tag: "s", plugin: "audio", dataClass: "blob_sequence", tensor }),
    );
    expect(details).toEqual({ kind: "audio", rateHertz: 0, sampleCount: 2 });
    expect(blobsOf(bytes, "audio")).toEqual(["a", "b"]);
  });

  test("text and tables", () => {
    const textOf = (bytes: Uint8Array) => {
      const result = readTensorValue(bytes);
      if (result.kind === "corrupt" || result.tensor.kind !== "strings") throw new Error("no text");
      return [result.tensor.shape, result.tensor.values.map((cell) => new TextDecoder().decode(cell))];
    };
    expect(textOf(roundTrip(textValue({ tag: "t", text: "grüße" })).bytes)).toEqual([[], ["grüße"]]);
    const table = [
      ["a", "b"],
      ["c", "d"],
    ];
    expect(textOf(roundTrip(textValue({ tag: "t", text: table })).bytes)).toEqual([
      [2, 2],
      ["a", "b", "c", "d"],
    ]);
  });

  test("tensors of any numbers", () => {
    for (const values of [
      Float32Array.of(1, 2),
      Int8Array.of(-1, 2),
      BigInt64Array.of(-1n, 2n),
      Uint16Array.of(1, 65535),
    ]) {
      const tensor = numberTensor(values, [1, 2]);
      const { bytes, metadata } = roundTrip(
        tensorValue({ tag: "t", plugin: "mine", dataClass: "tensor", tensor }),
      );
      expect(metadata.plugin).toBe("mine");
      expect(numbersOf(bytes)).toEqual(Array.from<number | bigint>(values));
    }
  });

  test("hyper-parameters", () => {
    const start = roundTrip(
      sessionStartValue({
        hparams: { lr: 0.1, opt: "sgd", flag: true },
        startTimeSeconds: 5,
        groupName: "g",
      }),
    );
    expect([start.tag, start.sessionEnded]).toEqual(["_hparams_/session_start_info", false]);
    expect(decodeMessage(HParamsPluginDataSchema, start.metadata.pluginContent)?.data).toMatchObject({
      case: "sessionStartInfo",
      value: {
        hparams: {
          lr: { kind: { case: "numberValue", value: 0.1 } },
          opt: { kind: { case: "stringValue", value: "sgd" } },
          flag: { kind: { case: "boolValue", value: true } },
        },
        groupName: "g",
        startTimeSecs: 5,
      },
    });
    const end = (status: SessionStatus) =>
      roundTrip(sessionEndValue({ status, endTimeSeconds: 9 })).sessionEnded;
    expect([end(SessionStatus.STATUS_SUCCESS), end(SessionStatus.STATUS_RUNNING)]).toEqual([true, false]);
    const experiment = roundTrip(
      experimentValue({ hparamInfos: [{ name: "lr" }], metricInfos: [{ name: { tag: "loss" } }] }),
    );
    expect([experiment.tag, experiment.sessionEnded]).toEqual(["_hparams_/experiment", null]);
    expect(numbersOf(experiment.bytes)).toEqual([]);
  });
});
