import { describe, expect, test } from "vitest";
import type { Recording } from "./answers.ts";
import { compareRecordings } from "./compare.ts";

function recording(body: unknown, name = "GET /data/x", status = 200): Recording {
  return { [name]: { status, type: "application/json", body } };
}

function agree(expected: Recording, actual: Recording, alternative: Recording = {}): boolean {
  const { agreeing, differing } = compareRecordings(expected, alternative, actual, () => true);
  expect(agreeing.length + differing.length).toBe(1);
  return agreeing.length === 1;
}

describe("compareRecordings", () => {
  test.each([
    [
      [1, "a", null],
      [1, "a", null],
    ],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [1, 1 + 1e-7],
    ["<p>a <em>b</em></p>", "<p>a<em>b</em> </p>\n"],
  ])("%j agrees with %j", (expected, actual) => {
    expect(agree(recording(expected), recording(actual))).toBe(true);
  });

  test.each([
    [
      [1, 2],
      [1, 2, 3],
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [1, 1.001],
    [1, "1"],
    [[], {}],
    ["a b", "a  b"],
    ["<p>a</p>", "<p>b</p>"],
    [{ text: "[1.0]" }, { text: "[1]" }],
  ])("%j differs from %j", (expected, actual) => {
    expect(agree(recording(expected), recording(actual))).toBe(false);
  });

  test("an answer that is missing differs", () => {
    expect(agree(recording([]), {})).toBe(false);
    expect(agree(recording([]), recording([], "GET /data/other"))).toBe(false);
  });

  test("another status differs, whatever the body of an error", () => {
    expect(agree(recording([]), recording([], "GET /data/x", 404))).toBe(false);
    expect(agree(recording("a", "n", 404), recording("b", "n", 404))).toBe(true);
  });

  test("the other loader's answer is as good", () => {
    expect(agree(recording([1]), recording([2]), recording([2]))).toBe(true);
    expect(agree(recording([1]), recording([3]), recording([2]))).toBe(false);
  });

  test("names that are not wanted are left out", () => {
    const { agreeing, differing } = compareRecordings(recording(1), {}, {}, () => false);
    expect([...agreeing, ...differing]).toEqual([]);
  });
});
