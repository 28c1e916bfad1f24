import { expect, test } from "vitest";
import { askedRange } from "./byte-range.ts";

test.each([
  ["bytes=0-0", 0, 1],
  ["bytes=2-4", 2, 5],
  ["bytes=2-", 2, 10],
  ["bytes=2-99999999999999999999", 2, 10],
  ["bytes=-3", 7, 10],
  ["bytes=-99", 0, 10],
  ["BYTES= 9-9 ", 9, 10],
])("%s of ten bytes", (header, start, end) => {
  expect(askedRange(header, 10)).toEqual({ kind: "part", start, end });
});

test.each([
  undefined,
  "",
  "bytes=",
  "bytes=-",
  "bytes=a-b",
  "bytes=4-2",
  "bytes=0-1,3-4",
  "bytes=1",
  "lines=0-1",
])("%s is none: all is given", (header) => {
  expect(askedRange(header, 10)).toEqual({ kind: "whole" });
});

test.each([
  ["bytes=10-", 10],
  ["bytes=10-12", 10],
  ["bytes=-0", 10],
  ["bytes=0-", 0],
])("%s is not in %i bytes", (header, sizeBytes) => {
  expect(askedRange(header, sizeBytes)).toEqual({ kind: "unsatisfiable" });
});
