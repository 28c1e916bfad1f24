import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { examineBackends } from "@runboard/training";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BackendOutlook } from "./backend-outlook.ts";

let base: string;
let cacheDirectory: string;
const notices: string[] = [];
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "runboard-outlook-"));
  cacheDirectory = path.join(base, "runboard");
  notices.length = 0;
});
afterEach(() => {
  rmSync(base, { recursive: true, force: true });
  expect(notices).toEqual([]);
});

/** A package that passes for tfjs-node, where the doctor would build one; null where npm installed the real one, which comes first. */
async function buildTensorFlow(): Promise<string | null> {
  const { best, attempts } = await examineBackends({ cacheDirectory });
  const place = attempts.map((attempt) => /^built by the doctor in (.+)$/.exec(attempt.place)?.[1]).at(1);
  if (best.name === "tensorflow" || place === undefined) return null;
  const directory = path.join(place, "node_modules", "@tensorflow", "tfjs-node");
  const files = {
    "package.json": '{ "main": "index.js" }',
    "index.js": `module.exports = {
      ones: () => null,
      grad: () => () => ({ dataSync: () => new Array(18).fill(64) }),
      backend: () => ({ binding: { TF_Version: "9.9.9" } }),
    };`,
    "lib/napi-v8/tfjs_binding.node": "",
    "deps/lib/libtensorflow.so": "",
    "deps/lib/libtensorflow.2.dylib": "",
    "deps/lib/tensorflow.dll": "",
  };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return place;
}

test("is unknown until it was looked for, then what the doctor says, and follows what the doctor builds", async () => {
  const outlook = new BackendOutlook({ cacheDirectory, onNotice: (line) => notices.push(line) });
  expect(outlook.known()).toBeNull();
  await expect.poll(() => outlook.known()).not.toBeNull();
  const before = await examineBackends({ cacheDirectory });
  expect(outlook.known()).toEqual(before.best);
  const place = await buildTensorFlow();
  if (place === null) return;
  expect(before.best).toMatchObject({
    name: "wasm",
    warning: expect.stringMatching(/slower than with TensorFlow/) as unknown,
  });
  await expect
    .poll(() => outlook.known())
    .toMatchObject({ name: "tensorflow", version: "9.9.9", warning: null });
  await rm(place, { recursive: true });
  await expect.poll(() => outlook.known()).toEqual(before.best);
});
