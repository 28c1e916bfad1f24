import type { RunName, Tag } from "@runboard/contract";
import { expect, it } from "vitest";
import { cellKey, cellPlace, sectionKey } from "./cell-key.ts";

const place = (run: string, tag: string) => ({ run: run as RunName, tag: tag as Tag });

it.each([
  ["main", "notes/first"],
  ["=k:text;r:a", "t;!x"],
  ["", "="],
  ["long/name/of/a/run", "long/name/of/a/tag"],
])("a cell's key tells its run and tag, and its kind: %j %j", (run, tag) => {
  const key = cellKey("text", place(run, tag));
  expect(cellPlace("text", key)).toEqual(place(run, tag));
  expect(cellPlace("images", key)).toBeNull();
});

it("is none of another kind's, of a scalar's card or of nothing", () => {
  for (const key of ["loss", "=t:loss;e:a", "", "=", "=k:text", "=k:text;r:a;t:b;x:c"])
    expect(cellPlace("text", key), key).toBeNull();
});

it("is another for each section of each kind", () => {
  const keys = [null, "", "loss", "g:loss"].flatMap((prefix) => [
    sectionKey("text", prefix),
    sectionKey("images", prefix),
  ]);
  expect(new Set([...keys, "loss", null]).size).toBe(10);
});
