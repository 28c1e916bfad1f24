import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readIdx } from "./idx.ts";
import { loadMnist } from "./mnist.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("MNIST is the one that everybody trains on", async () => {
  const { train, test } = await loadMnist();
  expect([train.count, test.count]).toEqual([60_000, 10_000]);
  expect(train.images.length).toBe(60_000 * 28 * 28);
  // Of the files without their headers of 16 and 8 bytes.
  const header = (numbers: readonly number[]) => {
    const view = new DataView(new ArrayBuffer(4 * numbers.length));
    numbers.forEach((number, index) => view.setUint32(4 * index, number));
    return new Uint8Array(view.buffer);
  };
  const file = (numbers: readonly number[], values: Uint8Array) =>
    sha256(Buffer.concat([header(numbers), values]));
  expect([
    file([2051, 60_000, 28, 28], train.images),
    file([2049, 60_000], train.labels),
    file([2051, 10_000, 28, 28], test.images),
    file([2049, 10_000], test.labels),
  ]).toEqual([
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  ]);
});

/** `count` images of zeros with the label 0 in files as MNIST has them. */
async function writeMnist(change: Partial<Record<string, Uint8Array>>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "runboard-mnist-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const files = {
    "train-images-idx3-ubyte": idx(2051, [2, 28, 28]),
    "train-labels-idx1-ubyte": idx(2049, [2]),
    "t10k-images-idx3-ubyte": idx(2051, [1, 28, 28]),
    "t10k-labels-idx1-ubyte": idx(2049, [1]),
    ...change,
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(directory, name), bytes);
  return directory;
}

function idx(
  magic: number,
  shape: readonly number[],
  size = shape.reduce((a, b) => a * b, 1),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  shape.forEach((length, index) => view.setUint32(4 + 4 * index, length));
  return bytes;
}

test("a directory with other images is read too", async () => {
  const { train, test: tested } = await loadMnist(await writeMnist({}));
  expect([train.count, tested.count, train.images.length]).toEqual([2, 1, 1568]);
});

test.each([
  ["cut off", idx(2051, [2, 28, 28], 1567), /cut off: 2 × 28 × 28 values are announced, 1567 are there/],
  [
    "cut off in its header",
    idx(2051, [2, 28, 28]).slice(0, 9),
    /cut off: 9 bytes, and its header alone has 16/,
  ],
  ["too long", idx(2051, [2, 28, 28], 1569), /too long/],
  ["without its magic number", idx(2052, [2, 28, 28]), /no IDX file .* begins with 2052, not 2051/],
  ["of another size", idx(2051, [2, 20, 20]), /28 × 28 pixels, those in .* have 20 × 20/],
  ["fewer than labels", idx(2051, [1, 28, 28]), /1 train images and 2 labels/],
])("images that are %s are refused", async (_title, bytes, message) => {
  await expect(loadMnist(await writeMnist({ "train-images-idx3-ubyte": bytes }))).rejects.toThrow(message);
});

test("labels that are no digits are refused", async () => {
  const labels = idx(2049, [2]);
  labels.set([10], 8);
  await expect(loadMnist(await writeMnist({ "train-labels-idx1-ubyte": labels }))).rejects.toThrow(/above 9/);
});

test("a directory without images is named", async () => {
  await expect(loadMnist("/nowhere/mnist")).rejects.toThrow(/MNIST file \/nowhere\/mnist.* cannot be read/);
});

test("a header that announces more than memory is refused before anything is made", () => {
  const bytes = idx(2051, [0xffffffff, 0xffffffff, 0xffffffff], 10);
  expect(() => readIdx(bytes, 3, "images")).toThrow(/cut off/);
});
