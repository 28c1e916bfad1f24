import { describe, expect, test } from "vitest";
import { parseMatrixTsv } from "./matrix-tsv.ts";

const parse = (text: string) => parseMatrixTsv(new TextEncoder().encode(text));

describe("vectors as lines", () => {
  test("are rows, whatever ends the lines", () => {
    const expected = { rowCount: 2, columnCount: 3, values: Float32Array.of(1, -2.5, 3e7, 0.5, 0, 6) };
    for (const text of [
      "1\t-2.5\t3e7\n.5\t0\t6\n",
      "1\t-2.5\t3e7\r\n.5\t0\t6",
      "\n1\t-2.5\t3e7\n\n.5\t0\t6\n\n",
    ])
      expect(parse(text)).toEqual({ kind: "matrix", matrix: expected });
  });

  test("may hold what is no finite number", () => {
    const result = parse("nan\tinf\t-Infinity\n");
    expect(result.kind === "matrix" && Array.from(result.matrix.values)).toEqual([NaN, Infinity, -Infinity]);
  });

  test("are none in an empty file", () => {
    expect(parse("")).toMatchObject({ kind: "matrix", matrix: { rowCount: 0, columnCount: 0 } });
  });

  test.each([
    ["1\t2\n3\n", "line 2 has 1 numbers, those before have 2"],
    ["1\t2\n3\t\n", 'line 2 has "" in column 2'],
    ["1\tx\n", 'line 1 has "x" in column 2'],
    ["label\tvalue\n1\t2\n", 'line 1 has "label" in column 1'],
  ])("%j says where it is wrong", (text, reason) => {
    const result = parse(text);
    expect(result.kind === "corrupt" ? result.reason : "").toContain(reason);
  });

  test("grow with the file", () => {
    const result = parse("1\t2\t3\n".repeat(5000));
    expect(result).toMatchObject({ kind: "matrix", matrix: { rowCount: 5000, columnCount: 3 } });
  });
});
