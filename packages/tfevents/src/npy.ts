// numpy's file format (NEP 1): magic, version, a header that is a literal of Python, raw elements.
import {
  type Dtype,
  elementCountOf,
  elementSizeBytes,
  tensorFromBytes,
  type TensorResult,
} from "./tensor.ts";
import { decodeText, viewOf } from "./wire.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** By numpy's letter and the bytes of an element. */
const DTYPES: ReadonlyMap<string, Exclude<Dtype, "string">> = new Map([
  ["f2", "float16"],
  ["f4", "float32"],
  ["f8", "float64"],
  ["i1", "int8"],
  ["i2", "int16"],
  ["i4", "int32"],
  ["i8", "int64"],
  ["u1", "uint8"],
  ["u2", "uint16"],
  ["u4", "uint32"],
  ["u8", "uint64"],
  ["b1", "bool"],
  ["c8", "complex64"],
  ["c16", "complex128"],
]);

/** Reads a whole .npy file of numbers, in either byte order and either order of axes; the tensor is row-major. */
export function readNpy(bytes: Uint8Array): TensorResult {
  if (bytes.length < 10 || MAGIC.some((byte, index) => bytes[index] !== byte))
    return corrupt("file is not of numpy's format");
  const view = viewOf(bytes);
  const isFirstVersion = view.getUint8(6) === 1;
  const headerStart = isFirstVersion ? 10 : 12;
  if (bytes.length < headerStart) return corrupt("file's header is cut");
  const dataStart = headerStart + (isFirstVersion ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > bytes.length) return corrupt("file's header is cut");
  const header = parseHeader(decodeText(bytes.subarray(headerStart, dataStart)));
  if (header === undefined) return corrupt("file's header is malformed");
  const dtype = DTYPES.get(header.type);
  if (dtype === undefined) return corrupt(`elements of type ${header.type} are not read`);
  const sizeBytes = elementSizeBytes(dtype);
  const contentBytes = elementCountOf(header.shape) * sizeBytes;
  if (!(contentBytes <= bytes.length - dataStart)) return corrupt("file is cut");
  let content = bytes.subarray(dataStart, dataStart + contentBytes);
  if (header.isBigEndian) content = swapped(content, dtype.startsWith("complex") ? sizeBytes / 2 : sizeBytes);
  if (header.isColumnMajor) content = rowMajor(content, header.shape, sizeBytes);
  return tensorFromBytes(dtype, header.shape, content);
}

function corrupt(reason: string): TensorResult {
  return { kind: "corrupt", reason };
}

interface Header {
  readonly type: string;
  readonly isBigEndian: boolean;
  readonly isColumnMajor: boolean;
  readonly shape: readonly number[];
}

function parseHeader(text: string): Header | undefined {
  const descr = /['"]descr['"]\s*:\s*['"]([<>|=])(\w+)['"]/.exec(text);
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text);
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(text);
  if (descr === null || order === null || shape === null) return undefined;
  const sizes = (shape[1] ?? "").split(",").map((size) => size.trim());
  return {
    type: descr[2] ?? "",
    isBigEndian: descr[1] === ">",
    isColumnMajor: order[1] === "True",
    shape: sizes.filter((size) => size !== "").map(Number),
  };
}

function swapped(content: Uint8Array, sizeBytes: number): Uint8Array {
  const result = new Uint8Array(content);
  for (let at = 0; at < result.length; at += sizeBytes) result.subarray(at, at + sizeBytes).reverse();
  return result;
}

/** The elements of a column-major array in row-major order. */
function rowMajor(content: Uint8Array, shape: readonly number[], sizeBytes: number): Uint8Array {
  const result = new Uint8Array(content.length);
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => elementCountOf(shape.slice(0, axis)) * sizeBytes);
  let source = 0;
  for (let target = 0; target < content.length; target += sizeBytes) {
    result.set(content.subarray(source, source + sizeBytes), target);
    // The last axis runs fastest; one that is through goes back to its beginning.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      const isThrough = next === shape[axis];
      source += isThrough ? -stride * (next - 1) : stride;
      index[axis] = isThrough ? 0 : next;
      if (!isThrough) break;
    }
  }
  return result;
}
