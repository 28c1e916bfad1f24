// Whether a page that watches runs grow keeps its memory: what its objects and buffers take after a collection, again and again.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { median, type Figure } from "./figures.ts";
import { withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";
import { UnwatchedPage } from "./unwatched-page.ts";

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
    const samples = await withServer(logdir, ({ baseUrl }) =>
      withBrowser(async (browser) => {
        const page = await UnwatchedPage.open(browser, baseUrl);
        await sleep(WARM_UP_MILLIS);
        await page.evaluate(countDrawings);
        return watchMemory(page, minutes);
      }),
    );
    return memoryFigures(minutes, samples);
  } finally {
    writer.disconnect();
    rmSync(logdir, { recursive: true, force: true });
  }
}

const countDrawings = `globalThis.drawings = 0;
  new PerformanceObserver((list) => (drawings += list.getEntriesByName("runboard:chart").length)).observe({ type: "mark" })`;

/** In MiB. */
interface MemorySample {
  /** Of the page's objects and buffers. */
  readonly used: number;
  /** Of its process: other threads, pictures and garbage too. */
  readonly resident: number;
}

/** Every half minute. Throws when the page shows no news. */
async function watchMemory(page: UnwatchedPage, minutes: number): Promise<readonly MemorySample[]> {
  const samples = [await takeSample(page)];
  const startMillis = performance.now();
  for (let sample = 1; sample * SAMPLE_MILLIS <= minutes * 60_000; sample++) {
    await sleep(Math.max(0, startMillis + sample * SAMPLE_MILLIS - performance.now()));
    const drawings = Number(await page.evaluate("drawings"));
    if (!(drawings >= (sample * SAMPLE_MILLIS) / 1000))
      throw new Error(`the page drew ${drawings} times in ${sample / 2} minutes`);
    const taken = await takeSample(page);
    samples.push(taken);
    console.error(
      `  live: ${taken.used.toFixed(1)} MiB (process ${taken.resident.toFixed(0)}) after ${sample / 2} min, ${drawings} drawings`,
    );
  }
  return samples;
}

async function takeSample(page: UnwatchedPage): Promise<MemorySample> {
  const used = (await page.usedBytes()) / 2 ** 20;
  return { used, resident: (await page.residentBytes()) / 2 ** 20 };
}

function memoryFigures(minutes: number, samples: readonly MemorySample[]): readonly Figure[] {
  const what = `${RUN_COUNT} growing runs`;
  const used = samples.map((sample) => sample.used);
  const resident = samples.map((sample) => sample.resident);
  const untold = { tensorBoard: undefined, target: undefined };
  const ends = (name: string, values: readonly number[]): readonly Figure[] => [
    { name: `${name} with ${what}, after 1 minute`, unit: "MiB", ...untold, value: firstOf(values) },
    {
      name: `${name} with ${what}, after ${minutes} more`,
      unit: "MiB",
      ...untold,
      value: lastOf(values),
      spread: { least: Math.min(...values), greatest: Math.max(...values) },
    },
  ];
  const growth = (name: string, values: readonly number[]): Figure => ({
    name: `growth of ${name} with ${what} in ${minutes} minutes`,
    unit: "%",
    ...untold,
    target: 10,
    value: (lastOf(values) / firstOf(values) - 1) * 100,
  });
  return [
    ...ends("page memory", used),
    growth("page memory", used),
    {
      name: `slope of page memory with ${what}`,
      unit: "MiB/min",
      ...untold,
      value: slopePerSample(used) * (60_000 / SAMPLE_MILLIS),
    },
    ...ends("memory of the page's process", resident),
    growth("the memory of the page's process", resident),
  ];
}

/** Ends are medians over a fifth of the time, of three samples at least: one falls before, another after an answer is let go. */
const endCount = (samples: readonly number[]): number => Math.max(3, Math.ceil(samples.length / 5));
const firstOf = (samples: readonly number[]): number => median(samples.slice(0, endCount(samples)));
const lastOf = (samples: readonly number[]): number => median(samples.slice(-endCount(samples)));

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
