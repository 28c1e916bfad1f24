// The README's code, all of it, taken from the README and run with the built command.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClient } from "@runboard/contract";
import { codeBlocksOf, shellCommandsOf, type CodeBlock } from "../code-blocks.ts";
import { readText } from "../source-tree.ts";
import { root, runsOf, Workplace, writerModule } from "./workplace.ts";

/** So small that a machine without TensorFlow does them in a moment. */
const smallTraining = "--steps 1 --batch 10 --validation-images 100";

const place = new Workplace();
beforeAll(() => place.log());
afterAll(() => place.dispose());

/** How each block is run, in the order of the document. */
const runners: Record<string, (block: CodeBlock) => Promise<void>> = {
  "Start: sh": startCommands,
  "Train: sh": trainCommands,
  "Train: yaml": configFile,
  "Log from Node: ts": writerExample,
  "For scripts: sh": curlCommands,
  "For scripts: ts": clientExample,
  "Graphs over REST: sh": graphCommands,
  "Checkpoints over REST: sh": checkpointCommands,
};
const blocks = codeBlocksOf(readText("README.md")).map((block) => ({
  ...block,
  title: `${block.heading}: ${block.language}`,
}));

test("every block is run", () => {
  expect(blocks.map(({ title }) => title)).toEqual(Object.keys(runners));
});

describe("the README's code", () => {
  test.each(blocks)("$title", async (block) => {
    await runners[block.title]?.(block);
  });
});

async function startCommands(block: CodeBlock): Promise<void> {
  const [plain = "", onLogs = "", ...others] = shellCommandsOf(block);
  expect([plain, onLogs, others]).toEqual(["npm start", "npm start -- --logdir path/to/logs", ["npm test"]]);
  const server = await place.serve(plain, { cwd: root });
  expect((await createClient(server).runs()).runs).toBeInstanceOf(Array);
  const logs = await place.serve(onLogs.replace("path/to/logs", join(place.directory, "logs")), {
    cwd: root,
  });
  await expect.poll(() => runsOf(logs)).toEqual(["logged"]);
  // The third is what runs this; within itself it would never end.
  const { scripts } = JSON.parse(readText("package.json")) as { scripts: Record<string, string> };
  expect(scripts["test"]).toBe("node scripts/test.mjs");
  expect(readText("scripts/test.mjs")).toContain('"tools", "built", "vitest.config.ts"');
}

async function trainCommands(block: CodeBlock): Promise<void> {
  const { baseUrl } = await place.serve("runboard --logdir trained");
  const outputs = new Map<string, string>();
  for (const command of shellCommandsOf(block)) {
    const [, name = ""] = command.split(" ");
    const line = name === "train" || name === "sweep" ? `${command} ${smallTraining}` : command;
    outputs.set(name, await place.run(line, { environment: { RUNBOARD_SERVER: baseUrl } }));
  }
  expect([...outputs.keys()]).toEqual(["train", "sweep", "jobs", "doctor"]);
  expect(outputs.get("train")).toMatch(/^done \S+ \(validation\/accuracy /m);
  expect(outputs.get("sweep")).toMatch(/: 8 done\nbest: \S+ \(validation\/accuracy /);
  expect(outputs.get("jobs")?.match(/ done /g)).toHaveLength(9);
  expect(outputs.get("doctor")).toMatch(/^Trainings compute with /m);
}

/** The program that it starts, train.py, is another one here: not every machine has Python. */
async function configFile({ code }: CodeBlock): Promise<void> {
  const cwd = join(place.directory, "configured");
  mkdirSync(join(cwd, "data"), { recursive: true });
  writeFileSync(join(cwd, "runboard.config.yaml"), code);
  const python = join(place.binDirectory, "python");
  writeFileSync(
    python,
    `#!${process.execPath}
const [script, lrFlag, lr, outFlag, directory] = process.argv.slice(2);
if (\`\${script} \${lrFlag} \${outFlag}\` !== "train.py --lr --out") throw new Error(process.argv.join(" "));
import(${JSON.stringify(writerModule)}).then(({ createSummaryWriter }) => {
  const writer = createSummaryWriter(directory);
  writer.scalar("accuracy/valid", Number(lr) * 100, 7);
  writer.close();
  console.log("step 7/7");
});
`,
  );
  chmodSync(python, 0o755);
  const server = await place.serve("runboard --logdir runs", { cwd });
  const environment = { RUNBOARD_SERVER: server.baseUrl };
  const output = await place.run("runboard train my-training --lr 0.0075 --wait", { environment });
  expect(output).toMatch(/^done my-training,lr=0\.0075/m);
  const facts = async () => {
    const { jobs } = await createClient(server).jobs();
    return jobs.map(({ metricValue, progress }) => [metricValue, progress?.step]);
  };
  await expect.poll(facts).toEqual([[0.75, 7]]);
  const tooGreat = place.run("runboard train my-training --lr 2 --wait", { environment });
  await expect(tooGreat).rejects.toThrow("lr: ");
}

/** Its reader has a model and data already. */
async function writerExample({ code }: CodeBlock): Promise<void> {
  const [imports = "", ...rest] = code.split("\n\n");
  const model = `const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
const [x, y] = [tf.linspace(0, 1, 40).reshape([40, 1]), tf.linspace(1, 2, 40).reshape([40, 1])];`;
  await place.startScript([imports, model, ...rest].join("\n\n")).succeeded();
  const server = await place.serve("runboard --logdir runs");
  await expect.poll(() => runsOf(server)).toEqual(["first", "first/validation"]);
  const { series } = await createClient(server).latest({ tags: ["epoch_loss"] });
  expect(series.map(({ run, last }) => [run, last?.step])).toEqual([
    ["first", 39],
    ["first/validation", 39],
  ]);
}

async function curlCommands(block: CodeBlock): Promise<void> {
  const server = await place.serve("runboard --logdir logs");
  await expect.poll(() => runsOf(server)).toEqual(["logged"]);
  const { host } = new URL(server.baseUrl);
  const outputs: string[] = [];
  for (const command of shellCommandsOf(block))
    outputs.push(await place.run(command.replaceAll("localhost:6006", host)));
  const [runs = "", series = "", ...others] = outputs;
  expect(JSON.parse(runs)).toMatchObject({ runs: [{ run: "logged" }] });
  const answer = JSON.parse(series) as { series: { tag: string; steps: number[] }[] };
  expect(answer.series.map(({ tag }) => tag)).toEqual(["loss"]);
  expect(answer.series[0]?.steps.length).toBeGreaterThan(100);
  expect(answer.series[0]?.steps.length).toBeLessThanOrEqual(500);
  expect(others).toHaveLength(1);
  const lines = readFileSync(join(place.directory, "loss.csv"), "utf8").trim().split("\n");
  expect(lines).toHaveLength(1001);
}

async function graphCommands(block: CodeBlock): Promise<void> {
  const run = join(place.directory, "graphs", "resnet50");
  cpSync(join(root, "fixtures", "big_graph", "logdir", "resnet50"), run, { recursive: true });
  copyFileSync(join(root, "packages", "graph", "fixtures", "torch.onnx"), join(run, "model.onnx"));
  const server = await place.serve("runboard --logdir graphs");
  await expect.poll(() => runsOf(server)).toEqual(["resnet50"]);
  const { host } = new URL(server.baseUrl);
  const outputs: string[] = [];
  for (const command of shellCommandsOf(block))
    outputs.push(await place.run(command.replaceAll("localhost:6006", host)));
  expect(outputs).toHaveLength(2);
  const found = JSON.parse(outputs[0] ?? "") as { items: { op: string }[]; totalCount: number };
  expect(found.items.map(({ op }) => op)).toEqual(Array.from({ length: 5 }, () => "Conv2D"));
  expect(found.totalCount).toBeGreaterThan(50);
  expect(readFileSync(join(place.directory, "model.pbtxt"), "utf8")).toMatch(/^node \{\n {2}name: "/);
}

async function checkpointCommands(block: CodeBlock): Promise<void> {
  const fixture = join(root, "fixtures", "tf1_mnist", "logdir", "lr_1E-03,conv=2,fc=1");
  cpSync(fixture, join(place.directory, "checkpoints", "mnist"), { recursive: true });
  const server = await place.serve("runboard --logdir checkpoints");
  await expect.poll(() => runsOf(server)).toEqual(["mnist"]);
  const { host } = new URL(server.baseUrl);
  const [command = "", ...others] = shellCommandsOf(block);
  expect(others).toEqual([]);
  const answer = JSON.parse(await place.run(command.replaceAll("localhost:6006", host))) as {
    before: { step: number };
    weights: { name: string; change: number }[];
  };
  expect(answer.before.step).toBe(0);
  expect(answer.weights.map(({ name }) => name)).toEqual(["test_embedding"]);
  expect(answer.weights[0]?.change).toBeGreaterThan(1);
}

/** It watches for as long as it is let. */
async function clientExample({ code }: CodeBlock): Promise<void> {
  const server = await place.serve("runboard --logdir logs");
  await expect.poll(() => runsOf(server)).toEqual(["logged"]);
  const program = place.startScript(code.replace("http://localhost:6006", server.baseUrl));
  await program.until(/^logged loss 999 0\.001\d*$[^]*kind: /m);
}
