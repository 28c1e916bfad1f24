import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCheckpointTensor, readCheckpointIndex } from "./checkpoint.ts";
import { formatCheckpointState, parseCheckpointState } from "./checkpoint-state.ts";
import { type TensorToSave, writeCheckpoint } from "./checkpoint-writer.ts";
import { readTable } from "./sorted-table.ts";
import { compareBytes, writeTable } from "./sorted-table-writer.ts";

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function save(tensors: Iterable<TensorToSave>) {
  const parts: Uint8Array[] = [];
  const index = writeCheckpoint(tensors, (bytes) => parts.push(bytes.slice()));
  return { index, shard: Uint8Array.from(parts.flatMap((part) => [...part])), parts };
}

function load(index: Uint8Array, shard: Uint8Array) {
  const result = readCheckpointIndex(index);
  if (result.kind === "corrupt") throw new Error(result.reason);
  return result.tensors.map((tensor) => {
    const bytes = shard.subarray(tensor.offsetBytes, tensor.offsetBytes + tensor.sizeBytes);
    const decoded = decodeCheckpointTensor(tensor, bytes);
    if (decoded.kind === "corrupt") throw new Error(decoded.reason);
    return { name: tensor.name, shape: tensor.shape, values: decoded.tensor.values };
  });
}

const typedNumbers = fc.oneof(
  fc.float32Array({ maxLength: 12 }),
  fc.float64Array({ maxLength: 12 }),
  fc.int8Array({ maxLength: 12 }),
  fc.uint8Array({ maxLength: 12 }),
  fc.int16Array({ maxLength: 12 }),
  fc.uint16Array({ maxLength: 12 }),
  fc.int32Array({ maxLength: 12 }),
  fc.uint32Array({ maxLength: 12 }),
  fc.bigInt64Array({ maxLength: 12 }),
  fc.bigUint64Array({ maxLength: 12 }),
);

describe("writeCheckpoint", () => {
  test("tensors of any numbers and names are read back, by name", () => {
    const tensor = fc.record({
      name: fc.oneof(
        fc.string({ minLength: 1, unit: "binary" }),
        fc.constantFrom("conv1/W", "conv1/W/Adam", "conv1/b", "größe"),
      ),
      values: typedNumbers,
    });
    fc.assert(
      fc.property(fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 20 }), (given) => {
        const tensors = given.map(({ name, values }) => ({ name, values, shape: [1, values.length] }));
        const { index, shard, parts } = save(tensors);
        expect(parts).toHaveLength(tensors.length);
        const encoder = new TextEncoder();
        const expected = tensors.toSorted((a, b) =>
          compareBytes(encoder.encode(a.name), encoder.encode(b.name)),
        );
        expect(load(index, shard)).toEqual(
          expected.map(({ name, shape, values }) => ({ name, shape, values })),
        );
      }),
    );
  });

  test("takes tensors from a generator one by one, and views of larger buffers", () => {
    const whole = Float32Array.from({ length: 100 }, (_, index) => index);
    const seen: string[] = [];
    function* tensors() {
      for (const [index, name] of ["b", "a", "scalar"].entries()) {
        seen.push(`make ${name}`);
        const isScalar = name === "scalar";
        yield {
          name,
          shape: isScalar ? [] : [2, 5],
          values: whole.subarray(index * 10, index * 10 + (isScalar ? 1 : 10)),
        };
      }
    }
    const parts: Uint8Array[] = [];
    const index = writeCheckpoint(tensors(), (bytes) => {
      seen.push(`write ${bytes.length}`);
      parts.push(bytes.slice());
    });
    expect(seen).toEqual(["make b", "write 40", "make a", "write 40", "make scalar", "write 4"]);
    const shard = Uint8Array.from(parts.flatMap((part) => [...part]));
    expect(load(index, shard).map(({ name, values }) => [name, values[0]])).toEqual([
      ["a", 10],
      ["b", 0],
      ["scalar", 20],
    ]);
  });

  test("says which tensor is wrong", () => {
    const values = Float32Array.of(1, 2);
    expect(() => save([{ name: "w", shape: [3], values }])).toThrow('tensor "w" has 2 values');
    expect(() => save([{ name: "", shape: [2], values }])).toThrow("no name");
    const twice = { name: "w", shape: [2], values };
    expect(() => save([twice, twice])).toThrow('two tensors of a checkpoint are named "w"');
  });
});

describe("writeTable", () => {
  test("tables of many blocks are read back", () => {
    const entries = Array.from({ length: 3000 }, (_, index) => ({
      key: ascii(`layer${String(index).padStart(5, "0")}/weights`),
      value: new Uint8Array(300).fill(index),
    }));
    const table = writeTable(entries);
    expect(table.length).toBeGreaterThan(3 * 2 ** 18);
    const result = readTable(table);
    if (result.kind === "corrupt") throw new Error(result.reason);
    expect(result.entries.length).toBe(entries.length);
    for (const [index, { key, value }] of result.entries.entries()) {
      expect(compareBytes(key, entries[index]!.key)).toBe(0);
      expect(compareBytes(value, entries[index]!.value)).toBe(0);
    }
  });

  test("any keys, also those that no shorter one separates", () => {
    const key = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(fc.uniqueArray(key, { selector: String, maxLength: 80 }), (keys) => {
        const entries = keys.toSorted(compareBytes).map((own) => ({ key: own, value: own }));
        const result = readTable(writeTable(entries));
        expect(result).toEqual({ kind: "table", entries });
      }),
    );
    const wide = [ascii("\u00ff"), ascii("\u00ff\u00ff")].map((own) => ({
      key: own,
      value: new Uint8Array(2 ** 18),
    }));
    expect(readTable(writeTable(wide))).toMatchObject({
      kind: "table",
      entries: wide.map((entry) => ({ key: entry.key })),
    });
  });

  test("refuses keys out of order", () => {
    const entry = { key: ascii("a"), value: ascii("") };
    expect(() => writeTable([entry, entry])).toThrow("must grow");
  });
});

describe("the state of checkpoints", () => {
  test("names the newest and lists all", () => {
    const text = formatCheckpointState(["model.ckpt-0", "model.ckpt-100"]);
    expect(text).toBe(
      'model_checkpoint_path: "model.ckpt-100"\nall_model_checkpoint_paths: "model.ckpt-0"\nall_model_checkpoint_paths: "model.ckpt-100"\n',
    );
    expect(parseCheckpointState(text)).toEqual(["model.ckpt-0", "model.ckpt-100"]);
  });

  test("quotes and backslashes come back", () => {
    const prefixes = ['C:\\runs\\"a"', "größe"];
    expect(parseCheckpointState(formatCheckpointState(prefixes))).toEqual(prefixes);
    expect(parseCheckpointState("garbage\nall_model_checkpoint_paths: 3\n")).toEqual([]);
  });
});
