// Whether a page that watches runs grow keeps its memory: what its objects and buffers take after a collection, again and again.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { median, type Figure } from "./figures.ts";
import { MeasuredPage, withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";

const RUN_COUNT = 20;
const TAG_COUNT = 5;
/** More points than a chart shows: what the page holds does not grow with the runs. */
const HISTORY_STEPS = 5000;
const WARM_UP_MILLIS = 60_000;
const SAMPLE_MILLIS = 30_000;

/** @param minutes after a minute of warming up. */
export async function measureLivePage(minutes: number): Promise<readonly Figure[]> {
  const logdir = mkdtempSync(join(tmpdir(), "runboard-bench-live-"));
  const writer = fork(
    join(import.meta.dirname, "growing-runs.ts"),
    [logdir, RUN_COUNT, TAG_COUNT, HISTORY_STEPS].map(String),
    { execArgv: process.execArgv },
  );
  try {
    await once(writer, "message");
    const mebibytes = await withServer(logdir, ({ baseUrl }) =>
      withBrowser(async (browser) => {
        const measured = await MeasuredPage.open(browser, undefined);
        await measured.page.goto(baseUrl);
        await sleep(WARM_UP_MILLIS);
        return watchMemory(measured, minutes);
      }),
    );
    return memoryFigures(minutes, mebibytes);
  } finally {
    writer.disconnect();
    rmSync(logdir, { recursive: true, force: true });
  }
}

/** In MiB, every half minute. Throws when the page shows no news. */
async function watchMemory(measured: MeasuredPage, minutes: number): Promise<readonly number[]> {
  const mebibytes = [await usedMebibytes(measured)];
  const startMillis = performance.now();
  for (let sample = 1; sample * SAMPLE_MILLIS <= minutes * 60_000; sample++) {
    await sleep(Math.max(0, startMillis + sample * SAMPLE_MILLIS - performance.now()));
    const drawCount = await measured.page.evaluate(() => window.benchProbe.draws.length);
    if (drawCount < SAMPLE_MILLIS / 1000)
      throw new Error(`the page drew ${drawCount} times in half a minute`);
    mebibytes.push(await usedMebibytes(measured));
    console.error(
      `  live: ${(mebibytes.at(-1) ?? NaN).toFixed(1)} MiB after ${sample / 2} min, ${drawCount} drawings`,
    );
  }
  return mebibytes;
}

/** JavaScript objects, the browser's own that they hold, and buffers of typed arrays, after a collection. */
async function usedMebibytes({ page, session }: MeasuredPage): Promise<number> {
  // The probe's own notes are not the page's.
  await page.evaluate(() => {
    const { draws, longTasks, seriesAnswers } = window.benchProbe;
    for (const notes of [draws, longTasks, seriesAnswers]) notes.length = 0;
  });
  await session.send("HeapProfiler.collectGarbage");
  const usage = await session.send("Runtime.getHeapUsage");
  return (usage.usedSize + usage.embedderHeapUsedSize + usage.backingStorageSize) / 2 ** 20;
}

/** Ends are medians of the first and the last three samples: a sample falls before or after an answer is let go. */
function memoryFigures(minutes: number, mebibytes: readonly number[]): readonly Figure[] {
  const first = median(mebibytes.slice(0, 3));
  const last = median(mebibytes.slice(-3));
  const untold = { tensorBoard: undefined, target: undefined };
  const what = `${RUN_COUNT} growing runs`;
  return [
    { name: `page memory with ${what}, after 1 minute`, unit: "MiB", ...untold, value: first },
    {
      name: `page memory with ${what}, after ${minutes} more`,
      unit: "MiB",
      ...untold,
      value: last,
      spread: { least: Math.min(...mebibytes), greatest: Math.max(...mebibytes) },
    },
    {
      name: `growth of page memory with ${what} in ${minutes} minutes`,
      unit: "%",
      ...untold,
      target: 10,
      value: (last / first - 1) * 100,
    },
    {
      name: `slope of page memory with ${what}`,
      unit: "MiB/min",
      ...untold,
      value: slopePerSample(mebibytes) * (60_000 / SAMPLE_MILLIS),
    },
  ];
}

/** Of the least squares line. */
function slopePerSample(values: readonly number[]): number {
  const center = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let covariance = 0;
  let variance = 0;
  for (const [index, value] of values.entries()) {
    covariance += (index - center) * (value - mean);
    variance += (index - center) ** 2;
  }
  return covariance / variance;
}
