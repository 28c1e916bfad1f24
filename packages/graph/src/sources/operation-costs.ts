// What each operation of one measured step took, whichever devices it ran on.
import { elementCountOf, type TensorType } from "../op-graph.ts";
import type { RunStats } from "./run-stats.ts";

/** Columns of equal length, each name once. */
export interface OperationCosts {
  readonly names: readonly string[];
  /** From the start of the first execution to the end of the last, over all devices; NaN where none has a duration. */
  readonly computeMicros: Float64Array;
  /** Of all outputs together, by their shapes and element types; NaN where one of these is not known, or no output was told. */
  readonly outputBytes: Float64Array;
}

const elementBytes: ReadonlyMap<string, number> = new Map([
  ...["float64", "int64", "uint64", "complex64"].map((dtype) => [dtype, 8] as const),
  ...["float32", "int32", "uint32", "qint32"].map((dtype) => [dtype, 4] as const),
  ...["float16", "bfloat16", "int16", "uint16", "qint16", "quint16"].map((dtype) => [dtype, 2] as const),
  ...["int8", "uint8", "bool", "qint8", "quint8"].map((dtype) => [dtype, 1] as const),
  ["complex128", 16],
]);

/** Of an operation with rows of several devices: the whole time that these span, and the bytes of the greatest. */
export function operationCosts(stats: RunStats): OperationCosts {
  const { rowCount, nodeNames, startMicros, computeMicros } = stats;
  const places = new Map<string, number>();
  const starts = new Float64Array(rowCount).fill(Infinity);
  const ends = new Float64Array(rowCount).fill(-Infinity);
  const bytes = new Float64Array(rowCount).fill(NaN);
  for (let row = 0; row < rowCount; row++) {
    const name = nodeNames[row]!;
    let place = places.get(name);
    if (place === undefined) places.set(name, (place = places.size));
    const start = startMicros[row]!;
    if (!Number.isNaN(start)) {
      starts[place] = Math.min(starts[place]!, start);
      ends[place] = Math.max(ends[place]!, start + computeMicros[row]!);
    }
    const rowBytes = outputBytesOf(stats, row);
    // NaN gives way to any number.
    if (!(bytes[place]! >= rowBytes)) bytes[place] = Number.isNaN(rowBytes) ? bytes[place]! : rowBytes;
  }
  const count = places.size;
  return {
    names: [...places.keys()],
    computeMicros: Float64Array.from({ length: count }, (_, at) =>
      starts[at] === Infinity ? NaN : ends[at]! - starts[at]!,
    ),
    outputBytes: bytes.slice(0, count),
  };
}

function outputBytesOf({ outputOffsets, outputTypeIds, tensorTypes }: RunStats, row: number): number {
  const start = outputOffsets[row]!;
  const end = outputOffsets[row + 1]!;
  if (start === end) return NaN;
  let sum = 0;
  for (let at = start; at < end; at++) sum += bytesOf(tensorTypes[outputTypeIds[at]!]!);
  return sum;
}

/** NaN where it is not known. */
function bytesOf(type: TensorType): number {
  return (elementCountOf(type) ?? NaN) * (elementBytes.get(type.dtype) ?? NaN);
}
