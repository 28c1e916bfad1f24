import { describe, expect, test } from "vitest";
import { EventSchema } from "./gen/event_pb.ts";
import { encodeMessage } from "./messages.ts";
import { type SummaryValue, tensorValue } from "./summary-values.ts";
import { stringTensor } from "./tensor-init.ts";
import { readBlobPoint, readTensorPoint } from "./upgrade.ts";
import type { EventInit } from "./writer.ts";

const event = (what: NonNullable<EventInit["what"]>) => encodeMessage(EventSchema, { wallTime: 1, what });
const summary = (...value: SummaryValue[]) => event({ case: "summary", value: { value } });
const histogram = (histo: object): SummaryValue => ({ tag: "h", value: { case: "histo", value: histo } });
const decode = (blob: Uint8Array) => new TextDecoder().decode(blob);
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function rowsOf(value: SummaryValue) {
  const result = readTensorPoint(summary(value), 0);
  return result.kind === "tensor" ? [...(result.tensor.values as Float64Array)] : result.reason;
}

function blobsOf(payload: Uint8Array, valueIndex: number, plugin = "") {
  const result = readBlobPoint(payload, valueIndex, plugin);
  return result.kind === "blobs" ? result.blobs.map(decode) : result.reason;
}

describe("histograms of TensorFlow 1", () => {
  test("become rows whose outer edges are the least and the greatest value", () => {
    const buckets = { min: 0.5, max: 2.5, bucketLimit: [1, 2, 1e308], bucket: [3, 4, 5] };
    expect(rowsOf(histogram(buckets))).toEqual([0.5, 1, 3, 1, 2, 4, 2, 2.5, 5]);
  });

  test("of one bucket, and of none", () => {
    expect(rowsOf(histogram({ min: -1, max: 1, bucketLimit: [9], bucket: [7] }))).toEqual([-1, 1, 7]);
    expect(rowsOf(histogram({ min: -1, max: 1 }))).toEqual([]);
  });

  test("keep empty outer buckets, as TensorBoard's data server does", () => {
    const buckets = { min: 1.5, max: 1.75, bucketLimit: [1, 2, 3], bucket: [0, 4, 0] };
    expect(rowsOf(histogram(buckets))).toEqual([1.5, 1, 0, 1, 2, 4, 2, 1.75, 0]);
  });

  test("with counts that have no edge are malformed", () => {
    expect(rowsOf(histogram({ bucketLimit: [1], bucket: [1, 2] }))).toBe("histogram is malformed");
  });

  test("may be unpacked", () => {
    // Field 6 (0x31) and field 7 (0x39) once each, as plain doubles.
    const double = [...new Uint8Array(Float64Array.of(2).buffer)];
    const histo = Uint8Array.of(0x31, ...double, 0x39, ...double);
    const value = Uint8Array.of(0x0a, 1, 104, 0x2a, histo.length, ...histo);
    const bytes = Uint8Array.of(0x2a, value.length + 2, 0x0a, value.length, ...value);
    expect(readTensorPoint(bytes, 0)).toMatchObject({
      tensor: { shape: [1, 3], values: Float64Array.of(0, 0, 2) },
    });
  });
});

test("values are found by their place in the summary", () => {
  const tensor = (text: string) =>
    tensorValue({ tag: text, plugin: "text", dataClass: "tensor", tensor: stringTensor([ascii(text)]) });
  const payload = summary(tensor("first"), tensor("second"));
  expect(readTensorPoint(payload, 1)).toMatchObject({ tensor: { values: [ascii("second")] } });
  expect(readTensorPoint(payload, 2)).toMatchObject({ kind: "corrupt" });
  expect(readTensorPoint(payload.subarray(0, -1), 1)).toMatchObject({ kind: "corrupt" });
});

test("a name without value is a tensor of no elements", () => {
  expect(readTensorPoint(summary({ tag: "t" }), 0)).toMatchObject({ tensor: { shape: [0] } });
});

test("blobs of the old kinds", () => {
  const image: SummaryValue = {
    tag: "i",
    value: { case: "image", value: { width: 3, height: 2, encodedImageString: ascii("png") } },
  };
  const audio: SummaryValue = {
    tag: "a",
    value: { case: "audio", value: { encodedAudioString: ascii("wav") } },
  };
  const payload = summary(image, audio);
  expect([blobsOf(payload, 0), blobsOf(payload, 1)]).toEqual([["3", "2", "png"], ["wav"]]);
});

test("blobs that are the event itself", () => {
  expect(blobsOf(event({ case: "graphDef", value: ascii("graph") }), -1)).toEqual(["graph"]);
  const metaGraph = Uint8Array.of(0x12, 5, ...ascii("graph"));
  expect(blobsOf(event({ case: "metaGraphDef", value: metaGraph }), -1)).toEqual(["graph"]);
  const metadata = { tag: "step", runMetadata: ascii("stats") };
  expect(blobsOf(event({ case: "taggedRunMetadata", value: metadata }), -1)).toEqual(["stats"]);
  expect(blobsOf(event({ case: "fileVersion", value: "x" }), -1)).toMatch(/no graph/);
});

test("a tensor is blobs where its plugin says so", () => {
  const payload = (...shape: number[]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const tensor = stringTensor(
      Array.from({ length: count }, (_, index) => ascii(String(index))),
      shape,
    );
    return summary(tensorValue({ tag: "t", plugin: "", dataClass: "blob_sequence", tensor }));
  };
  expect(blobsOf(payload(3), 0, "images")).toEqual(["0", "1", "2"]);
  expect(blobsOf(payload(2, 2), 0, "audio")).toEqual(["0", "2"]);
  expect(blobsOf(payload(2, 2), 0, "images")).toBe("tensor holds no blobs");
  expect(blobsOf(payload(), 0, "graph_keras_model")).toEqual(["0"]);
  expect(blobsOf(payload(), 0, "images")).toBe("tensor holds no blobs");
  expect(blobsOf(summary({ tag: "t", value: { case: "tensor", value: { dtype: 1 } } }), 0, "images")).toBe(
    "tensor holds no blobs",
  );
  expect(blobsOf(summary({ tag: "t", value: { case: "simpleValue", value: 1 } }), 0)).toBe(
    "value holds no blobs",
  );
});
