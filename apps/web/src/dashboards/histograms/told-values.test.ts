import type { RunName, Tag } from "@runboard/contract";
import { expect, test } from "vitest";
import { MOST_TOLD_TAGS, withTold, type ToldValues } from "./told-values.ts";

const [a, b] = ["a", "b"] as RunName[] as [RunName, RunName];
const tag = (name: string) => name as Tag;
const all = () => true;

function entries(told: ToldValues<number>) {
  return [...told].map(([of, runs]) => [of, ...runs]);
}

test("a run that is gone is forgotten when another of its tag tells something", () => {
  let told: ToldValues<number> = new Map();
  told = withTold(told, { run: a, tag: tag("x"), exists: all }, 1);
  told = withTold(told, { run: b, tag: tag("x"), exists: all }, 2);
  told = withTold(told, { run: a, tag: tag("y"), exists: all }, 3);
  expect(entries(told)).toEqual([
    ["x", ["a", 1], ["b", 2]],
    ["y", ["a", 3]],
  ]);
  told = withTold(told, { run: b, tag: tag("x"), exists: (run) => run === b }, 2);
  expect(entries(told)).toEqual([
    ["y", ["a", 3]],
    ["x", ["b", 2]],
  ]);
  expect(withTold(told, { run: b, tag: tag("x"), exists: all }, 2)).toBe(told);
});

test("of too many tags the one that told nothing for longest goes", () => {
  let told: ToldValues<number> = new Map();
  for (let i = 0; i < MOST_TOLD_TAGS; i++)
    told = withTold(told, { run: a, tag: tag(`tag ${i}`), exists: all }, i);
  told = withTold(told, { run: b, tag: tag("tag 0"), exists: all }, 0);
  told = withTold(told, { run: a, tag: tag("one more"), exists: all }, 0);
  expect(told.size).toBe(MOST_TOLD_TAGS);
  expect(told.has(tag("tag 0"))).toBe(true);
  expect(told.has(tag("tag 1"))).toBe(false);
});
