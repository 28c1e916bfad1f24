import { expect, test } from "vitest";
import { packBlobs, unpackBlobs } from "./blob-batch.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const pack = (blobs: Parameters<typeof packBlobs>[0]): ArrayBuffer =>
  Uint8Array.from(packBlobs(blobs)).buffer;

const several = [
  { mediaType: "image/png", bytes: bytes(1, 2, 3) },
  null,
  { mediaType: "audio/wav", bytes: bytes() },
  { mediaType: "image/gif", bytes: bytes(9) },
];

test("what is packed is unpacked", () => {
  expect(unpackBlobs(pack(several))).toEqual(several);
  expect(unpackBlobs(pack([]))).toEqual([]);
  expect(unpackBlobs(pack([null]))).toEqual([null]);
});

test("an answer that was cut, is longer, or says other sizes is none", () => {
  const whole = pack(several);
  for (let length = 0; length < whole.byteLength; length++)
    expect(() => unpackBlobs(whole.slice(0, length))).toThrow(TypeError);
  expect(() => unpackBlobs(Uint8Array.from([...new Uint8Array(whole), 0]).buffer)).toThrow(TypeError);
});

test.each([
  "no json",
  "{}",
  '[{"mediaType":"image/png"}]',
  '[{"mediaType":1,"sizeBytes":0}]',
  '[{"mediaType":"image/png","sizeBytes":-1},{"mediaType":"image/png","sizeBytes":1}]',
  '[{"mediaType":"image/png","sizeBytes":1.5}]',
  "[1]",
])("a head of %s is none", (text) => {
  const head = new TextEncoder().encode(text);
  const answer = new Uint8Array(4 + head.length);
  new DataView(answer.buffer).setUint32(0, head.length, true);
  answer.set(head, 4);
  expect(() => unpackBlobs(answer.buffer)).toThrow(TypeError);
});
