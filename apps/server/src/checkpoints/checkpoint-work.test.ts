import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError } from "@runboard/contract";
import { writeCheckpoint } from "@runboard/tfevents";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FoundCheckpoint } from "./checkpoint-questions.ts";
import { CheckpointWork } from "./checkpoint-work.ts";

const directory = mkdtempSync(join(tmpdir(), "runboard-checkpoints-"));
const roots = [{ name: null, path: directory }];
const never = new AbortController().signal;

function save(name: string, count: number): FoundCheckpoint {
  const values = new Float32Array(count).fill(1);
  let shard: Uint8Array = new Uint8Array(0);
  const index = writeCheckpoint([{ name: "w", shape: [count], values }], (bytes) => (shard = bytes));
  writeFileSync(join(directory, `${name}-1.index`), index);
  writeFileSync(join(directory, `${name}-1.data-00000-of-00001`), shard);
  return { path: `${name}-1`, prefix: name, step: 1 };
}

let small: FoundCheckpoint;
let large: FoundCheckpoint;
beforeAll(() => {
  small = save("small", 4);
  large = save("large", 2 ** 22);
});
afterAll(() => rmSync(directory, { recursive: true }));

const weightsOf = (checkpoint: FoundCheckpoint) => ({ kind: "weights", checkpoint, earlier: [] }) as const;
const normOf = (bytes: Uint8Array): unknown =>
  (JSON.parse(new TextDecoder().decode(bytes)) as { weights: { norm: number }[] }).weights[0]?.norm;

test("who leaves is told at once, and the next question is answered", async () => {
  const work = new CheckpointWork(roots);
  expect(normOf(await work.ask(weightsOf(small), never))).toBe(2);
  const leaving = new AbortController();
  const left = work.ask(weightsOf(large), leaving.signal);
  const next = work.ask(weightsOf(small), never);
  setTimeout(() => leaving.abort(new Error("left")), 10);
  await expect(left).rejects.toThrow("left");
  expect(normOf(await next)).toBe(2);
  expect(normOf(await work.ask(weightsOf(large), never))).toBe(2048);
  await work.close();
  await expect(work.ask(weightsOf(small), never)).rejects.toThrow(ApiError);
});

test("a question that takes too long is given up, and the next one has its turn", async () => {
  // Less than the thread takes to start.
  const work = new CheckpointWork(roots, { longestMillis: 1 });
  const asked = [work.ask(weightsOf(small), never), work.ask(weightsOf(large), never)];
  for (const question of asked) await expect(question).rejects.toMatchObject({ code: "too_large" });
  await work.close();
});
