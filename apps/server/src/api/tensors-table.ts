// Tensors as one Arrow table (see `readTensors` in the contract).
import { columnLength, type TensorPoint, type TensorsAnswer, TensorsTableAnswer } from "@runboard/contract";
import { z } from "zod";
import type { AnswerMemory } from "../answer-memory.ts";
import { encodeTable, float64Data } from "./arrow-table.ts";

export function encodeTensorsTable(answer: TensorsAnswer, memory: AnswerMemory): Promise<Uint8Array> {
  const points = answer.series.flatMap(({ tensors }) => tensors);
  const values = memory.doubles(points.reduce((sum, point) => sum + columnLength(point), 0));
  let at = 0;
  for (const point of points) {
    if (point.kind !== "numbers" && point.kind !== "complex") continue;
    values.set(point.values, at);
    at += point.values.length;
  }
  if (at !== values.length) throw new RangeError("a tensor has not as many values as its shape says");
  const series = answer.series.map((one) => ({ ...one, ...countAlike(one.tensors) }));
  const text = JSON.stringify(z.encode(TensorsTableAnswer, { ...answer, series }));
  return encodeTable([["value", float64Data(values)]], { answer: text }, memory);
}

/** Of tensors that follow each other and differ in their numbers alone the first, without them, and how many they are. */
function countAlike(points: readonly TensorPoint[]): { tensors: TensorPoint[]; tensorCounts: number[] } {
  const tensors: TensorPoint[] = [];
  const tensorCounts: number[] = [];
  let before: TensorPoint | undefined;
  for (const point of points) {
    const last = tensorCounts.length - 1;
    if (before && isAlike(before, point)) tensorCounts[last] = (tensorCounts[last] ?? 0) + 1;
    else {
      tensors.push(withoutNumbers(point));
      tensorCounts.push(1);
    }
    before = point;
  }
  return { tensors, tensorCounts };
}

function isAlike(a: TensorPoint, b: TensorPoint): boolean {
  if ((a.kind !== "numbers" && a.kind !== "complex") || a.kind !== b.kind) return false;
  return (
    a.dtype === b.dtype &&
    a.shape.length === b.shape.length &&
    a.shape.every((size, dimension) => size === b.shape[dimension])
  );
}

function withoutNumbers(point: TensorPoint): TensorPoint {
  return point.kind === "numbers" || point.kind === "complex"
    ? { ...point, values: new Float64Array(0) }
    : point;
}
