import { describe, expect, it } from "vitest";
import {
  joinItems,
  rangeText,
  readItems,
  readRange,
  readValue,
  splitItems,
  startRange,
  writeRange,
} from "./field-text.ts";
import type { NumberKind, ParameterField } from "./parameter-field.ts";

const rate: NumberKind = {
  kind: "number",
  isInteger: false,
  min: 0,
  max: 1,
  excludesMin: true,
  excludesMax: false,
  isLog: true,
};
const count: NumberKind = { ...rate, isInteger: true, min: 1, max: null, excludesMin: false };
const field = (of: NumberKind, standard: number): ParameterField => ({
  name: "x",
  title: "X",
  description: "",
  unit: "",
  isAdvanced: false,
  standard,
  of,
});

describe("one value", () => {
  it.each([
    [rate, "1e-4", 1e-4],
    [rate, " 0.5 ", 0.5],
    [count, "12", 12],
    [{ kind: "choice", options: [1, "two"] } as const, "1", 1],
    [{ kind: "boolean" } as const, "true", true],
    [{ kind: "text", isPath: false } as const, "a, b", "a, b"],
  ])("%o reads %s", (of, text, value) => {
    expect(readValue(of, text)).toEqual({ isRight: true, value });
  });

  it.each([
    [rate, "", "A number is needed"],
    [rate, "fast", "“fast” is no number"],
    [rate, "0", "Must be greater than 0, at most 1"],
    [rate, "2", "Must be greater than 0, at most 1"],
    [rate, "Infinity", "“Infinity” is no number"],
    [count, "1.5", "A whole number is needed"],
    [count, "0", "Must be at least 1"],
    [{ kind: "choice", options: [1, 2] } as const, "3", "One of 1, 2"],
  ])("%o refuses %s", (of, text, problem) => {
    expect(readValue(of, text)).toEqual({ isRight: false, problem });
  });
});

describe("several values", () => {
  it("are split at commas, without repetitions", () => {
    expect(readItems(rate, "1e-3, 1e-4,0.001,")).toEqual({ isRight: true, value: [1e-3, 1e-4] });
  });

  it("tell the first that is wrong", () => {
    expect(readItems(rate, "1e-3, 7")).toMatchObject({ isRight: false });
    expect(readItems(rate, "")).toMatchObject({ isRight: false });
  });

  it.each([
    [[]],
    [["a"]],
    [["a, b", "c"]],
    [['say "x"', '"', '","']],
    [["", " ", " a ", "b\n"]],
    [[",", ",,"]],
  ])("come back from their text: %j", (items) => {
    expect(splitItems(joinItems(items))).toEqual(items);
  });
});

describe("a range", () => {
  it("comes back from its text", () => {
    const range = { distribution: "log_uniform", min: "1e-5", max: "1e-2" } as const;
    expect(rangeText(writeRange(range))).toEqual(range);
    expect(rangeText("1e-5, 1e-2")).toBeNull();
  });

  it("is read into what is drawn from", () => {
    expect(readRange({ distribution: "int", min: "2", max: "8" })).toEqual({
      isRight: true,
      value: { distribution: "int", min: 2, max: 8 },
    });
  });

  it.each([
    ["uniform", "", "1"],
    ["uniform", "2", "1"],
    ["uniform", "1", "1"],
    ["log_uniform", "0", "1"],
    ["int", "1.5", "3"],
  ] as const)("%s from %s to %s is refused", (distribution, min, max) => {
    expect(readRange({ distribution, min, max }).isRight).toBe(false);
  });

  it("begins about the default, within the limits", () => {
    expect(startRange(field(rate, 1e-3), "log_uniform")).toBe("log_uniform:0.0001:0.01");
    expect(startRange(field(rate, 0.5), "uniform")).toBe("uniform:0.05:1");
    expect(startRange(field(count, 4), "int")).toBe("int:1:40");
  });
});
