import { RunName } from "@runboard/contract";
import { expect, test } from "vitest";
import { decodeAgainst, encodeAgainst, stepAgainst, type Against } from "./against.ts";

const each: readonly Against[] = [
  { kind: "nothing" },
  { kind: "first" },
  { kind: "before" },
  { kind: "step", step: -1.5 },
  { kind: "run", run: RunName.parse("s:first") },
];

test("survives the address", () => {
  for (const against of each) expect(decodeAgainst(encodeAgainst(against))).toEqual(against);
});

test("what means nothing is nothing", () => {
  for (const text of ["", "s:", "s:many", "r:", "last", "first "])
    expect(decodeAgainst(text)).toEqual({ kind: "nothing" });
});

test("a step is laid over another one, never over itself", () => {
  const steps = Float64Array.of(0, 10, 20, 20, 30);
  expect(stepAgainst({ kind: "first" }, steps, 4)).toBe(0);
  expect(stepAgainst({ kind: "first" }, steps, 0)).toBeUndefined();
  expect(stepAgainst({ kind: "before" }, steps, 3)).toBe(10);
  expect(stepAgainst({ kind: "before" }, steps, 0)).toBeUndefined();
  expect(stepAgainst({ kind: "step", step: 25 }, steps, 0)).toBe(20);
  expect(stepAgainst({ kind: "step", step: 29 }, steps, 3)).toBeUndefined();
  expect(stepAgainst({ kind: "step", step: -5 }, steps, 3)).toBeUndefined();
  expect(stepAgainst({ kind: "run", run: RunName.parse("other") }, steps, 0)).toBeUndefined();
});
