import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLogTail } from "./log-tail.ts";

const directory = mkdtempSync(path.join(tmpdir(), "runboard-log-tail-"));
afterAll(() => rmSync(directory, { recursive: true }));

function tailOf(content: string | Uint8Array, maxBytes: number): ReturnType<typeof readLogTail> {
  const file = path.join(directory, "job.log");
  writeFileSync(file, content);
  return readLogTail(file, maxBytes);
}

test.each([
  ["all of a short one", "a\nbc\n", 100, "a\nbc\n"],
  ["all when it just fits", "a\nbc\n", 5, "a\nbc\n"],
  ["whole lines where one is cut", "first\nsecond\nthird\n", 10, "third\n"],
  ["whole lines where the cut is between two", "first\nsecond\nthird\n", 13, "second\nthird\n"],
  ["a last line that is being written", "first\nsecond", 8, "second"],
  ["the end of a line that is longer than all", "x".repeat(100), 10, "x".repeat(10)],
  ["the end of such a line, ended", `${"x".repeat(100)}\n`, 10, `${"x".repeat(9)}\n`],
  ["no half characters", "äöü€", 8, "öü€"],
  ["nothing", "", 10, ""],
])("gives %s", async (_, content, maxBytes, text) => {
  const size = Buffer.byteLength(content);
  expect(await tailOf(content, maxBytes)).toEqual({
    text,
    sizeBytes: size,
    offsetBytes: size - Buffer.byteLength(text),
  });
});

test("waits for the second half of a character", async () => {
  expect(await tailOf(Buffer.from("step €").subarray(0, 7), 100)).toMatchObject({
    text: "step ",
    sizeBytes: 7,
  });
});

test("takes a file that is not there yet for empty", async () => {
  expect(await readLogTail(path.join(directory, "none"), 10)).toEqual({
    text: "",
    sizeBytes: 0,
    offsetBytes: 0,
  });
});
