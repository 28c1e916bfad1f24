import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildDirectory, nativePlaces, packageIn } from "./native-place.ts";
import { openBackend } from "./open-backend.ts";
import { writeNativePackage } from "./testing.ts";

let cacheDirectory: string;
let lines: string[];

beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), "runboard-backend-"));
  lines = [];
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

const log = (line: string) => void lines.push(line);
/** npm's own comes first, where its library could be downloaded. */
const isInstalled = () => nativePlaces(cacheDirectory)[0]?.directory !== null;

test("a TensorFlow that ends its process is passed over, and the log says why", async () => {
  await writeNativePackage(packageIn(buildDirectory(cacheDirectory)), "process.abort();");
  const { tf, backend } = await openBackend({ want: "auto", cacheDirectory, log });
  expect(backend.name).toBe(isInstalled() ? "tensorflow" : "wasm");
  if (!isInstalled()) {
    expect(lines.join("\n")).toContain("its process ended with SIGABRT");
    expect(lines.join("\n")).toContain("Computes with tfjs on WebAssembly 4.22.0, 1 thread");
    expect(backend.warning).toMatch(
      /about 4 times slower than with TensorFlow\. .*runboard doctor --fix` gets TensorFlow: it downloads .* MB, keeps .* GB .* takes .*once/,
    );
  }
  expect(tf.tidy(() => tf.sum(tf.tensor([1, 2, 3])).dataSync()[0])).toBe(6);
});

test("a back end that was asked for and cannot be had is an error that says why and what to do", async () => {
  const opened = openBackend({ want: "tensorflow", cacheDirectory, log });
  if (isInstalled()) expect((await opened).backend.name).toBe("tensorflow");
  else
    await expect(opened).rejects.toThrow(
      /tensorflow does not work here.*not installed.*not built yet.*runboard doctor/,
    );
});

test("plain JavaScript computes when it is asked for, and says how slow it is", async () => {
  const { tf, backend } = await openBackend({ want: "cpu", cacheDirectory, log });
  expect(backend).toMatchObject({ name: "cpu", version: "4.22.0", threads: 1 });
  expect(backend.warning).toMatch(/two minutes for each step/);
  expect(tf.getBackend()).toBe("cpu");
  expect(tf.tidy(() => tf.sum(tf.tensor([1, 2, 3])).dataSync()[0])).toBe(6);
});
