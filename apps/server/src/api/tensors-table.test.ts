import { decodeTensorsTable, RunName, Tag, type TensorPoint, type TensorsAnswer } from "@runboard/contract";
import { expect, test } from "vitest";
import { AnswerMemory } from "../answer-memory.ts";
import { encodeTensorsTable } from "./tensors-table.ts";

const numbers = (shape: number[], first: number, kind: "numbers" | "complex" = "numbers"): TensorPoint => {
  const length = shape.reduce((product, size) => product * size, kind === "complex" ? 2 : 1);
  const dtype = kind === "complex" ? "complex64" : "float32";
  return { kind, dtype, shape, values: Float64Array.from({ length }, (_, i) => first + i) };
};

function answerOf(...tensors: TensorPoint[]): TensorsAnswer {
  const places = {
    run: RunName.parse("run"),
    tag: Tag.parse("tag"),
    plugin: "histograms",
    steps: Float64Array.from(tensors.keys()),
    wallTimesSeconds: new Float64Array(tensors.length),
    pointCount: tensors.length,
    pointCountInRange: tensors.length,
    firstWallTimeSeconds: 0,
  };
  return { revision: 7, series: [{ ...places, tensors }] };
}

test("tensors that differ in their numbers alone stand once, and come back each", async () => {
  const gone: TensorPoint = { kind: "problem", code: "file_gone", reason: "it is gone" };
  const text = (value: string): TensorPoint => ({
    kind: "strings",
    dtype: "string",
    shape: [1],
    values: [value],
  });
  const answer = answerOf(
    ...[numbers([2, 3], 0), numbers([2, 3], 6), numbers([3, 2], 12), numbers([0, 5], 0), numbers([0, 5], 0)],
    ...[numbers([], 3), numbers([], 4), gone, gone, numbers([1], 5, "complex"), numbers([1], 7, "complex")],
    ...[
      text("a"),
      text("b"),
      { kind: "integers", dtype: "int64", shape: [1], values: [1n] } satisfies TensorPoint,
    ],
  );
  const bytes = await encodeTensorsTable(answer, new AnswerMemory());
  expect(decodeTensorsTable(bytes)).toEqual(answer);
  const many = answerOf(...Array.from({ length: 300 }, (_, i) => numbers([1], i)));
  const alike = await encodeTensorsTable(many, new AnswerMemory());
  expect(
    Buffer.from(alike)
      .toString("latin1")
      .match(/float32/g),
  ).toHaveLength(1);
});
