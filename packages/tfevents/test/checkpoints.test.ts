// Checkpoints that TensorFlow 2.21 wrote (its SaveV2): partitioned variables, small floats, names of objects' variables; and damaged ones.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  checkpointShardName,
  type CheckpointTensor,
  decodeCheckpointTensor,
  decodePartitionedTensor,
  readCheckpointIndex,
} from "../src/checkpoint.ts";
import { OBJECT_GRAPH_KEY, objectNames } from "../src/checkpoint-objects.ts";
import { type Extent, sliceKey } from "../src/checkpoint-slices.ts";
import { BundleEntryProtoSchema, BundleHeaderProtoSchema } from "../src/gen/checkpoint_pb.ts";
import { encodeMessage } from "../src/messages.ts";
import { compareBytes, writeTable } from "../src/sorted-table-writer.ts";

const directory = join(import.meta.dirname, "checkpoints");
const read = (name: string) => new Uint8Array(readFileSync(join(directory, name)));

function checkpointAt(prefix: string) {
  const result = readCheckpointIndex(read(`${prefix}.index`));
  if (result.kind === "corrupt") throw new Error(result.reason);
  const shard = read(checkpointShardName(prefix, 0, 1));
  const tensors = new Map(result.tensors.map((tensor) => [tensor.name, tensor]));
  return { tensors, shard };
}

/** As TensorFlow was given them. */
const wave = (count: number, factor: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.fround(Math.sin(at + 1) * factor * 0.5));

describe.each([
  [10, 1],
  [20, 2],
])("of step %i", (step, factor) => {
  const { tensors, shard } = checkpointAt(`model.ckpt-${step}`);

  function valuesOf(name: string): readonly number[] {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`no ${name}`);
    const bytesOf = ({
      offsetBytes,
      sizeBytes,
    }: {
      readonly offsetBytes: number;
      readonly sizeBytes: number;
    }) => shard.subarray(offsetBytes, offsetBytes + sizeBytes);
    const result = tensor.slices
      ? decodePartitionedTensor(tensor, bytesOf)
      : decodeCheckpointTensor(tensor, bytesOf(tensor));
    if (result.kind === "corrupt" || result.tensor.kind !== "numbers") throw new Error("no numbers");
    return Array.from(result.tensor.values);
  }

  test("partitioned variables stand once, and are put together along any axis", () => {
    expect(
      [...tensors.values()].map(({ name, shape, slices }) => [name, shape, slices?.length ?? 0]),
    ).toEqual([
      ["emb", [5, 4], 2],
      ["far", [9000], 2],
      ["größe/\u0000ÿ\ufffd", [2, 200], 2],
      ["layer/bf16", [2, 3], 0],
      ["layer/half", [6], 0],
      ["layer/kernel", [3, 2], 0],
      ["names", [2], 0],
    ]);
    const rows = Array.from({ length: 12 }, (_, at) => at * factor);
    expect(valuesOf("emb")).toEqual([...rows, ...Array.from({ length: 8 }, (_, at) => (100 + at) * factor)]);
    expect(valuesOf("größe/\u0000ÿ\ufffd")).toEqual(
      wave(400, factor).map((value) => expect.closeTo(value, 6) as number),
    );
    expect(valuesOf("far")).toEqual(Array.from({ length: 9000 }, (_, at) => (at < 8192 ? 0 : 1)));
  });

  test("bfloat16 and half are widened", () => {
    const whole = valuesOf("layer/kernel");
    expect(whole).toEqual(wave(6, factor).map((value) => expect.closeTo(value, 6) as number));
    expect(valuesOf("layer/half")).toEqual(whole.map((value) => expect.closeTo(value, 3) as number));
    expect(valuesOf("layer/bf16")).toEqual(whole.map((value) => expect.closeTo(value, 2) as number));
    expect(valuesOf("layer/half")).not.toEqual(whole);
  });

  test("what is cut or changed of a slice is found", () => {
    const tensor = tensors.get("emb");
    if (!tensor?.slices) throw new Error("not partitioned");
    expect(decodePartitionedTensor(tensor, () => shard.subarray(0, 40))).toMatchObject({
      reason: "tensor's bytes are cut",
    });
    expect(decodePartitionedTensor(tensor, ({ sizeBytes }) => new Uint8Array(sizeBytes))).toMatchObject({
      reason: "checksum of a tensor is wrong",
    });
    expect(decodeCheckpointTensor(tensor, new Uint8Array(0)).kind).toBe("corrupt");
    const index = read(`model.ckpt-${step}.index`);
    let refused = 0;
    for (let at = 0; at < index.length; at++) {
      const damaged = index.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      if (readCheckpointIndex(damaged).kind === "corrupt") refused++;
    }
    expect(refused).toBeGreaterThan(index.length * 0.9);
  });
});

describe("slices that do not make up a tensor", () => {
  const whole = { start: 0, length: -1 };
  const place = { offset: 0n, size: 4n };

  /** A tensor [2, 2] of float32 that lists some slices, each of which has an entry of a shape. */
  function withSlices(slices: readonly (readonly [readonly Extent[], readonly number[]])[], entryCount = 9) {
    const encoder = new TextEncoder();
    const shapeOf = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: BigInt(size) })) });
    const extentOf = ({ start, length }: Extent) =>
      length === -1
        ? {}
        : { start: BigInt(start), hasLength: { case: "length" as const, value: BigInt(length) } };
    const entry = (value: Parameters<typeof encodeMessage<typeof BundleEntryProtoSchema>>[1]) =>
      encodeMessage(BundleEntryProtoSchema, value);
    const name = encoder.encode("w");
    const rows = [
      { key: new Uint8Array(0), value: encodeMessage(BundleHeaderProtoSchema, { numShards: 1 }) },
      {
        key: name,
        value: entry({
          dtype: 1,
          shape: shapeOf([2, 2]),
          slices: slices.map(([extents]) => ({ extent: extents.map(extentOf) })),
        }),
      },
      ...slices.slice(0, entryCount).map(([extents, shape]) => ({
        key: Uint8Array.from(sliceKey(name, extents), (letter) => letter.charCodeAt(0)),
        value: entry({
          ...place,
          dtype: 1,
          shape: shapeOf(shape),
          size: BigInt(shape.reduce((product, size) => product * size, 4)),
        }),
      })),
    ];
    return readCheckpointIndex(writeTable(rows.sort((a, b) => compareBytes(a.key, b.key))));
  }

  const row = (start: number, length = 1): readonly [readonly Extent[], readonly number[]] => [
    [{ start, length }, whole],
    [length, 2],
  ];

  test("are told", () => {
    expect(withSlices([row(0), row(1)])).toMatchObject({
      tensors: [{ name: "w", slices: [{ starts: [0, 0] }, { starts: [1, 0], lengths: [1, 2] }] }],
    });
    expect(withSlices([row(0), row(1)], 1)).toMatchObject({ reason: 'tensor "w" lacks a slice' });
    expect(withSlices([row(0)])).toMatchObject({
      reason: 'tensor "w" has slices that do not fill its shape',
    });
    expect(
      withSlices([
        row(0, 2),
        [
          [whole, { start: 1, length: 1 }],
          [2, 1],
        ],
      ]),
    ).toMatchObject({
      reason: 'tensor "w" has slices that do not fill its shape',
    });
    expect(
      withSlices([
        row(0),
        [
          [
            { start: 0, length: 2 },
            { start: 0, length: 1 },
          ],
          [2, 1],
        ],
      ]),
    ).toMatchObject({ reason: 'tensor "w" has slices that overlap' });
    expect(withSlices([row(0), row(1, 2)])).toMatchObject({
      reason: 'tensor "w" has a slice beyond its shape',
    });
    expect(
      withSlices([
        row(0),
        [
          [{ start: 1, length: 1 }, whole],
          [2, 1],
        ],
      ]),
    ).toMatchObject({
      reason: 'tensor "w" has a slice of another shape',
    });
    expect(withSlices([[[whole], [2]]])).toMatchObject({ reason: 'tensor "w" has a slice of another rank' });
    const many = Array.from({ length: 2000 }, () => row(0));
    expect(withSlices(many, 1)).toMatchObject({ reason: 'tensor "w" has more slices than are read' });
  });
});

describe("variables of objects", () => {
  const { tensors, shard } = checkpointAt("objects-1");
  const {
    offsetBytes = 0,
    sizeBytes = 0,
    checksum = 0,
  }: Partial<CheckpointTensor> = tensors.get(OBJECT_GRAPH_KEY) ?? {};
  const bytes = shard.subarray(offsetBytes, offsetBytes + sizeBytes);

  test("have names of their own, but for those that share one", () => {
    const suffix = "/.ATTRIBUTES/VARIABLE_VALUE";
    expect([...(objectNames(bytes, checksum) ?? [])]).toEqual([
      [`model/layer-1/kernel${suffix}`, "dense/kernel"],
      [`model/layer-1/bias${suffix}`, "dense/bias"],
    ]);
  });

  test("have none where a byte is wrong or missing", () => {
    for (let at = 0; at < bytes.length; at++) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      expect(objectNames(damaged, checksum)).toBeNull();
      expect(objectNames(bytes.subarray(0, at), checksum)).toBeNull();
    }
  });
});
