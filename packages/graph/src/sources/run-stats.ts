// What a step of a session took: times and memory of its operations, from RunMetadata's StepStats.
import { BLOCK, decodeText, VARINT, WireReader } from "@runboard/tfevents";
import type { TensorType, Words } from "../op-graph.ts";
import { type CutNote, CutReader } from "./cut-message.ts";
import { TypeList } from "./graph-columns.ts";
import { NumberList } from "./number-list.ts";
import { readTensorShape, tensorflowDtype } from "./tensor-types.ts";

/**
 * A row for each operation on each device, in the order of the file. An operation that ran on several devices has several rows:
 * over those that are looked at it took from the least start to the greatest end, and as many bytes as the greatest row.
 */
export interface RunStats {
  readonly rowCount: number;
  readonly nodeNames: readonly string[];
  readonly devices: Words;
  /** Microseconds since 1970 when the first execution began; NaN where no execution has a duration. */
  readonly startMicros: Float64Array;
  /** From there to the end of the last execution; 0 where none has a duration. */
  readonly computeMicros: Float64Array;
  /** Bytes that the greatest execution asked its allocators for. */
  readonly allocatedBytes: Float64Array;
  /** Types of the outputs of row i's first execution that has some stand at outputOffsets[i] … outputOffsets[i + 1]; length rowCount + 1. */
  readonly outputOffsets: Uint32Array;
  /** Places in `tensorTypes`. */
  readonly outputTypeIds: Uint32Array;
  readonly tensorTypes: readonly TensorType[];
  /** Whether the bytes ended, or made no sense, before their end. */
  readonly isCut: boolean;
}

interface Row {
  readonly name: string;
  readonly device: number;
  start: number;
  end: number;
  allocatedBytes: number;
  outputs: readonly number[];
}

export function readRunStats(bytes: Uint8Array): RunStats {
  const note: CutNote = {};
  const rows: Row[] = [];
  const devices: string[] = [];
  const types = new TypeList();
  const fields = new CutReader(new WireReader(bytes), note);
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key !== ((1 << 3) | BLOCK)) {
      fields.skip(key);
      continue;
    }
    const steps = fields.nested();
    for (let inner = steps.next(); inner !== 0; inner = steps.next()) {
      if (inner === ((1 << 3) | BLOCK)) readDevice(steps.nested(), { rows, devices, types });
      else steps.skip(inner);
    }
  }
  return columnsOf(rows, devices, types, note.at !== undefined);
}

interface Collected {
  readonly rows: Row[];
  readonly devices: string[];
  readonly types: TypeList;
}

function readDevice(fields: CutReader, { rows, devices, types }: Collected): void {
  const device = devices.length;
  const rowsByName = new Map<string, Row>();
  let name = "";
  for (let key = fields.next(); key !== 0; key = fields.next()) {
    if (key === ((1 << 3) | BLOCK)) name = textOf(fields.message());
    else if (key === ((2 << 3) | BLOCK)) {
      const execution = readExecution(fields.message(), types);
      let row = rowsByName.get(execution.name);
      if (row === undefined) {
        row = {
          name: execution.name,
          device,
          start: Infinity,
          end: -Infinity,
          allocatedBytes: 0,
          outputs: [],
        };
        rowsByName.set(execution.name, row);
        rows.push(row);
      }
      row.allocatedBytes = Math.max(row.allocatedBytes, execution.allocatedBytes);
      if (execution.micros > 0) {
        row.start = Math.min(row.start, execution.start);
        row.end = Math.max(row.end, execution.start + execution.micros);
      }
      if (row.outputs.length === 0) row.outputs = execution.outputs;
    } else fields.skip(key);
  }
  devices.push(name);
}

function textOf({ bytes, position, end }: WireReader): string {
  return decodeText(bytes.subarray(position, end));
}

interface Execution {
  readonly name: string;
  readonly start: number;
  readonly micros: number;
  readonly allocatedBytes: number;
  readonly outputs: readonly number[];
}

function readExecution(reader: WireReader, types: TypeList): Execution {
  let name = "";
  let start = 0;
  let micros = 0;
  let allocatedBytes = 0;
  const outputs: number[] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    switch (key) {
      case (1 << 3) | BLOCK:
        name = reader.text();
        break;
      case (2 << 3) | VARINT:
        start = reader.roundedInt64();
        break;
      case (5 << 3) | VARINT:
        micros = reader.roundedInt64();
        break;
      case (6 << 3) | BLOCK:
        // An allocator that says less than nothing is wrong, and counts as nothing.
        allocatedBytes += Math.max(0, numberField(reader.message(), 2));
        break;
      case (7 << 3) | BLOCK:
        readOutput(reader.message(), types, outputs);
        break;
      default:
        reader.skip(key);
    }
  }
  return { name, start, micros, allocatedBytes, outputs };
}

function unknownType(types: TypeList): number {
  return types.idOf({ dtype: "", shape: null });
}

/** Outputs that an execution may leave out before one that it tells of: so many of nothing are kept at most. */
const MAX_GAP = 4;

function readOutput(reader: WireReader, types: TypeList, outputs: number[]): void {
  let slot = 0;
  let type = unknownType(types);
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) slot = reader.int32();
    else if (key === ((3 << 3) | BLOCK)) type = readDescription(reader.message(), types);
    else reader.skip(key);
  }
  if (slot < 0 || slot > outputs.length + MAX_GAP) return;
  while (outputs.length < slot) outputs.push(unknownType(types));
  outputs[slot] = type;
}

function readDescription(reader: WireReader, types: TypeList): number {
  let dtype = "";
  let shape: TensorType["shape"] = [];
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((1 << 3) | VARINT)) dtype = tensorflowDtype(reader.int32());
    else if (key === ((2 << 3) | BLOCK)) shape = readTensorShape(reader.message());
    else reader.skip(key);
  }
  return types.idOf({ dtype, shape });
}

function numberField(reader: WireReader, field: number): number {
  let value = 0;
  for (let key = reader.next(); key !== 0; key = reader.next()) {
    if (key === ((field << 3) | VARINT)) value = reader.roundedInt64();
    else reader.skip(key);
  }
  return value;
}

function columnsOf(
  rows: readonly Row[],
  devices: readonly string[],
  types: TypeList,
  isCut: boolean,
): RunStats {
  const outputTypeIds = new NumberList();
  const outputOffsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, at) => {
    for (const type of row.outputs) outputTypeIds.push(type);
    outputOffsets[at + 1] = outputTypeIds.length;
  });
  return {
    rowCount: rows.length,
    nodeNames: rows.map(({ name }) => name),
    devices: { values: devices, ids: Uint32Array.from(rows, ({ device }) => device) },
    startMicros: Float64Array.from(rows, ({ start }) => (start === Infinity ? NaN : start)),
    computeMicros: Float64Array.from(rows, ({ start, end }) => Math.max(0, end - start)),
    allocatedBytes: Float64Array.from(rows, ({ allocatedBytes }) => allocatedBytes),
    outputOffsets,
    outputTypeIds: outputTypeIds.toUint32Array(),
    tensorTypes: types.values,
    isCut,
  };
}
