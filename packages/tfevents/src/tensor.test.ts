import { describe, expect, test } from "vitest";
import { DataType, TensorProtoSchema } from "./gen/tensor_pb.ts";
import { encodeMessage } from "./messages.ts";
import { bfloat16sToFloat32, float8sToFloat32, halvesToFloat32 } from "./small-floats.ts";
import type { TensorInit } from "./tensor-init.ts";
import { MAX_STRINGS } from "./tensor.ts";
import { decodeTensor, dtypeOf, MAX_FILLED_ELEMENTS, outlineTensor } from "./tensor-proto.ts";

const encode = (tensor: TensorInit) => encodeMessage(TensorProtoSchema, tensor);
const shape = (...sizes: number[]) => ({ dim: sizes.map((size) => ({ size: BigInt(size) })) });
const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(
    values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength) as ArrayBuffer,
  );
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function valuesOf(tensor: TensorInit) {
  const result = decodeTensor(encode(tensor));
  if (result.kind === "corrupt") throw new Error(result.reason);
  return Array.from<number | bigint | Uint8Array>(result.tensor.values);
}

const DT = DataType;

describe("decodeTensor", () => {
  test.each([
    ["float32", { dtype: DT.DT_FLOAT, floatVal: [1, 2.5, NaN] }, new Float32Array([1, 2.5, NaN])],
    [
      "float64",
      { dtype: DT.DT_DOUBLE, doubleVal: [0.1, -Infinity, 3] },
      new Float64Array([0.1, -Infinity, 3]),
    ],
    ["int32", { dtype: DT.DT_INT32, intVal: [-1, 2 ** 31 - 1, 0] }, new Int32Array([-1, 2 ** 31 - 1, 0])],
    ["uint8", { dtype: DT.DT_UINT8, intVal: [255, 0, 7] }, new Uint8Array([255, 0, 7])],
    ["int16", { dtype: DT.DT_INT16, intVal: [-32768, 5, 32767] }, new Int16Array([-32768, 5, 32767])],
    ["int8", { dtype: DT.DT_INT8, intVal: [-128, 127, 1] }, new Int8Array([-128, 127, 1])],
    ["uint16", { dtype: DT.DT_UINT16, intVal: [65535, 1, 2] }, new Uint16Array([65535, 1, 2])],
    ["uint32", { dtype: DT.DT_UINT32, uint32Val: [2 ** 32 - 1, 1, 2] }, new Uint32Array([2 ** 32 - 1, 1, 2])],
    [
      "int64",
      { dtype: DT.DT_INT64, int64Val: [-5n, 2n ** 62n, 0n] },
      new BigInt64Array([-5n, 2n ** 62n, 0n]),
    ],
    [
      "uint64",
      { dtype: DT.DT_UINT64, uint64Val: [2n ** 64n - 1n, 1n, 2n] },
      new BigUint64Array([2n ** 64n - 1n, 1n, 2n]),
    ],
    ["bool", { dtype: DT.DT_BOOL, boolVal: [true, false, true] }, new Uint8Array([1, 0, 1])],
    ["int8", { dtype: DT.DT_QINT8, intVal: [-1, 2, 3] }, new Int8Array([-1, 2, 3])],
    [
      "float16",
      { dtype: DT.DT_HALF, halfVal: [0x3c00, 0xc000, 0x7c00] },
      new Uint16Array([0x3c00, 0xc000, 0x7c00]),
    ],
    [
      "bfloat16",
      { dtype: DT.DT_BFLOAT16, halfVal: [0x3f80, 0xc000, 0x7f80] },
      new Uint16Array([0x3f80, 0xc000, 0x7f80]),
    ],
    [
      "float8_e5m2",
      { dtype: DT.DT_FLOAT8_E5M2, float8Val: Uint8Array.of(0x3c, 0xc0, 0x7c) },
      new Uint8Array([0x3c, 0xc0, 0x7c]),
    ],
  ] as const)("%s from its own field and from raw bytes", (dtype, tensor, content) => {
    const own = decodeTensor(encode({ ...tensor, tensorShape: shape(3) } as TensorInit));
    const raw = decodeTensor(
      encode({ dtype: tensor.dtype, tensorShape: shape(3), tensorContent: bytesOf(content) }),
    );
    expect(own).toMatchObject({ kind: "tensor", tensor: { dtype, shape: [3] } });
    expect(raw).toEqual(own);
    if (own.kind === "corrupt") return;
    const expected = /float(16|8)/.test(dtype) ? [1, -2, Infinity] : Array.from<number | bigint>(content);
    expect(Array.from<unknown>(own.tensor.values)).toEqual(expected);
  });

  test("a reference type is what it refers to", () => {
    expect(valuesOf({ dtype: DT.DT_FLOAT_REF, floatVal: [4] })).toEqual([4]);
    expect(dtypeOf(DT.DT_STRING_REF)).toBe("string");
  });

  test("complex numbers come as pairs", () => {
    const tensor = { dtype: DT.DT_COMPLEX64, tensorShape: shape(2), scomplexVal: [1, 2, 3, 4] };
    expect(decodeTensor(encode(tensor))).toMatchObject({ tensor: { kind: "complex", shape: [2] } });
    expect(valuesOf(tensor)).toEqual([1, 2, 3, 4]);
    expect(valuesOf({ ...tensor, scomplexVal: [1, 2] })).toEqual([1, 2, 1, 2]);
    expect(valuesOf({ dtype: DT.DT_COMPLEX128, tensorShape: shape(1), dcomplexVal: [5, 6] })).toEqual([5, 6]);
  });

  test("strings, from their field and from raw bytes", () => {
    const strings = [ascii("ab"), ascii(""), ascii("c")];
    expect(valuesOf({ dtype: DT.DT_STRING, tensorShape: shape(3), stringVal: strings })).toEqual(strings);
    const tensorContent = Uint8Array.of(2, 0, 1, ...ascii("abc"));
    expect(valuesOf({ dtype: DT.DT_STRING, tensorShape: shape(3), tensorContent })).toEqual(strings);
    expect(decodeTensor(encode({ dtype: DT.DT_STRING, tensorShape: shape(2), tensorContent })).kind).toBe(
      "corrupt",
    );
  });

  test("values that are not packed", () => {
    // dtype 1, a shape of 2, then field 5 twice with wire type 5.
    const bytes = Uint8Array.of(8, 1, 18, 4, 18, 2, 8, 2, 0x2d, 0, 0, 128, 63, 0x2d, 0, 0, 0, 64);
    expect(decodeTensor(bytes)).toMatchObject({ tensor: { values: new Float32Array([1, 2]) } });
    // dtype 9, field 10 twice: as a varint, then packed.
    const mixed = Uint8Array.of(8, 9, 18, 4, 18, 2, 8, 2, 0x50, 5, 0x52, 1, 6);
    expect(decodeTensor(mixed)).toMatchObject({ tensor: { values: new BigInt64Array([5n, 6n]) } });
  });

  test("the last value fills the rest, and nothing is zeros", () => {
    expect(valuesOf({ dtype: DT.DT_FLOAT, tensorShape: shape(2, 3), floatVal: [7] })).toEqual([
      7, 7, 7, 7, 7, 7,
    ]);
    expect(valuesOf({ dtype: DT.DT_INT32, tensorShape: shape(5), intVal: [1, 2] })).toEqual([1, 2, 2, 2, 2]);
    expect(valuesOf({ dtype: DT.DT_INT64, tensorShape: shape(2) })).toEqual([0n, 0n]);
    expect(valuesOf({ dtype: DT.DT_STRING, tensorShape: shape(2), stringVal: [ascii("x")] })).toEqual([
      ascii("x"),
      ascii("x"),
    ]);
    expect(valuesOf({ dtype: DT.DT_FLOAT, tensorShape: shape(0, 4) })).toEqual([]);
    expect(valuesOf({ dtype: DT.DT_FLOAT, floatVal: [3] })).toEqual([3]);
  });

  test.each([
    ["more values than elements", { dtype: DT.DT_FLOAT, tensorShape: shape(1), floatVal: [1, 2] }],
    ["half a complex number", { dtype: DT.DT_COMPLEX64, tensorShape: shape(2), scomplexVal: [1, 2, 3] }],
    ["short raw bytes", { dtype: DT.DT_FLOAT, tensorShape: shape(2), tensorContent: new Uint8Array(7) }],
    ["a negative size", { dtype: DT.DT_FLOAT, tensorShape: shape(-1), floatVal: [1] }],
    ["an unknown rank", { dtype: DT.DT_FLOAT, tensorShape: { unknownRank: true }, floatVal: [1] }],
    ["a type without values", { dtype: DT.DT_RESOURCE }],
    [
      "a size that nothing fills",
      { dtype: DT.DT_FLOAT, tensorShape: shape(MAX_FILLED_ELEMENTS + 1), floatVal: [1] },
    ],
    ["a size beyond numbers", { dtype: DT.DT_FLOAT, tensorShape: shape(2 ** 40, 2 ** 40), floatVal: [1] }],
    ["too many strings", { dtype: DT.DT_STRING, tensorShape: shape(MAX_STRINGS + 1) }],
    [
      "more dimensions than there are",
      { dtype: DT.DT_FLOAT, tensorShape: shape(...new Array<number>(255).fill(1)) },
    ],
  ] as const)("%s is corrupt", (_, tensor) => {
    expect(decodeTensor(encode(tensor as TensorInit)).kind).toBe("corrupt");
  });

  test("too many values for a shape are counted", () => {
    const tensor = {
      dtype: DT.DT_STRING,
      tensorShape: shape(2),
      stringVal: [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)],
    };
    expect(decodeTensor(encode(tensor))).toEqual({
      kind: "corrupt",
      reason: "tensor's shape says 2 values, it has 3",
    });
  });

  test("too many strings are told apart from what is broken, however they are written", () => {
    const tensorShape = shape(MAX_STRINGS + 1);
    for (const tensor of [
      { dtype: DT.DT_STRING, tensorShape },
      { dtype: DT.DT_STRING, tensorShape, tensorContent: new Uint8Array(MAX_STRINGS + 1) },
      { dtype: DT.DT_STRING, tensorShape: shape(2 ** 40), stringVal: [Uint8Array.of(1)] },
    ])
      expect(decodeTensor(encode(tensor as TensorInit))).toMatchObject({
        isTooLarge: true,
        reason: expect.stringMatching(/^tensor has \d+ strings; at most 100000 are read$/) as string,
      });
  });

  test("two blocks of float8, the longer one first, do not overflow", () => {
    const [long, short] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)].map((float8Val) =>
      encode({ dtype: DT.DT_FLOAT8_E4M3FN, float8Val }),
    );
    expect(decodeTensor(Uint8Array.of(...long!, ...short!)).kind).toBe("corrupt");
  });

  test("no cut of a tensor throws", () => {
    const bytes = encode({ dtype: DT.DT_INT64, tensorShape: shape(3), int64Val: [1n, 2n ** 60n, -1n] });
    for (let end = 0; end < bytes.length; end++)
      expect(() => decodeTensor(bytes.subarray(0, end))).not.toThrow();
  });
});

test("outlineTensor counts values without decoding them", () => {
  const bytes = encode({ dtype: DT.DT_STRING, tensorShape: shape(3), stringVal: [ascii("a"), ascii("b")] });
  expect(outlineTensor(bytes)).toMatchObject({ dtype: "string", shape: [3], elementCount: 3, valueCount: 2 });
  expect(outlineTensor(Uint8Array.of(8))).toBeUndefined();
});

describe("small floats", () => {
  test("float16", () => {
    const bits = Uint16Array.of(0, 0x8000, 1, 0x03ff, 0x0400, 0x3555, 0x7bff, 0xfc00, 0x7e00);
    expect([...halvesToFloat32(bits)]).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      0.333251953125,
      65504,
      -Infinity,
      NaN,
    ]);
  });

  test("bfloat16", () => {
    expect([...bfloat16sToFloat32(Uint16Array.of(0x3f80, 0x4049, 0xff80, 0x7fc0))]).toEqual([
      1,
      3.140625,
      -Infinity,
      NaN,
    ]);
  });

  test("float8", () => {
    expect([...float8sToFloat32("float8_e4m3fn", Uint8Array.of(0x38, 0x7e, 0x01, 0xfe, 0x7f))]).toEqual([
      1,
      448,
      2 ** -9,
      -448,
      NaN,
    ]);
    expect([...float8sToFloat32("float8_e5m2", Uint8Array.of(0x3c, 0x7b, 0x01, 0xfc))]).toEqual([
      1,
      57344,
      2 ** -16,
      -Infinity,
    ]);
  });
});
