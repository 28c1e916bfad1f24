import { Run, RunName } from "@runboard/contract";
import { describe, expect, it } from "vitest";
import {
  compareFieldValues,
  decodeField,
  encodeField,
  fieldTitle,
  fieldValue,
  formatField,
  type FieldSources,
} from "./run-field.ts";

const name = RunName.parse("a");
const run = Run.parse({
  run: name,
  state: "finished",
  startTimeSeconds: 1_700_000_000,
  lastWallTimeSeconds: 1_700_000_090,
  modifiedSeconds: 1_700_000_090,
  fileCount: 1,
  sizeBytes: 10,
  seriesCount: 1,
  pointCount: 1234,
  supersededPointCount: 0,
  restartCount: 0,
  findingCount: 0,
  lastStep: 70,
  problems: [],
  revision: 1,
});
const sources: FieldSources = {
  byName: new Map([[name, run]]),
  tagValueOf: (tag) => (tag === "loss" ? { last: 0.25, min: null, max: 2, lastStep: 70 } : undefined),
  hparamsOf: () => ({ lr: 0.1, nesterov: true, constructor_: "x" }),
};

const read = (text: string): string => {
  const field = decodeField(text);
  if (!field) throw new Error(`${text} is no field`);
  return formatField(field, fieldValue(field, name, sources));
};

describe("a field of runs", () => {
  it.each(["start", "step", "last:loss", "min:a:b", "max:", "hparam:lr", "hparam:a:b"])(
    "%s is kept in the URL",
    (text) => {
      const field = decodeField(text);
      expect(field && encodeField(field)).toBe(text);
    },
  );

  it.each(["", "nonsense", "last", "hparam:", "toString", "first:loss"])("%s is none", (text) => {
    expect(decodeField(text)).toBeUndefined();
  });

  it.each([
    ["name", "a"],
    ["start", "2023-11-14 22:13:20"],
    ["duration", "1 min 30 s"],
    ["step", "70"],
    ["points", "1,234"],
    ["state", "finished"],
    ["last:loss", "0.25"],
    ["min:loss", ""],
    ["max:loss", "2"],
    ["last:accuracy", ""],
    ["hparam:lr", "0.1"],
    ["hparam:nesterov", "true"],
    ["hparam:constructor", ""],
  ])("%s says %j", (text, said) => {
    expect(read(text)).toBe(said);
  });

  it("says what it is of", () => {
    expect(
      ["last:loss", "min:loss", "hparam:lr", "step"].map((text) => fieldTitle(decodeField(text)!)),
    ).toEqual(["loss", "loss (MIN)", "lr", "Last step"]);
  });
});

describe("values of fields", () => {
  it("stand by size, numbers before texts, texts as people count", () => {
    expect([10, "b10", 9, "b9", -1].sort(compareFieldValues)).toEqual([-1, 9, 10, "b9", "b10"]);
  });
});
