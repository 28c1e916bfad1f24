import { describe, expect, test } from "vitest";
import { Summary_ValueSchema } from "./gen/summary_pb.ts";
import { encodeMessage } from "./messages.ts";
import { type SummaryValue, tensorValue } from "./summary-values.ts";
import { stringTensor } from "./tensor-init.ts";
import { type BlobKind, blobSpan, readBlobValue, readTensorValue, tagOfValue } from "./upgrade.ts";

const encode = (value: SummaryValue) => encodeMessage(Summary_ValueSchema, value);
const histogram = (histo: object): SummaryValue => ({ tag: "h", value: { case: "histo", value: histo } });
const decode = (blob: Uint8Array) => new TextDecoder().decode(blob);
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function rowsOf(value: SummaryValue) {
  const result = readTensorValue(encode(value));
  return result.kind === "tensor" ? [...(result.tensor.values as Float64Array)] : result.reason;
}

/** The blobs of a value; what stands at the place of each is the same. */
function blobsOf(bytes: Uint8Array, kind: BlobKind) {
  const result = readBlobValue(bytes, kind);
  const count = result.kind === "blobs" ? result.blobs.length : 0;
  const spans = Array.from({ length: count + 1 }, (_, sample) => blobSpan(bytes, kind, sample));
  const found = spans.flatMap((span) => (span ? [decode(bytes.subarray(span.start, span.end))] : []));
  expect(found).toEqual(result.kind === "blobs" ? result.blobs.map(decode) : []);
  expect(blobSpan(bytes, kind, -1)).toBeUndefined();
  return result.kind === "blobs" ? found : result.reason;
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
    expect(readTensorValue(value)).toMatchObject({
      tensor: { shape: [1, 3], values: Float64Array.of(0, 0, 2) },
    });
  });
});

test("a name without value is a tensor of no elements", () => {
  expect(readTensorValue(encode({ tag: "t" }))).toMatchObject({ tensor: { shape: [0] } });
});

test("a value says its tag, anything else none", () => {
  const value = encode({ tag: "größe", value: { case: "simpleValue", value: 1 } });
  expect(tagOfValue(value)).toBe("größe");
  expect(tagOfValue(encode({ value: { case: "simpleValue", value: 1 } }))).toBe("");
  expect(tagOfValue(value.subarray(0, -1))).toBeUndefined();
  expect(tagOfValue(value.subarray(1))).toBeUndefined();
});

test("what is cut is corrupt, never an exception", () => {
  const value = encode(
    tensorValue({ tag: "t", plugin: "text", tensor: stringTensor([ascii("a"), ascii("b")]) }),
  );
  expect(readTensorValue(value)).toMatchObject({ tensor: { values: [ascii("a"), ascii("b")] } });
  for (let end = 1; end < value.length; end++) {
    const cut = value.subarray(0, end);
    expect(["corrupt", "tensor"]).toContain(readTensorValue(cut).kind);
    blobsOf(cut, "images");
  }
  expect(readTensorValue(value.subarray(0, -1))).toEqual({
    kind: "corrupt",
    reason: "bytes are no value of a summary",
  });
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
  expect([blobsOf(encode(image), "images"), blobsOf(encode(audio), "audio")]).toEqual([["png"], ["wav"]]);
});

test("a message is its own blob", () => {
  expect(blobsOf(ascii("graph"), "message")).toEqual(["graph"]);
  expect(blobsOf(ascii(""), "message")).toEqual([""]);
});

test("a tensor's strings are blobs as its kind says", () => {
  const value = (...shape: number[]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const strings = Array.from({ length: count }, (_, index) => ascii(String(index)));
    return encode(
      tensorValue({ tag: "t", plugin: "", dataClass: "blob_sequence", tensor: stringTensor(strings, shape) }),
    );
  };
  expect(blobsOf(value(4), "images")).toEqual(["2", "3"]);
  expect(blobsOf(value(1), "images")).toEqual([]);
  expect(blobsOf(value(3), "audio")).toEqual(["0", "1", "2"]);
  expect(blobsOf(value(2, 2), "audio")).toEqual(["0", "2"]);
  expect(blobsOf(value(), "blobs")).toEqual(["0"]);
  const numbers = encode({ tag: "t", value: { case: "tensor", value: { dtype: 1 } } });
  expect(blobsOf(numbers, "images")).toBe("value holds no blobs");
  expect(blobsOf(encode({ tag: "t", value: { case: "simpleValue", value: 1 } }), "blobs")).toBe(
    "value holds no blobs",
  );
});

test("strings are found that are raw, and that fill the rest", () => {
  const strings = (tensor: object) =>
    encode({
      tag: "t",
      value: { case: "tensor", value: { dtype: 7, tensorShape: { dim: [{ size: 3n }] }, ...tensor } },
    });
  expect(blobsOf(strings({ tensorContent: Uint8Array.of(2, 0, 1, ...ascii("abc")) }), "blobs")).toEqual([
    "ab",
    "",
    "c",
  ]);
  expect(blobsOf(strings({ stringVal: [ascii("a"), ascii("b")] }), "blobs")).toEqual(["a", "b", "b"]);
  expect(blobsOf(strings({}), "blobs")).toEqual(["", "", ""]);
});
