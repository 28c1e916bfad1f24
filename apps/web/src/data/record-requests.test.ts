import { RunName, Tag } from "@runboard/contract";
import { expect, it } from "vitest";
import { requestsFor, type WantedTag } from "./record-requests.ts";

function wanted(tag: string, maxPointCount: number, runCount = 2, maxSampleCount = 1): WantedTag {
  const runs = Array.from({ length: runCount }, (_, i) => RunName.parse(`run${i}`));
  return { tag: Tag.parse(tag), runs, maxSampleCount, maxPointCount };
}

const tagsOf = (tags: readonly WantedTag[]) =>
  requestsFor(tags).map((request) => request.map(({ tag }) => tag));

it("asks for many short series at once, and for long ones by themselves", () => {
  const short = Array.from({ length: 100 }, (_, i) => wanted(`t${i}`, 10));
  expect(tagsOf(short).map(({ length }) => length)).toEqual([64, 36]);
  expect(tagsOf([wanted("a", 10), wanted("long", 40_000, 10), wanted("b", 10)])).toEqual([
    ["a"],
    ["long"],
    ["b"],
  ]);
});

it("leaves room for every sample, and for points to come", () => {
  expect(tagsOf([wanted("a", 1000, 10), wanted("b", 1000, 10)])).toEqual([["a", "b"]]);
  expect(tagsOf([wanted("a", 1000, 10, 3), wanted("b", 1000, 10, 3)])).toEqual([["a"], ["b"]]);
  expect(tagsOf([])).toEqual([]);
});
