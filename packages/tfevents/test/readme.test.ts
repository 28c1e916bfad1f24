import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { histogram, result, scalars } from "./example.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the README's example is the one that runs", () => {
  const [, code] = /```ts\n(.*?)```/s.exec(read("../README.md"))!;
  expect(read("./example.ts")).toContain(code?.replace("@runboard/tfevents", "../src/index.ts"));
});

test("and does what it says", () => {
  expect(result.kind).toBe("truncated");
  expect([scalars[0]?.tag, scalars[0]?.steps.length, scalars[0]?.values[99]]).toEqual([
    "loss",
    100,
    Math.fround(0.01),
  ]);
  expect(histogram).toMatchObject({ kind: "tensor", tensor: { shape: [30, 3] } });
});
