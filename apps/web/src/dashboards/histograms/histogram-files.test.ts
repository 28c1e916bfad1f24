import { expect, test } from "vitest";
import { binnedRows, csvOf, jsonOf } from "./histogram-files.ts";

const table = {
  columns: ["run", "left", "count"],
  rows: [
    ['a "b", c', 0.1, 3],
    ["plain", -Infinity, NaN],
  ],
};

test("a table survives as CSV, with what would break it in quotes", () => {
  expect(csvOf(table)).toBe('run,left,count\r\n"a ""b"", c",0.1,3\r\nplain,-Infinity,NaN\r\n');
});

test("and as JSON, which has no numbers that are none", () => {
  expect(JSON.parse(jsonOf(table))).toEqual([
    { run: 'a "b", c', left: 0.1, count: 3 },
    { run: "plain", left: "-Infinity", count: "NaN" },
  ]);
});

test("bins have their edges", () => {
  expect(binnedRows(["r", 7], Float64Array.of(0, 1, 4), Float64Array.of(5, 6))).toEqual([
    ["r", 7, 0, 1, 5],
    ["r", 7, 1, 4, 6],
  ]);
});
