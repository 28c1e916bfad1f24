import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { probeNative } from "./probe.ts";
import { changeLibrary, loadCount, writeNativePackage } from "./testing.ts";

let cacheDirectory: string;
let directory: string;

beforeEach(async () => {
  cacheDirectory = await mkdtemp(path.join(tmpdir(), "runboard-probe-"));
  directory = path.join(cacheDirectory, "tfjs-node");
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

const probe = () => probeNative({ kind: "built", directory }, cacheDirectory);

test("what is not there is said without a process", async () => {
  expect(await probeNative({ kind: "installed", directory: null }, cacheDirectory)).toEqual({
    works: false,
    reason: "not installed",
  });
  expect(await probe()).toEqual({ works: false, reason: "not built yet" });
  expect(await probeNative({ kind: "installed", directory }, cacheDirectory)).toEqual({
    works: false,
    reason: "installed without its library",
  });
});

test("one that computes is asked once, and again when its files changed", async () => {
  await writeNativePackage(directory, "");
  const works = { works: true, tensorflowVersion: "9.9.9" };
  expect(await probe()).toEqual(works);
  expect(await probe()).toEqual(works);
  expect(await loadCount(directory)).toBe(1);
  await changeLibrary(directory);
  expect(await probe()).toEqual(works);
  expect(await loadCount(directory)).toBe(2);
});

test("a memory that is not whole is none", async () => {
  await writeNativePackage(directory, "");
  await writeFile(path.join(cacheDirectory, "tensorflow-probes.json"), "{");
  await probe();
  await probe();
  expect(await loadCount(directory)).toBe(1);
});

test.each([
  ["throws", 'throw new Error("no libtensorflow here");', "Error: no libtensorflow here"],
  [
    "has an addon that cannot be loaded",
    'process.dlopen({ exports: {} }, "/nowhere.node");',
    /nowhere\.node: cannot open shared object|dlopen/,
  ],
  ["aborts its process", "process.abort();", "its process ended with SIGABRT"],
  ["lacks instructions of the processor", 'process.kill(process.pid, "SIGILL");', /lacks instructions/],
  [
    "computes nonsense",
    'process.on("exit", () => undefined); module.exports = {}; Array.prototype.fill = () => [0];',
    /a gradient is wrong/,
  ],
  ["ends at once", "process.exit(0);", "no answer"],
])("one that %s does not work, which is not remembered", async (_title, code, reason) => {
  await writeNativePackage(directory, code);
  const expected = {
    works: false,
    reason: typeof reason === "string" ? reason : (expect.stringMatching(reason) as unknown),
  };
  expect(await probe()).toEqual(expected);
  expect(await probe()).toEqual(expected);
  expect(await loadCount(directory)).toBe(2);
});
