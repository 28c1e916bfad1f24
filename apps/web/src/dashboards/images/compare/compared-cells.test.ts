import type { RunName, Tag } from "@runboard/contract";
import { describe, expect, test } from "vitest";
import {
  decodeCompared,
  encodeCompared,
  MOST_COMPARED,
  tellingParts,
  withToggled,
  type ComparedCell,
} from "./compared-cells.ts";

function cell(run: string, rest: Partial<Omit<ComparedCell, "run">> = {}): ComparedCell {
  return { run: run as RunName, tag: "net/input" as Tag, sample: 0, step: null, ...rest };
}

describe("in the address", () => {
  test("pictures come back as they were", () => {
    const cells = [
      cell("lr=0.1;conv=2"),
      cell("lr=0.1;conv=2", { sample: 3, step: -7 }),
      cell("!x", { tag: "a;b!" as Tag, step: 0 }),
    ];
    expect(decodeCompared(encodeCompared(cells))).toEqual(cells);
  });

  test.each([
    ["nothing", ""],
    ["half a picture", "run;tag;0"],
    ["no number of a sample", "run;tag;x;"],
    ["a sample before the first", "run;tag;-1;"],
    ["no number of a step", "run;tag;0;never"],
  ])("%s is no picture", (_, text) => {
    expect(decodeCompared(text)).toEqual([]);
  });

  test("what is damaged leaves the others, and one that is there twice is there once", () => {
    expect(decodeCompared("a;t;0;;b;t;x;;a;t;0;;c;t;1;5")).toEqual([
      cell("a", { tag: "t" as Tag }),
      cell("c", { tag: "t" as Tag, sample: 1, step: 5 }),
    ]);
  });

  test("more than can be told apart are left out", () => {
    const cells = Array.from({ length: 12 }, (_, at) => cell(`run ${at}`));
    expect(decodeCompared(encodeCompared(cells))).toHaveLength(MOST_COMPARED);
  });
});

test("picking twice lets go, and the ninth is not taken", () => {
  const eight = Array.from({ length: MOST_COMPARED }, (_, at) => cell(`run ${at}`));
  expect(withToggled(eight, cell("run 8"))).toBe(eight);
  expect(withToggled(eight, cell("run 3")).map(({ run }) => run)).not.toContain("run 3");
  expect(withToggled([cell("a")], cell("a", { step: 5 }))).toHaveLength(2);
});

test("only what differs is told; the run where nothing does", () => {
  expect(tellingParts([cell("a"), cell("b")])).toEqual({ run: true, tag: false, sample: false });
  expect(tellingParts([cell("a"), cell("a", { sample: 1 })])).toEqual({
    run: false,
    tag: false,
    sample: true,
  });
  expect(tellingParts([cell("a"), cell("a", { step: 1 })])).toEqual({ run: true, tag: false, sample: false });
});
