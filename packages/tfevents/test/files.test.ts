// The other files of a run: checkpoints, numpy arrays, projector configurations.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  type CheckpointTensor,
  checkpointShardName,
  decodeCheckpointTensor,
  readCheckpointIndex,
} from "../src/checkpoint.ts";
import { formatCheckpointState, parseCheckpointState } from "../src/checkpoint-state.ts";
import { writeCheckpoint } from "../src/checkpoint-writer.ts";
import { maskedCrc32c } from "../src/crc32c.ts";
import { BundleEntryProtoSchema, BundleHeaderProtoSchema } from "../src/gen/checkpoint_pb.ts";
import { encodeMessage } from "../src/messages.ts";
import { readNpy } from "../src/npy.ts";
import { formatProjectorConfig, parseProjectorConfig } from "../src/projector-config.ts";
import { decompressSnappy } from "../src/snappy.ts";
import { concat } from "./testing.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures", import.meta.url));
const mnist = join(fixtures, "tf1_mnist/logdir/lr_1E-03,conv=2,fc=1");
const read = (path: string) => new Uint8Array(readFileSync(path));
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("checkpoints", () => {
  const index = read(join(mnist, "model.ckpt-100.index"));
  const shard = read(join(mnist, "model.ckpt-100.data-00000-of-00001"));

  function onlyTensor(): CheckpointTensor {
    const result = readCheckpointIndex(index);
    if (result.kind === "corrupt") throw new Error(result.reason);
    expect([result.shardCount, result.tensors.length]).toEqual([1, 1]);
    return result.tensors[0]!;
  }

  test("of TensorFlow 1: the embedding of the tutorial", () => {
    const tensor = onlyTensor();
    expect(tensor).toMatchObject({ name: "test_embedding", dtype: "float32", shape: [256, 784], shardId: 0 });
    expect(checkpointShardName("model.ckpt-100", tensor.shardId, 1)).toBe(
      "model.ckpt-100.data-00000-of-00001",
    );
    const bytes = shard.subarray(tensor.offsetBytes, tensor.offsetBytes + tensor.sizeBytes);
    const result = decodeCheckpointTensor(tensor, bytes);
    if (result.kind === "corrupt" || result.tensor.kind !== "numbers") throw new Error("no tensor");
    expect(result.tensor.shape).toEqual([256, 784]);
    expect(result.tensor.values[0]).toBe(new DataView(shard.buffer).getFloat32(tensor.offsetBytes, true));
  });

  test.each(["model.ckpt-0", "model.ckpt-100"])("%s, written again, is the same to the byte", (prefix) => {
    for (const run of ["lr_1E-03,conv=2,fc=1", "lr_1E-03,conv=2,fc=2"]) {
      const path = join(fixtures, "tf1_mnist/logdir", run, prefix);
      const own = read(`${path}.index`);
      const bytes = read(checkpointShardName(path, 0, 1));
      const result = readCheckpointIndex(own);
      if (result.kind === "corrupt") throw new Error(result.reason);
      const tensors = result.tensors.map((tensor) => {
        const decoded = decodeCheckpointTensor(
          tensor,
          bytes.subarray(tensor.offsetBytes).subarray(0, tensor.sizeBytes),
        );
        if (decoded.kind === "corrupt" || decoded.tensor.kind !== "numbers") throw new Error("no tensor");
        return { name: tensor.name, shape: tensor.shape, values: decoded.tensor.values };
      });
      const parts: Uint8Array[] = [];
      expect(
        Buffer.compare(
          writeCheckpoint(tensors, (part) => parts.push(part)),
          own,
        ),
      ).toBe(0);
      expect(Buffer.compare(concat(parts), bytes)).toBe(0);
      const state = readFileSync(join(path, "..", "checkpoint"), "utf8");
      expect(formatCheckpointState(parseCheckpointState(state))).toBe(state);
    }
  });

  test("damage is found: in the index, in the bytes, and in what is cut", () => {
    const tensor = onlyTensor();
    const bytes = shard.slice(tensor.offsetBytes, tensor.offsetBytes + tensor.sizeBytes);
    expect(decodeCheckpointTensor(tensor, bytes.subarray(4))).toMatchObject({
      reason: "tensor's bytes are cut",
    });
    bytes[5]! ^= 1;
    expect(decodeCheckpointTensor(tensor, bytes)).toMatchObject({ reason: "checksum of a tensor is wrong" });
    for (let at = 0; at < index.length; at++) {
      const damaged = index.slice();
      damaged[at]! ^= 1;
      const result = readCheckpointIndex(damaged);
      // Only what nothing reads may be anything: the meta index, which stands behind the entries, and the padding.
      const metaIndexAt = index[index.length - 48]!;
      if (result.kind === "checkpoint") expect(at).toBeGreaterThanOrEqual(metaIndexAt);
    }
  });

  test.each([0, 1] as const)("with several tensors in blocks of compression %i", (compression) => {
    const entry = (name: string, value: Parameters<typeof encodeMessage<typeof BundleEntryProtoSchema>>[1]) =>
      [name, encodeMessage(BundleEntryProtoSchema, value)] as const;
    const header = encodeMessage(BundleHeaderProtoSchema, { numShards: 2, version: { producer: 1 } });
    const shape = (...sizes: bigint[]) => ({ dim: sizes.map((size) => ({ size })) });
    const table = makeTable(
      [
        ["", header],
        entry("layer/bias", { dtype: 1, shape: shape(3n), shardId: 1, offset: 8n, size: 12n, crc32c: 7 }),
        entry("layer/kernel", { dtype: 9, shape: shape(2n, 2n), size: 32n }),
        entry("layer/lookup", { dtype: 20 }),
        entry("step", { dtype: 9, size: 8n }),
      ],
      compression,
    );
    const place = { shardId: 0, offsetBytes: 0, checksum: 0, slices: null };
    expect(readCheckpointIndex(table)).toEqual({
      kind: "checkpoint",
      shardCount: 2,
      tensors: [
        {
          ...place,
          name: "layer/bias",
          dtype: "float32",
          shape: [3],
          shardId: 1,
          offsetBytes: 8,
          sizeBytes: 12,
          checksum: 7,
        },
        { ...place, name: "layer/kernel", dtype: "int64", shape: [2, 2], sizeBytes: 32 },
        { ...place, name: "step", dtype: "int64", shape: [], sizeBytes: 8 },
      ],
    });
  });

  test("of a big-endian machine are refused", () => {
    const header = encodeMessage(BundleHeaderProtoSchema, { numShards: 1, endianness: 1 });
    expect(readCheckpointIndex(makeTable([["", header]], 0)).kind).toBe("corrupt");
  });

  test("whose keys grow without end are refused", () => {
    const header = encodeMessage(BundleHeaderProtoSchema, { numShards: 1 });
    const named = (length: number) =>
      Array.from(
        { length: 1000 },
        (_, number) => ["x".repeat(length) + String(number), new Uint8Array(0)] as const,
      );
    expect(readCheckpointIndex(makeTable([["", header], ...named(100)], 0, 2000)).kind).toBe("checkpoint");
    expect(readCheckpointIndex(makeTable([["", header], ...named(5000)], 0, 2000)).kind).toBe("corrupt");
  });

  /** Writes a sorted table whose keys share their prefixes within a block. */
  function makeTable(
    entries: readonly (readonly [string, Uint8Array])[],
    compression: 0 | 1,
    entriesPerBlock = 2,
  ): Uint8Array {
    const parts: Uint8Array[] = [];
    let offset = 0;
    const addBlock = (own: readonly (readonly [string, Uint8Array])[]) => {
      const contents: Uint8Array[] = [];
      let previous = "";
      for (const [key, value] of own) {
        let shared = 0;
        while (shared < previous.length && previous[shared] === key[shared]) shared++;
        const rest = ascii(key.slice(shared));
        contents.push(varint(shared), varint(rest.length), varint(value.length), rest, value);
        previous = key;
      }
      const plain = concat([...contents, Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0)]);
      const bytes = concat([compression === 0 ? plain : literalSnappy(plain), Uint8Array.of(compression)]);
      const crc = new Uint8Array(4);
      new DataView(crc.buffer).setUint32(0, maskedCrc32c(bytes), true);
      const handle = concat([varint(offset), varint(bytes.length - 1)]);
      parts.push(bytes, crc);
      offset += bytes.length + 4;
      return handle;
    };
    const handles: [string, Uint8Array][] = [];
    for (let at = 0; at < entries.length; at += entriesPerBlock) {
      const own = entries.slice(at, at + entriesPerBlock);
      handles.push([own.at(-1)![0], addBlock(own)]);
    }
    const index_ = addBlock(handles);
    const footer = new Uint8Array(48);
    footer.set(concat([varint(0), varint(0), index_]));
    new DataView(footer.buffer).setBigUint64(40, 0xdb4775248b80fb57n, true);
    return concat([...parts, footer]);
  }

  function varint(value: number): Uint8Array {
    const bytes = [];
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
    return Uint8Array.from([...bytes, rest]);
  }

  function literalSnappy(plain: Uint8Array): Uint8Array {
    const length = plain.length - 1;
    return concat([varint(plain.length), Uint8Array.of(61 << 2, length & 255, length >> 8), plain]);
  }
});

describe("Snappy", () => {
  test("literals and copies, also of what they write themselves", () => {
    // "ab", then 8 bytes from 2 before (one byte of offset), 5 from 10 before (two bytes), 4 from 4 before (four bytes).
    const compressed = Uint8Array.of(
      19,
      1 << 2,
      97,
      98,
      (4 << 2) | 1,
      2,
      (4 << 2) | 2,
      10,
      0,
      (3 << 2) | 3,
      4,
      0,
      0,
      0,
    );
    expect(new TextDecoder().decode(decompressSnappy(compressed))).toBe("ab".repeat(9) + "a");
  });

  test.each([
    ["a copy from before the beginning", [4, 0, 97, 1, 2]],
    ["a length that it does not have", [9, 0, 97]],
    ["more than its length", [1, 1 << 2, 97, 98]],
    ["a cut literal", [3, 2 << 2, 97]],
    ["a cut copy", [5, 0, 97, 2, 1]],
    ["a length that it cannot have", [255, 255, 255, 255, 15, 0, 97]],
  ])("%s is malformed", (_, bytes) => {
    expect(decompressSnappy(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe("numpy arrays", () => {
  const npy = (header: string, content: Uint8Array, version = 1) => {
    const text = ascii(header);
    const length = version === 1 ? Uint8Array.of(text.length, 0) : Uint8Array.of(text.length, 0, 0, 0);
    return concat([Uint8Array.of(0x93, ...ascii("NUMPY"), version, 0), length, text, content]);
  };
  const bytesOf = (values: Float32Array | Int16Array | Float64Array) =>
    new Uint8Array(values.buffer.slice(0) as ArrayBuffer);
  const valuesOf = (file: Uint8Array) => {
    const result = readNpy(file);
    return result.kind === "corrupt"
      ? result.reason
      : { shape: result.tensor.shape, values: Array.from<unknown>(result.tensor.values) };
  };

  test("little-endian, of every version", () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
    const content = bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6));
    for (const version of [1, 2, 3])
      expect(valuesOf(npy(header, content, version))).toEqual({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
  });

  test("no dimensions, and one", () => {
    const content = bytesOf(Float64Array.of(7));
    expect(valuesOf(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", content))).toEqual({
      shape: [],
      values: [7],
    });
    expect(valuesOf(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", content))).toEqual({
      shape: [1],
      values: [7],
    });
  });

  test("big-endian and column-major", () => {
    const content = Uint8Array.of(0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6);
    const header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
    expect(valuesOf(npy(header, content))).toEqual({ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] });
    const cube = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 1, 3), }";
    expect(valuesOf(npy(cube, Uint8Array.of(1, 4, 2, 5, 3, 6)))).toEqual({
      shape: [2, 1, 3],
      values: [1, 2, 3, 4, 5, 6],
    });
  });

  test.each([
    ["file is not of numpy's format", ascii("PK\x03\x04 and so on")],
    ["file is cut", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }", new Uint8Array(35))],
    [
      "elements of type U3 are not read",
      npy("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(12)),
    ],
    [
      "file's header is malformed",
      npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4)),
    ],
    ["file's header is cut", npy("{'descr'", new Uint8Array(0)).slice(0, 12)],
  ])("%s", (reason, file) => {
    expect(valuesOf(file)).toBe(reason);
  });
});

describe("projector configurations", () => {
  test.each([
    [
      "tf1_mnist/logdir/lr_1E-03,conv=2,fc=1",
      {
        tensorName: "test_embedding:0",
        metadataPath: "labels.tsv",
        sprite: { imagePath: "sprite.png", singleImageDim: [28, 28] },
      },
    ],
    ["torch_all/logdir/main", { tensorName: "pts:00003", tensorPath: "00003/pts/tensors.tsv" }],
  ])("of %s", (run, embedding) => {
    const result = parseProjectorConfig(readFileSync(join(fixtures, run, "projector_config.pbtxt"), "utf8"));
    expect(result).toMatchObject({ kind: "message", message: { embeddings: [embedding] } });
  });

  test("written and read again", () => {
    const config = {
      modelCheckpointPath: 'with "quotes" and\nlines',
      embeddings: [
        { tensorName: "a", tensorShape: [10, 3] },
        { tensorName: "größe", bookmarksPath: "b.txt" },
      ],
    };
    const result = parseProjectorConfig(formatProjectorConfig(config));
    expect(result).toMatchObject({ kind: "message", message: config });
  });

  test.each(["embeddings {", "unknown_field: 1", "embeddings { tensor_shape: -1 }", "\u0000"])(
    "%j is malformed",
    (text) => {
      expect(parseProjectorConfig(text)).toMatchObject({ kind: "malformed" });
    },
  );
});
