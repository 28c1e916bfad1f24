// Embeddings of runs, from the files that writers put beside their event files.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient, RunName } from "@runboard/contract";
import { expect, onTestFinished, test } from "vitest";
import { GrowingLogdir } from "./growing-logdir.ts";
import { serveLogdir } from "./served-logdir.ts";

const CONFIG = "projector_config.pbtxt";

test("embeddings stand under their runs, and what cannot be read says why", async () => {
  const logdir = new GrowingLogdir();
  onTestFinished(() => logdir.dispose());
  const runs = ["digits", "without", "malformed", "huge", "pipe", "folder"].map((run) => RunName.parse(run));
  for (const run of runs) logdir.add(run, "loss", 1, 0.5);
  const fileOf = (run: string): string => join(logdir.path, run, CONFIG);
  writeFileSync(
    fileOf("digits"),
    'embeddings { tensor_name: "fc1" metadata_path: "labels.tsv" sprite { image_path: "digits.png" single_image_dim: [28, 28] } }\n' +
      'embeddings { tensor_name: "fc2:0" }\n',
  );
  writeFileSync(fileOf("malformed"), "embeddings {");
  writeFileSync(fileOf("huge"), `#${" ".repeat(2 ** 20)}`);
  execFileSync("mkfifo", [fileOf("pipe")]);
  mkdirSync(fileOf("folder"));
  const server = await serveLogdir(logdir.path);
  onTestFinished(() => server.close());
  const client = createClient(server);

  const answer = await client.embeddings(runs);
  const problems = Object.fromEntries(answer.runs.map(({ run, problem }) => [run, problem]));
  expect(answer.runs.find(({ run }) => run === "digits")?.embeddings).toEqual([
    { tensorName: "fc1", metadataPath: "labels.tsv", spritePath: "digits.png" },
    { tensorName: "fc2:0", metadataPath: "", spritePath: "" },
  ]);
  expect(problems).toEqual({
    digits: null,
    malformed: expect.stringContaining("malformed") as string,
    huge: expect.stringContaining("1048577 bytes") as string,
    pipe: expect.stringContaining("no regular file") as string,
    folder: expect.stringContaining("no regular file") as string,
  });
  const [digits] = runs;
  expect((await client.embeddings(digits ? [digits] : [])).runs).toHaveLength(1);
  expect(await client.embeddings([RunName.parse("no such run")])).toEqual({ runs: [] });
});
