// Real jobs: their processes train real digits and are told what a server tells them.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeMessage, GraphDefSchema, parseProjectorConfig, readCheckpointIndex } from "@runboard/tfevents";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCheckpoint } from "./saved-checkpoint.ts";
import { FromChild } from "../messages.ts";
import { countTags, readEvents, readScalar, startJob } from "./testing.ts";

const logdir = mkdtempSync(join(tmpdir(), "runboard-job-"));
afterAll(() => rmSync(logdir, { recursive: true, force: true }));

/** Small enough for WebAssembly, too. */
const small = { conv: 1, fc: 1, batch: 50, validationImages: 100, summaryInterval: 5 };

describe("the tutorial's network", { timeout: 300_000 }, () => {
  const directory = join(logdir, "tutorial");
  const job = startJobOnce();

  function startJobOnce() {
    return { messages: [] as readonly unknown[], printed: "", code: null as number | null };
  }

  beforeAll(async () => {
    const running = startJob({
      model: "mnist-cnn",
      logdir,
      run: "tutorial",
      parameters: { steps: 81, checkpointInterval: 40, validationImages: 300 },
    });
    job.code = (await running.exit).code;
    job.messages = running.messages;
    job.printed = running.printed();
  }, 300_000);

  it("learns to read digits", () => {
    expect(job.code, job.printed).toBe(0);
    const accuracy = readScalar(readEvents(directory), "validation/accuracy");
    expect([...accuracy.keys()]).toEqual([0, 40, 80, 81]);
    expect(accuracy.get(0)).toBeLessThan(0.4);
    expect(accuracy.get(81)).toBeGreaterThan(0.85);
  });

  it("tells what it does before its first step", () => {
    const phases = job.messages.flatMap((message) => {
      const told = FromChild.parse(message);
      return told.kind === "phase" ? [told.phase] : [];
    });
    expect(phases.at(0)).toMatch(/^loading (TensorFlow|WebAssembly)$/);
    expect(phases.slice(-5)).toEqual([
      "reading MNIST",
      "building the network",
      "drawing the graph",
      "taking the first step",
      null,
    ]);
  });

  it("tells the server how far it is, in order", () => {
    const kinds = job.messages.map((message) => (message as { kind: string }).kind);
    expect(kinds.find((kind) => kind !== "phase")).toBe("started");
    expect(kinds.at(-1)).toBe("finished");
    expect(job.messages.at(-1)).toEqual({ kind: "finished", step: 81 });
    const steps = job.messages.flatMap((message) =>
      (message as { kind: string; step: number }).kind === "checkpoint"
        ? [(message as { step: number }).step]
        : [],
    );
    expect(steps).toEqual([0, 40, 80, 81]);
    expect(job.messages).toContainEqual(
      expect.objectContaining({
        kind: "progress",
        progress: expect.objectContaining({ step: 81, totalSteps: 81 }) as unknown,
        metricValue: expect.any(Number) as unknown,
      }),
    );
    expect(job.printed).toMatch(/learningRate 0\.001 · conv 2 · fc 2/);
    expect(job.printed).toMatch(/step 81 of 81 · accuracy\/accuracy [\d.]+ · xent\/xent [\d.]+/);
  });

  it("writes what the tutorial writes", () => {
    const layers = ["conv1", "conv2", "fc1", "fc2"];
    const tags = countTags(readEvents(directory));
    const everyFifth = [
      "xent/xent",
      "accuracy/accuracy",
      "train/learning_rate",
      "memory/process_bytes",
      ...layers.flatMap((layer) => ["weights", "biases", "activations"].map((part) => `${layer}/${part}`)),
      "fc1/relu",
      ...[0, 1, 2].map((index) => `input/image/${index}`),
    ];
    expect(Object.fromEntries(everyFifth.map((tag) => [tag, tags.get(tag)]))).toEqual(
      Object.fromEntries(everyFifth.map((tag) => [tag, 17])),
    );
    for (let digit = 0; digit < 10; digit += 1) expect(tags.get(`pr_curve/${digit}`)).toBe(4);
    for (const tag of ["session_start_info", "session_end_info", "experiment"])
      expect(tags.get(`_hparams_/${tag}`), tag).toBe(1);
    expect(tags.get("model")).toBe(1);
  });

  it("draws its graph with the tutorial's scopes", () => {
    const graphs = readEvents(directory).flatMap(({ what }) =>
      what.case === "graphDef" ? [what.value] : [],
    );
    expect(graphs).toHaveLength(1);
    const graph = decodeMessage(GraphDefSchema, graphs[0]!)!;
    const scopes = new Set(graph.node.map(({ name }) => name.split("/")[0]));
    for (const scope of ["conv1", "conv2", "fc1", "fc2", "xent", "train", "accuracy"])
      expect(scopes).toContain(scope);
  });

  it("saves checkpoints in TensorFlow's format with weights, slots and the embedding", () => {
    const index = readCheckpointIndex(readFileSync(join(directory, "model.ckpt-81.index")));
    if (index.kind === "corrupt") throw new Error(index.reason);
    const shapes = Object.fromEntries(index.tensors.map(({ name, shape }) => [name, shape]));
    expect(shapes).toMatchObject({
      "conv1/W": [5, 5, 1, 32],
      "conv1/W/Adam": [5, 5, 1, 32],
      "conv1/W/Adam_1": [5, 5, 1, 32],
      "conv2/B": [64],
      "fc1/W": [3136, 1024],
      "fc2/W": [1024, 10],
      test_embedding: [1024, 1024],
      "train/beta1_power": [],
    });
    expect(readFileSync(join(directory, "checkpoint"), "utf8")).toContain(
      'model_checkpoint_path: "model.ckpt-81"',
    );
  });

  it("gives the projector labels and a sprite for the embedding", () => {
    const config = parseProjectorConfig(readFileSync(join(directory, "projector_config.pbtxt"), "utf8"));
    if (config.kind !== "message") throw new Error("no config");
    const [embedding] = config.message.embeddings;
    expect(embedding).toMatchObject({
      tensorName: "test_embedding",
      metadataPath: "labels_1024.tsv",
      sprite: { imagePath: "sprite_1024.png", singleImageDim: [28, 28] },
    });
    const labels = readFileSync(join(directory, "labels_1024.tsv"), "utf8").trimEnd().split("\n");
    expect(labels).toHaveLength(1024);
    expect(labels.slice(0, 5)).toEqual(["7", "2", "1", "0", "4"]);
    expect(PNG.sync.read(readFileSync(join(directory, "sprite_1024.png")))).toMatchObject({
      width: 896,
      height: 896,
    });
  });
});

describe("a job", { timeout: 300_000 }, () => {
  it("that is resumed goes on as if it had not been broken", async () => {
    const parameters = { ...small, steps: 20, checkpointInterval: 10 };
    const unbroken = startJob({ model: "mnist-cnn", logdir, run: "unbroken", parameters });
    expect(await unbroken.exit, unbroken.printed()).toEqual({ code: 0, signal: null });
    const first = startJob({ model: "mnist-cnn", logdir, run: "broken", parameters, stopAfterStep: 13 });
    expect(await first.exit, first.printed()).toEqual({ code: 0, signal: null });
    expect(first.messages.at(-1)).toEqual({ kind: "finished", step: 13 });
    const second = startJob({ model: "mnist-cnn", logdir, run: "broken", parameters, resume: true });
    expect(await second.exit, second.printed()).toEqual({ code: 0, signal: null });
    expect(second.printed()).toContain("Resumes after 13 steps.");

    const [whole, parts] = [readEvents(join(logdir, "unbroken")), readEvents(join(logdir, "broken"))];
    for (const tag of ["xent/xent", "accuracy/accuracy", "validation/xent"]) {
      const [expected, actual] = [readScalar(whole, tag), readScalar(parts, tag)];
      for (const [step, value] of expected) expect(actual.get(step), `${tag} ${step}`).toBeCloseTo(value, 3);
    }
    const starts = parts.flatMap(({ step, what }) => (what.case === "sessionLog" ? [Number(step)] : []));
    expect(starts).toEqual([0, 13]);
  });

  it("that is cancelled saves where it is, says so and can be resumed from there", async () => {
    const job = startJob({ model: "mnist-cnn", logdir, run: "cancelled", parameters: small });
    await job.until((message) => message.kind === "progress" && message.progress.step >= 3);
    const start = performance.now();
    job.say({ kind: "cancel" });
    expect(await job.exit, job.printed()).toEqual({ code: 0, signal: null });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(job.messages.at(-1)).toEqual({ kind: "stopped" });
    const checkpoint = await findCheckpoint(join(logdir, "cancelled"), () => undefined);
    expect(checkpoint?.step).toBeGreaterThanOrEqual(3);
  });

  it.each(["SIGTERM", "disconnect"] as const)("ends by itself after %s, with a checkpoint", async (how) => {
    const job = startJob({ model: "mnist-cnn", logdir, run: how, parameters: small });
    await job.until((message) => message.kind === "progress" && message.progress.step >= 3);
    const start = performance.now();
    if (how === "SIGTERM") job.child.kill("SIGTERM");
    else job.child.disconnect();
    expect(await job.exit, job.printed()).toEqual({ code: 0, signal: null });
    expect(performance.now() - start).toBeLessThan(5000);
    const checkpoint = await findCheckpoint(join(logdir, how), () => undefined);
    expect(checkpoint?.step).toBeGreaterThanOrEqual(3);
    const tags = countTags(readEvents(join(logdir, how)));
    expect(tags.get("_hparams_/session_end_info")).toBe(1);
  });

  it.each([
    ["begins where checkpoints are", false, "holds checkpoints already"],
    ["goes on where none is whole", true, "holds no whole checkpoint to go on from"],
  ])("that %s fails, and writes nothing over", async (_, resume, words) => {
    const run = `kept-${resume}`;
    const directory = join(logdir, run);
    mkdirSync(directory);
    writeFileSync(join(directory, "model.ckpt-20.index"), "half of one");
    const job = startJob({ model: "mnist-cnn", logdir, run, parameters: small, resume });
    expect((await job.exit).code).toBe(1);
    const reason = expect.stringMatching(`^${run} ${words}.*train it again`) as unknown;
    expect(job.messages).toEqual([{ kind: "failed", reason }]);
    expect(readdirSync(directory)).toEqual(["model.ckpt-20.index"]);
    expect(readFileSync(join(directory, "model.ckpt-20.index"), "utf8")).toBe("half of one");
  });

  it("fails with the reason when its parameters are wrong", async () => {
    const job = startJob({ model: "mnist-cnn", logdir, run: "wrong", parameters: { conv: 3 } });
    expect((await job.exit).code).toBe(1);
    expect(job.messages).toEqual([
      { kind: "failed", reason: expect.stringContaining("parameters of mnist-cnn are wrong") as unknown },
    ]);
    expect(existsSync(join(logdir, "wrong"))).toBe(false);
  });
});
