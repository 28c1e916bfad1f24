// Runs the README's example as it stands, but for the name of the door, which only the built package has.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { readRun, scalarsOf } from "./testing/read-run.ts";

const packageDirectory = fileURLToPath(new URL("../..", import.meta.url));
const example = join(packageDirectory, "../../examples/train-and-log.ts");

test("the example trains, and its run has what it promises", () => {
  // Below the package, where TensorFlow.js is found.
  const place = mkdtempSync(join(packageDirectory, "node_modules/.example-"));
  try {
    const door = pathToFileURL(join(packageDirectory, "src/writer.ts")).href;
    const script = join(place, "train-and-log.mts");
    writeFileSync(script, readFileSync(example, "utf8").replace('"runboard/writer"', JSON.stringify(door)));
    const directory = join(place, "run");
    execFileSync(process.execPath, ["--import", "tsx", script, directory], {
      cwd: packageDirectory,
      stdio: "pipe",
    });
    const run = readRun(directory);
    const { epoch_accuracy: accuracy = [], epoch_loss: loss = [] } = scalarsOf(run);
    expect(accuracy).toHaveLength(40);
    expect(accuracy.at(-1)?.[1]).toBeGreaterThan(0.8);
    expect(loss.at(-1)?.[1]).toBeLessThan(loss[0]?.[1] ?? 0);
    expect(run.records.map(({ tag }) => tag)).toContain("hidden/kernel");
    expect(run.sessionEnded).toBe(true);
    expect(scalarsOf(readRun(join(directory, "validation")))).toHaveProperty("epoch_loss");
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
