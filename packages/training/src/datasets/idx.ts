// IDX, the format of MNIST: big-endian magic (two zero bytes, a type, the number of dimensions), the dimensions, then the values.
// http://yann.lecun.com/exdb/mnist describes it; only unsigned bytes are read.

export interface IdxArray {
  readonly shape: readonly number[];
  /** As many as the dimensions multiply to; lies in the bytes that were read. */
  readonly values: Uint8Array<ArrayBuffer>;
}

const UNSIGNED_BYTES = 8;

/** Throws when the bytes are no IDX file of unsigned bytes with `dimensions` dimensions, whole; `name` is what the message calls it. */
export function readIdx(bytes: Uint8Array<ArrayBuffer>, dimensions: number, name: string): IdxArray {
  const headerBytes = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes)
    throw new Error(`${name} is cut off: ${bytes.length} bytes, and its header alone has ${headerBytes}`);
  const magic = view.getUint32(0);
  const wanted = (UNSIGNED_BYTES << 8) | dimensions;
  if (magic !== wanted)
    throw new Error(
      `${name} is no IDX file of unsigned bytes with ${dimensions} dimensions: it begins with ${magic}, not ${wanted}`,
    );
  const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  const size = shape.reduce((product, length) => product * length, 1);
  const held = bytes.length - headerBytes;
  if (size !== held)
    throw new Error(
      `${name} is ${held < size ? "cut off" : "too long"}: ${shape.join(" × ")} values are announced, ${held} are there`,
    );
  return { shape, values: bytes.subarray(headerBytes) };
}
