// Writes checkpoints of TensorFlow (tensor bundles) of one shard; checkpoint.ts reads them.
import { maskedCrc32c } from "./crc32c.ts";
import { BundleEntryProtoSchema, BundleHeaderProtoSchema } from "./gen/checkpoint_pb.ts";
import { encodeMessage } from "./messages.ts";
import { compareBytes, type TableEntryInit, writeTable } from "./sorted-table-writer.ts";
import { elementCountOf } from "./tensor.ts";
import { dataTypeOf, shapeInit, type TypedNumbers } from "./tensor-init.ts";

/** A tensor of numbers in row-major order; the array's type is the tensor's. */
export interface TensorToSave {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: TypedNumbers;
}

const encoder = new TextEncoder();

/**
 * Hands the bytes of the shard `<prefix>.data-00000-of-00001` to `write`, a tensor at a time and uncopied, and returns those of
 * `<prefix>.index`. The tensors may come from a generator, so that one at a time is in memory. TensorFlow stores them by name.
 */
export function writeCheckpoint(
  tensors: Iterable<TensorToSave>,
  write: (bytes: Uint8Array) => void,
): Uint8Array<ArrayBuffer> {
  const entries: TableEntryInit[] = [headerEntry()];
  const names = new Set<string>();
  let offsetBytes = 0;
  for (const tensor of tensors) {
    if (tensor.name === "") throw new Error("a tensor of a checkpoint has no name");
    if (names.has(tensor.name)) throw new Error(`two tensors of a checkpoint are named "${tensor.name}"`);
    names.add(tensor.name);
    const { buffer, byteOffset, byteLength } = tensor.values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    entries.push(tensorEntry(tensor, offsetBytes, bytes));
    offsetBytes += byteLength;
    write(bytes);
  }
  return writeTable(entries.sort((a, b) => compareBytes(a.key, b.key)));
}

function headerEntry(): TableEntryInit {
  return {
    key: new Uint8Array(0),
    value: encodeMessage(BundleHeaderProtoSchema, { numShards: 1, version: { producer: 1 } }),
  };
}

function tensorEntry(
  { name, shape, values }: TensorToSave,
  offsetBytes: number,
  bytes: Uint8Array,
): TableEntryInit {
  if (elementCountOf(shape) !== values.length)
    throw new Error(
      `tensor "${name}" has ${values.length} values, which do not fill its shape [${shape.join(", ")}]`,
    );
  const value = encodeMessage(BundleEntryProtoSchema, {
    dtype: dataTypeOf(values),
    shape: shapeInit(shape),
    offset: BigInt(offsetBytes),
    size: BigInt(bytes.length),
    crc32c: maskedCrc32c(bytes),
  });
  return { key: encoder.encode(name), value };
}
