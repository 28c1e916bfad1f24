// Findings over real event files that grow and go: counts on runs, the list by selection, and the news of both.
import { createClient, MAX_FINDINGS_PER_SERIES } from "@runboard/contract";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { GrowingLogdir } from "./growing-logdir.ts";
import { serveLogdir } from "./served-logdir.ts";

let logdir: GrowingLogdir;
beforeEach(() => {
  logdir = new GrowingLogdir();
  onTestFinished(() => logdir.dispose());
});

/** Ordinary noise with what is put in its place. */
function addSeries(run: string, tag: string, pointCount: number, odd: ReadonlyMap<number, number>): void {
  for (let step = 0; step < pointCount; step++)
    logdir.add(run, tag, step, odd.get(step) ?? Math.sin(step * 7.7) + Math.sin(step * 1.3));
}

test("counts on runs, and what they count", async () => {
  addSeries(
    "diverged",
    "loss",
    200,
    new Map([
      [120, 40],
      [150, NaN],
      [151, Infinity],
    ]),
  );
  addSeries("diverged", "acc", 200, new Map());
  const flat = new Map(Array.from({ length: 200 }, (_, i) => [150 + i, 0.5] as const));
  addSeries("stuck", "loss", 350, flat);
  addSeries("fine", "loss", 350, new Map());
  const server = await serveLogdir(logdir.path);
  onTestFinished(() => server.close());
  const client = createClient(server);

  const counts = (await client.runs()).runs.map(({ run, findingCount }) => [run, findingCount]);
  expect(counts.sort()).toEqual([
    ["diverged", 2],
    ["fine", 0],
    ["stuck", 1],
  ]);
  const { revision, findings } = await client.findings();
  expect(revision).toBe((await client.status()).revision);
  expect(findings).toMatchObject([
    { run: "diverged", tag: "loss", kind: "spike", step: 120, lastStep: 120, value: 40, pointCount: 1 },
    { run: "diverged", tag: "loss", kind: "non_finite", step: 150, lastStep: 151, value: NaN, pointCount: 2 },
    { run: "stuck", tag: "loss", kind: "plateau", step: 150, lastStep: 349, value: 0.5, pointCount: 200 },
  ]);
  const { series } = await client.series({ runs: ["diverged"], tags: ["loss"] });
  expect(findings[0]?.wallTimeSeconds).toBe(series[0]?.wallTimesSeconds[120]);
  expect((await client.findings({ runs: ["stuck", "none"] })).findings.map(({ run }) => run)).toEqual([
    "stuck",
  ]);
  expect((await client.findings({ tags: ["acc"] })).findings).toEqual([]);
  await expect(client.findings({ run: "stuck" } as never)).rejects.toMatchObject({ code: "invalid_request" });
});

test("are there of points that come while it runs, and gone with their run", async () => {
  addSeries("a", "loss", 100, new Map());
  const server = await serveLogdir(logdir.path, { reloadInterval: "1" });
  onTestFinished(() => server.close());
  const client = createClient(server);
  expect((await client.findings()).findings).toEqual([]);
  for (let step = 100; step < 100 + 2 * MAX_FINDINGS_PER_SERIES; step++)
    logdir.add("a", "loss", step, step % 2 === 0 ? 1 : -Infinity);
  await expect
    .poll(async () => (await client.findings()).findings.map(({ step }) => step))
    .toEqual(Array.from({ length: MAX_FINDINGS_PER_SERIES }, (_, i) => 101 + 2 * i));
  expect((await client.runs()).runs[0]?.findingCount).toBe(MAX_FINDINGS_PER_SERIES);
  logdir.removeRun("a");
  await expect.poll(async () => (await client.findings()).findings).toEqual([]);
});
