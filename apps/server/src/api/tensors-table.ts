// Tensors as one Arrow table (see `readTensors` in the contract).
import { columnLength, readTensors, type TensorPoint, type TensorsAnswer } from "@runboard/contract";
import { Field, Float64, makeData, RecordBatch, RecordBatchStreamWriter, Schema, Struct } from "apache-arrow";
import { z } from "zod";

export function encodeTensorsTable(answer: TensorsAnswer): Uint8Array {
  const points = answer.series.flatMap(({ tensors }) => tensors);
  const values = new Float64Array(points.reduce((sum, point) => sum + columnLength(point), 0));
  let at = 0;
  for (const point of points) {
    if (point.kind !== "numbers" && point.kind !== "complex") continue;
    values.set(point.values, at);
    at += point.values.length;
  }
  const series = answer.series.map((one) => ({ ...one, tensors: one.tensors.map(withoutNumbers) }));
  const text = JSON.stringify(z.encode(readTensors.response, { ...answer, series }));
  const field = new Field("value", new Float64(), false);
  const schema = new Schema([field], new Map([["answer", text]]));
  const data = makeData({
    type: new Struct(schema.fields),
    length: values.length,
    nullCount: 0,
    children: [makeData({ type: new Float64(), data: values })],
  });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

function withoutNumbers(point: TensorPoint): TensorPoint {
  return point.kind === "numbers" || point.kind === "complex"
    ? { ...point, values: new Float64Array(0) }
    : point;
}
