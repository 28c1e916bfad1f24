// Checkpoints over REST: which a run has, half-written ones among them, and what their weights are like.
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  type CheckpointWeights,
  createClient,
  listCheckpoints,
  readCheckpointWeights,
  RunName,
} from "@runboard/contract";
import { type TensorToSave, writeCheckpoint } from "@runboard/tfevents";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryPath } from "./graph-requests.ts";
import { GrowingLogdir } from "./growing-logdir.ts";
import { serveLogdir, type ServedLogdir } from "./served-logdir.ts";

const run = RunName.parse("run");
const logdir = new GrowingLogdir();
let server: ServedLogdir;

function save(prefix: string, tensors: readonly TensorToSave[]): void {
  const parts: Uint8Array[] = [];
  const index = writeCheckpoint(tensors, (bytes) => parts.push(bytes.slice()));
  writeFileSync(join(logdir.path, `${prefix}.index`), index);
  writeFileSync(join(logdir.path, `${prefix}.data-00000-of-00001`), Buffer.concat(parts));
}

const tensor = (name: string, ...values: number[]): TensorToSave => ({
  name,
  shape: [values.length],
  values: Float32Array.from(values),
});

beforeAll(async () => {
  for (const name of ["run", "run/other", "empty", "partitioned"]) logdir.add(name, "loss", 1, 0.5);
  save("run/model.ckpt-0", [tensor("w", 3, 4), tensor("b", 0, 0), tensor("gone", 1), tensor("wide", 1)]);
  save("run/model.ckpt-10", [
    tensor("w", 3, 5),
    tensor("b", 0, 1),
    tensor("wide", 1, 2),
    tensor("bad", NaN, 2, Infinity),
    { name: "step", shape: [], values: BigInt64Array.of(10n) },
  ]);
  // Being saved: the shard is short, is not there, the index is empty.
  save("run/model.ckpt-20", [tensor("w", 1, 1)]);
  truncateSync(join(logdir.path, "run/model.ckpt-20.data-00000-of-00001"), 4);
  cpSync(join(logdir.path, "run/model.ckpt-10.index"), join(logdir.path, "run/model.ckpt-21.index"));
  writeFileSync(join(logdir.path, "run/model.ckpt-22.index"), "");
  execFileSync("mkfifo", [join(logdir.path, "run/model.ckpt-23.index")]);
  symlinkSync("/etc/passwd", join(logdir.path, "run/model.ckpt-24.index"));
  save("run/model.ckpt-30", [tensor("w", 0, 0), tensor("b", 0, 1), tensor("bad", 1, 1, 1)]);
  mkdirSync(join(logdir.path, "run", "ckpt"));
  mkdirSync(join(logdir.path, "run", "variables"));
  save("run/ckpt/best-10", [tensor("w", 1, 1)]);
  save("run/ckpt/best-11", [tensor("w", 1, 1)]);
  save("run/variables/variables-1", [tensor("w", 1, 1)]);
  save("run/other/model.ckpt-5", [tensor("w", 1, 1)]);
  const real = repositoryPath("packages/tfevents/test/checkpoints");
  for (const name of readdirSync(real)) cpSync(join(real, name), join(logdir.path, "partitioned", name));
  server = await serveLogdir(logdir.path);
});
afterAll(async () => {
  await server.close();
  logdir.dispose();
});

const list = (of = run) => createClient(server).call(listCheckpoints, { query: { run: of } });
const weigh = (body: { step: number; prefix?: string; run?: RunName }) =>
  createClient(server).call(readCheckpointWeights, { body: { run, ...body } });

test("are listed with their tensors, and those that cannot be used with the reason", async () => {
  const { checkpoints, tensorLists, isComplete } = await list();
  expect(isComplete).toBe(true);
  expect(checkpoints.map(({ path, prefix, step, problem }) => [path, prefix, step, problem])).toEqual([
    ["run/ckpt/best-10", "run/ckpt/best", 10, null],
    ["run/ckpt/best-11", "run/ckpt/best", 11, null],
    ["run/model.ckpt-0", "run/model.ckpt", 0, null],
    ["run/model.ckpt-10", "run/model.ckpt", 10, null],
    ["run/model.ckpt-20", "run/model.ckpt", 20, expect.stringContaining("has 4 of 8 bytes") as string],
    ["run/model.ckpt-21", "run/model.ckpt", 21, expect.stringContaining("not there") as string],
    ["run/model.ckpt-22", "run/model.ckpt", 22, expect.stringContaining("damaged") as string],
    ["run/model.ckpt-30", "run/model.ckpt", 30, null],
  ]);
  const lists = checkpoints.map(({ tensorList }) => tensorList);
  expect(lists[0]).toBe(lists[1]);
  expect(tensorLists[lists[3] ?? -1]).toEqual([
    { name: "b", dtype: "float32", shape: [2] },
    { name: "bad", dtype: "float32", shape: [3] },
    { name: "step", dtype: "int64", shape: [] },
    { name: "w", dtype: "float32", shape: [2] },
    { name: "wide", dtype: "float32", shape: [2] },
  ]);
  expect(checkpoints.every(({ wallTimeSeconds }) => wallTimeSeconds > 1.7e9)).toBe(true);
  expect(await list(RunName.parse("empty"))).toEqual({ checkpoints: [], tensorLists: [], isComplete: true });
  await expect(list(RunName.parse("none"))).rejects.toMatchObject({ code: "run_not_found" });
});

test("weights are told beside those of the checkpoint before that can be used", async () => {
  const { checkpoint, before, weights } = await weigh({ step: 10, prefix: "run/model.ckpt" });
  expect([checkpoint.step, before?.step]).toEqual([10, 0]);
  const row = (name: string) => weights.find((one) => one.name === name);
  expect(weights.map(({ name }) => name)).toEqual(["b", "bad", "w", "wide"]);
  expect(row("w")).toEqual({
    ...{ name: "w", dtype: "float32", shape: [2], norm: Math.sqrt(34), zeroShare: 0, nonFiniteCount: 0 },
    ...{ changeNorm: 1, normBefore: 5, change: 0.2, problem: null },
  });
  expect(row("b")).toMatchObject({
    ...{ zeroShare: 0.5, changeNorm: 1, normBefore: 0, change: null, problem: "all was zero before" },
  });
  expect(row("bad")).toMatchObject({ norm: 2, nonFiniteCount: 2, problem: "not in the checkpoint before" });
  expect(row("wide")).toMatchObject({ changeNorm: null, problem: "[1] in the checkpoint before" });
  const after = await weigh({ step: 30 });
  expect(after.before).toEqual({ step: 10, path: "run/model.ckpt-10" });
  const changes = Object.fromEntries(after.weights.map(({ name, ...rest }) => [name, rest]));
  expect(changes).toMatchObject({
    w: { zeroShare: 1, change: 1 },
    b: { changeNorm: 0, change: 0 },
    bad: { change: null, problem: "not all values were finite before" },
  });
  const first = await weigh({ step: 0 });
  expect([first.before, first.weights.every(({ problem }) => problem === null)]).toEqual([null, true]);
});

test("what is not there, not usable or of several is refused with the reason", async () => {
  await expect(weigh({ step: 1 })).rejects.toMatchObject({ code: "checkpoint_not_found" });
  await expect(weigh({ step: 24 })).rejects.toMatchObject({ code: "checkpoint_not_found" });
  await expect(weigh({ step: 20 })).rejects.toMatchObject({ code: "checkpoint_unreadable" });
  // A pipe: nobody waits for what may never come.
  await expect(weigh({ step: 23 })).rejects.toMatchObject({ code: "checkpoint_not_found" });
  await expect(weigh({ step: 10 })).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringContaining('"run/ckpt/best"') as string,
  });
});

test("partitioned variables and small floats of TensorFlow's own are compared", async () => {
  const { weights } = await weigh({ step: 20, run: RunName.parse("partitioned") });
  const close = (value: number) => expect.closeTo(value, 2) as number;
  const told = Object.fromEntries(weights.map(({ name, ...rest }) => [name, rest])) as Record<
    string,
    Omit<CheckpointWeights, "name"> | undefined
  >;
  // Twice what it was.
  for (const name of ["emb", "layer/bf16", "layer/half", "layer/kernel", "größe/\u0000ÿ\ufffd"])
    expect(told[name]).toMatchObject({ change: close(1), problem: null });
  expect(told["emb"]?.shape).toEqual([5, 4]);
  const { tensorLists } = await list(RunName.parse("partitioned"));
  expect(tensorLists.flat().map(({ name }) => name)).toEqual(
    expect.arrayContaining(["dense/kernel", "dense/bias"]),
  );
});

test("bytes that changed under an index are told, and a new file is read anew", async () => {
  save("run/late-1", [tensor("w", 1, 2)]);
  save("run/late-2", [tensor("w", 1, 4)]);
  expect((await weigh({ step: 2 })).weights[0]).toMatchObject({ changeNorm: 2 });
  const shard = join(logdir.path, "run/late-2.data-00000-of-00001");
  writeFileSync(shard, new Uint8Array(8));
  appendFileSync(shard, "x");
  expect((await weigh({ step: 2 })).weights[0]).toMatchObject({
    ...{ norm: null, change: null, problem: "its checksum is wrong" },
  });
  writeFileSync(join(logdir.path, "run/late-1.data-00000-of-00001"), new Uint8Array(8));
  save("run/late-2", [tensor("w", 3, 4)]);
  expect((await weigh({ step: 2 })).weights[0]).toMatchObject({
    ...{ norm: 5, change: null, problem: "of the checkpoint before: its checksum is wrong" },
  });
});
