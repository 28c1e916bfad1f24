import { smooth } from "@runboard/analysis";
import { expect, test } from "vitest";
import { completeTable } from "./complete-table.ts";

const values = Float64Array.of(1, 5, 2, NaN, 8, 0, 4);
const series = JSON.stringify([{ length: 4 }, { length: 0 }, { length: 3 }]);

test("values are smoothed series by series, with the weight that the table names", () => {
  const { columns } = completeTable({ metadata: { smoothing: "0.6", series }, columns: { value: values } });
  expect(columns["smoothed"]).toEqual(
    Float64Array.of(...smooth(values.subarray(0, 4), 0.6), ...smooth(values.subarray(4), 0.6)),
  );
  expect(columns["value"]).toBe(values);
});

test("values are smoothed as doubles whatever they came as", () => {
  const { columns } = completeTable({
    metadata: { smoothing: "0.6", series },
    columns: { value: Float32Array.from(values) },
  });
  expect(columns["smoothed"]).toEqual(
    completeTable({ metadata: { smoothing: "0.6", series }, columns: { value: values } }).columns["smoothed"],
  );
});

test("a table that names no weight is complete", () => {
  const table = { metadata: { series }, columns: { value: values } };
  expect(completeTable(table)).toBe(table);
});

test("lengths beyond the rows smooth what is there; who reads the table says what is wrong with it", () => {
  const metadata = { smoothing: "0.6", series: JSON.stringify([{ length: 9 }]) };
  const { columns } = completeTable({ metadata, columns: { value: values } });
  expect(columns["smoothed"]).toEqual(smooth(values, 0.6));
});
