import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../open-store.ts";

const ROUNDS = 8;
/** Two processes write at once. */
const NAMES = ["a", "b"];

it("holds, after a kill at any moment, exactly the points that its cursors say", async () => {
  const directory = await mkdtemp(join(tmpdir(), "runboard-crash-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "index.db");
  let revision = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(NAMES.map((name) => commitUntilKilled(path, name, round)));
    const store = await openStore(
      { kind: "sqlite", path },
      { onNotice: (line) => expect.fail(`The index was not kept: ${line}`) },
    );
    expect(await store.revision()).toBeGreaterThanOrEqual(revision);
    revision = await store.revision();
    let pointCount = 0;
    for (const file of await store.listFiles()) {
      const [even, odd] = ["even", "odd"].map((tag) =>
        store.readScalars({
          runs: [file.run],
          tags: [tag],
          axis: "step",
          smoothing: 0,
          includeSuperseded: true,
        }),
      );
      const steps = [...((await even) ?? []), ...((await odd) ?? [])].flatMap((series) => [...series.steps]);
      steps.sort((a, b) => a - b);
      expect(steps).toEqual(Array.from({ length: file.offsetBytes }, (_, i) => i));
      pointCount += steps.length;
    }
    const runs = await store.listRuns();
    expect(runs.reduce((sum, run) => sum + run.pointCount, 0)).toBe(pointCount);
    await store.close();
  }
  expect(revision).toBeGreaterThan(ROUNDS);
});

async function commitUntilKilled(path: string, name: string, round: number): Promise<void> {
  const script = fileURLToPath(new URL("../testing/committing-child.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, path, name, String(round + 1)], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  // Within a commit, which takes some milliseconds, or in the longer time between two checkpoints.
  await pause(Math.random() * (round % 2 === 0 ? 20 : 300));
  child.kill("SIGKILL");
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
}
