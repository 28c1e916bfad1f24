// The page as its user meets it, in a Chromium on the built command: how soon it shows something, whether it keeps up with wheel, mouse and keys.
import { gzipSync } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Response } from "@playwright/test";
import { corpora, ensureCorpus } from "./corpora.ts";
import { medianFigure, quantile, type Figure } from "./figures.ts";
import { MeasuredPage, withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";

interface Measuring {
  readonly browser: Browser;
  readonly baseUrl: string;
  readonly repetitions: number;
  /** Directory for profiles, if any are to be written. */
  readonly profiles: string | undefined;
}

/** Each page opens in a context of its own, with nothing in its caches, on a server that has loaded and answered before. */
export async function measurePage(
  repetitions: number,
  profiles: string | undefined,
): Promise<readonly Figure[]> {
  const measureOn = (
    corpus: keyof typeof corpora,
    measure: (measuring: Measuring) => Promise<readonly Figure[]>,
  ): Promise<readonly Figure[]> =>
    withServer(ensureCorpus(corpora[corpus]), ({ baseUrl }) =>
      withBrowser((browser) => measure({ browser, baseUrl, repetitions, profiles })),
    );
  return [
    ...(await measureOn("many_runs", async (measuring) => [
      ...(await measureOpening(measuring)),
      ...(await measureScrolling(measuring)),
    ])),
    ...(await measureOn("long_runs", measureZoom)),
    ...(await measureOn("idle_runs", measureTyping)),
  ];
}

async function measureOpening({ browser, baseUrl, repetitions, profiles }: Measuring) {
  const firstChartSeconds: number[] = [];
  const settledSeconds: number[] = [];
  const longTaskSeconds: number[] = [];
  const longWorkSeconds: number[] = [];
  const threadSeconds: number[] = [];
  const scriptKilobytes: number[] = [];
  // The first one warms the server and the browser.
  for (let repetition = -1; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    const scripts: Promise<number>[] = [];
    measured.page.on("response", (response) => {
      if (isScript(response)) scripts.push(gzippedBytes(response));
    });
    const taskMillis = await measured.taskMillis(() =>
      measured.profiled("opening", () => measured.settleAt(baseUrl)),
    );
    const threadMillis = await measured.threadMillis();
    const { draws, longTasks } = await measured.page.evaluate(() => window.benchProbe);
    const [first] = draws;
    if (!first) throw new Error("the page drew no chart");
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    await measured.close();
    if (repetition < 0) continue;
    firstChartSeconds.push(first.shownMillis / 1000);
    settledSeconds.push(Math.max(...draws.map(({ shownMillis }) => shownMillis)) / 1000);
    longTaskSeconds.push(longSum(longTasks.map(({ durationMillis }) => durationMillis)) / 1000);
    longWorkSeconds.push(longSum(taskMillis) / 1000);
    threadSeconds.push(threadMillis / 1000);
    scriptKilobytes.push(bytes / 1000);
    console.error(`  opening: ${longTasks.map(describeTask).join(", ") || "no long task"}`);
  }
  return [
    medianFigure(named("first chart painted, many_runs, warm server", "s", [2.1, 1]), firstChartSeconds),
    medianFigure(named("last chart of the first screen painted", "s", []), settledSeconds),
    medianFigure(named("main-thread tasks over 50 ms until settled, sum", "s", [1.4, 0.4]), longTaskSeconds),
    medianFigure(
      named("main-thread tasks over 50 ms of processor time until settled, sum", "s", [undefined, 0.4]),
      longWorkSeconds,
    ),
    medianFigure(named("processor time of the main thread until settled", "s", []), threadSeconds),
    medianFigure(named("JavaScript of the first page, gzipped", "kB", [undefined, 350]), scriptKilobytes),
  ];
}

/** Of tasks that keep the page from answering for long. */
function longSum(taskMillis: readonly number[]): number {
  return taskMillis.reduce((sum, millis) => sum + (millis > 50 ? millis : 0), 0);
}

const describeTask = (task: { readonly startMillis: number; readonly durationMillis: number }): string =>
  `${Math.round(task.durationMillis)} ms at ${Math.round(task.startMillis)}`;

function isScript(response: Response): boolean {
  return (response.headers()["content-type"] ?? "").includes("javascript");
}

async function gzippedBytes(response: Response): Promise<number> {
  return gzipSync(await response.body()).length;
}

/** A wheel turned steadily, down over all cards and up again. */
export const wheelStep = { pixels: 100, millis: 50 };

async function measureScrolling({ browser, baseUrl, repetitions, profiles }: Measuring) {
  const p95Millis: number[] = [];
  const longestMillis: number[] = [];
  const drawnCounts: number[] = [];
  const threadSeconds: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    const { page } = measured;
    await measured.settleAt(baseUrl);
    const area = page.locator("[data-scroll-area]");
    const box = await area.boundingBox();
    if (!box) throw new Error("the page has no cards");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await measured.settled();
    const heightPixels = await area.evaluate((element) => element.scrollHeight - element.clientHeight);
    const drawnBefore = await page.evaluate(() => window.benchProbe.draws.length);
    const threadMillisBefore = await measured.threadMillis();
    await measured.profiled("scrolling", async () => {
      await page.evaluate(() => window.benchProbe.noteFrames());
      await turnWheel(measured, Math.ceil(heightPixels / wheelStep.pixels));
      const leftPixels = await area.evaluate(
        (element) => element.scrollHeight - element.clientHeight - element.scrollTop,
      );
      if (leftPixels > 3 * wheelStep.pixels) throw new Error(`${leftPixels} px were not scrolled to`);
      await turnWheel(measured, -Math.ceil(heightPixels / wheelStep.pixels));
    });
    threadSeconds.push(((await measured.threadMillis()) - threadMillisBefore) / 1000);
    const { frameMillis, draws } = await page.evaluate(() => window.benchProbe);
    p95Millis.push(quantile(frameMillis, 0.95));
    longestMillis.push(Math.max(...frameMillis));
    const drawn = draws.slice(drawnBefore);
    drawnCounts.push(new Set(drawn.map(({ label }) => label)).size);
    console.error(
      `  scrolling: ${drawn.length} drawings, frames p50 ${Math.round(quantile(frameMillis, 0.5))} ms, p95 ${Math.round(quantile(frameMillis, 0.95))}`,
    );
    await measured.close();
  }
  return [
    medianFigure(named("frame time p95 while scrolling the cards", "ms", [390, 33]), p95Millis),
    medianFigure(named("longest frame while scrolling the cards", "ms", []), longestMillis),
    medianFigure(named("processor time of the main thread while scrolling", "s", []), threadSeconds),
    medianFigure(named("cards drawn while they were scrolled past, of 40", "", []), drawnCounts),
  ];
}

/** Down with a positive count. Turns on time whether the page keeps up or not. */
export async function turnWheel({ page }: MeasuredPage, count: number): Promise<void> {
  const turns: Promise<void>[] = [];
  const startMillis = performance.now();
  for (let turn = 0; turn < Math.abs(count); turn++) {
    const turned = page.mouse.wheel(0, Math.sign(count) * wheelStep.pixels);
    // One that fails is told of at the end, when somebody waits for it.
    turned.catch(() => undefined);
    turns.push(turned);
    await sleep(Math.max(0, startMillis + (turn + 1) * wheelStep.millis - performance.now()));
  }
  await Promise.all(turns);
}

const zoomedTag = "loss";

/** Two drags over a tenth of the plane each: the second one shows 1 % of the whole, and is timed from letting go until its data are drawn. */
async function measureZoom({ browser, baseUrl, repetitions, profiles }: Measuring) {
  const millis: number[] = [];
  const measured = await MeasuredPage.open(browser, profiles);
  const { page } = measured;
  for (let repetition = -1; repetition < repetitions; repetition++) {
    await measured.settleAt(`${baseUrl}/scalars`);
    // Elsewhere each time, so that nothing is at hand.
    const from = 0.3 + 0.3 * ((repetition + 1) / repetitions);
    await dragAcrossChart(measured, from);
    await measured.settled();
    await measured.profiled("zoom", async () => {
      await dragAcrossChart(measured, from);
      await measured.settled();
    });
    const share = zoomedShare(page.url());
    if (!(share > 0.005 && share < 0.02)) throw new Error(`the drags show ${share * 100} % of the steps`);
    const { draws, seriesAnswers, pointerUpMillis } = await page.evaluate(() => window.benchProbe);
    const answer = seriesAnswers.find(({ startMillis }) => startMillis >= pointerUpMillis);
    const draw = draws.find(
      ({ label, drawnMillis }) =>
        answer && drawnMillis >= answer.endMillis && label.startsWith(`${zoomedTag}:`),
    );
    if (!answer || !draw) throw new Error("the zoomed series were not drawn");
    if (repetition < 0) continue;
    millis.push(draw.shownMillis - pointerUpMillis);
    const [asked, answered, shown] = [answer.startMillis, answer.endMillis, draw.shownMillis].map((time) =>
      Math.round(time - pointerUpMillis),
    );
    console.error(`  zoom: asked after ${asked} ms, answered after ${answered}, shown after ${shown}`);
  }
  await measured.close();
  return [
    medianFigure(
      named("zoom into 1 % of long_runs until redrawn at full resolution", "ms", [undefined, 150]),
      millis,
    ),
  ];
}

async function dragAcrossChart({ page }: MeasuredPage, from: number): Promise<void> {
  const box = await page.locator(`[data-chart="${zoomedTag}"]`).boundingBox();
  if (!box) throw new Error(`the page has no chart of ${zoomedTag}`);
  // Beside the axis and its labels, about.
  const [left, width] = [box.x + 45, box.width - 60];
  const y = box.y + box.height / 2;
  await page.mouse.move(left + width * from, y);
  await page.mouse.down();
  await page.mouse.move(left + width * (from + 0.05), y);
  await page.mouse.move(left + width * (from + 0.1), y);
  await page.mouse.up();
}

/** Of all steps, what the address says is shown. */
function zoomedShare(address: string): number {
  const [from, to] = (new URL(address).searchParams.get("scalars.zoom") ?? "").split("~").map(Number);
  return ((to ?? NaN) - (from ?? NaN)) / corpora.long_runs.stepCount;
}

const typedFilter = "run_99";
/** A brisk typist; also lets what follows a rest of 150 ms fall into the next key. */
const KEY_INTERVAL_MILLIS = 170;

async function measureTyping({ browser, baseUrl, repetitions, profiles }: Measuring) {
  const p95Millis: number[] = [];
  const longestTaskMillis: number[] = [];
  const measured = await MeasuredPage.open(browser, profiles);
  const { page } = measured;
  await measured.settleAt(baseUrl);
  const filter = page.getByRole("combobox", { name: "Filter runs by a regular expression" });
  for (let repetition = -1; repetition < repetitions; repetition++) {
    await filter.focus();
    await measured.settled();
    const tasksBefore = await page.evaluate(() => {
      window.benchProbe.keyMillis.length = 0;
      return window.benchProbe.longTasks.length;
    });
    await measured.profiled("typing", async () => {
      for (const key of typedFilter) {
        await Promise.all([page.keyboard.press(key), sleep(KEY_INTERVAL_MILLIS)]);
      }
      await measured.settled();
    });
    const { keyMillis, longTasks } = await page.evaluate(() => window.benchProbe);
    if (keyMillis.length !== typedFilter.length) throw new Error(`${keyMillis.length} keys were seen`);
    if (new URL(page.url()).searchParams.get("runFilter") !== typedFilter)
      throw new Error("what was typed is not the filter");
    await filter.fill("");
    await measured.settled();
    if (repetition < 0) continue;
    p95Millis.push(quantile(keyMillis, 0.95));
    const during = longTasks.slice(tasksBefore);
    longestTaskMillis.push(Math.max(0, ...during.map(({ durationMillis }) => durationMillis)));
    console.error(
      `  typing: ${keyMillis.map(Math.round).join(" ")} ms; ${during.map(describeTask).join(", ") || "no long task"}`,
    );
  }
  await measured.close();
  return [
    medianFigure(
      named("typing in the run filter with 10,000 runs, per key, p95", "ms", [undefined, 50]),
      p95Millis,
    ),
    medianFigure(named("longest task while typing in the run filter", "ms", []), longestTaskMillis),
  ];
}

function named(
  name: string,
  unit: string,
  [tensorBoard, target]: readonly [(number | undefined)?, number?],
): Pick<Figure, "name" | "unit" | "tensorBoard" | "target"> {
  return { name, unit, tensorBoard, target };
}
