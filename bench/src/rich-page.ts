// The page with histograms and pictures: whether it keeps up with wheel and slider, and what it keeps.
import { setTimeout as sleep } from "node:timers/promises";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { median, medianFigure, quantile, type Figure } from "./figures.ts";
import { MeasuredPage, withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";
import { turnWheel, wheelStep } from "./page.ts";
import {
  ensureLargePictures,
  ensureLongHistogram,
  ensureRichRuns,
  ensureSmallPictures,
  largePictures,
  longHistogram,
  smallPictures,
} from "./rich-runs-corpus.ts";
import { UnwatchedPage } from "./unwatched-page.ts";

/** A row that takes longer says nothing any more. */
const LONGEST_ROW_MILLIS = 120_000;
const SLIDER_MOVES = 1_000;
/** Somebody who presses a key again and again. */
const KEY_INTERVAL_MILLIS = 100;

interface Measuring {
  readonly browser: Browser;
  readonly baseUrl: string;
  readonly repetitions: number;
  /** Directory for profiles, if any are to be written. */
  readonly profiles: string | undefined;
}

export async function measureRichPage(
  repetitions: number,
  profiles: string | undefined,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const measureOn = (logdir: string, ...rows: readonly ((measuring: Measuring) => Promise<Figure>)[]) =>
    withServer(logdir, async ({ baseUrl }) => {
      for (const row of rows)
        await withBrowser(async (browser) => {
          const figure = await inTime(row({ browser, baseUrl, repetitions, profiles }));
          if (figure) figures.push(figure);
          else console.error(`  ${row.name} was given up after ${LONGEST_ROW_MILLIS / 1000} s`);
        });
    });
  await measureOn(ensureRichRuns(), measureRidges, measureSlider, measureMemory);
  await measureOn(ensureLongHistogram(), measureHeatMap);
  await measureOn(ensureLargePictures(), measureLargePicture);
  await measureOn(ensureSmallPictures(), measureManyCells);
  return figures;
}

/** null when it takes too long. */
async function inTime<T>(row: Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  const late = sleep(LONGEST_ROW_MILLIS, null, { signal: stop.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([row, late]);
  } finally {
    stop.abort();
  }
}

async function measureRidges({ browser, baseUrl, repetitions, profiles }: Measuring): Promise<Figure> {
  const p95Millis: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/histograms`);
    const area = page.locator("[data-scroll-area]");
    const box = await area.boundingBox();
    if (!box) throw new Error("the page has no cells");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await measured.settled();
    const heightPixels = await area.evaluate((element) => element.scrollHeight - element.clientHeight);
    const drawnBefore = await page.evaluate(() => window.benchProbe.draws.length);
    const threadMillisBefore = await measured.threadMillis();
    await measured.profiled("ridges", async () => {
      await page.evaluate(() => window.benchProbe.noteFrames());
      const turns = Math.ceil(heightPixels / wheelStep.pixels);
      await turnWheel(measured, turns);
      await turnWheel(measured, -turns);
    });
    const threadSeconds = ((await measured.threadMillis()) - threadMillisBefore) / 1000;
    const { frameMillis, draws } = await page.evaluate(() => window.benchProbe);
    p95Millis.push(quantile(frameMillis, 0.95));
    console.error(
      `  ridges: ${draws.length - drawnBefore} drawings, frames p50 ${Math.round(quantile(frameMillis, 0.5))} ms, p95 ${Math.round(quantile(frameMillis, 0.95))}, ${threadSeconds.toFixed(2)} s of the main thread`,
    );
    await measured.close();
  }
  return medianFigure(named("ridges of 20 runs × 10 tags scrolled, frame p95", "ms", 33), p95Millis);
}

/** Each key from its press until the frame that shows the pictures of the next step in all cells. */
async function measureSlider({ browser, baseUrl, repetitions, profiles }: Measuring): Promise<Figure> {
  const p95Millis: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/images`);
    await page.getByRole("slider", { name: "Step" }).press("Home");
    await measured.settled();
    const { millis } = await measured.profiled("slider", () =>
      page.evaluate(pressUntilShown, { key: "ArrowRight", count: 90, intervalMillis: KEY_INTERVAL_MILLIS }),
    );
    p95Millis.push(quantile(millis, 0.95));
    console.error(
      `  slider: p50 ${Math.round(median(millis))} ms, p95 ${Math.round(quantile(millis, 0.95))}`,
    );
    await measured.close();
  }
  return medianFigure(
    named(`slider → next picture, a step each ${KEY_INTERVAL_MILLIS} ms, p95`, "ms", 50),
    p95Millis,
  );
}

/** From a click on the view to the frame that shows it, on a server that has not read the series before. */
async function measureHeatMap({ browser, baseUrl, repetitions, profiles }: Measuring): Promise<Figure> {
  const millis: number[] = [];
  for (let repetition = -1; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/histograms?histograms.view=section`);
    const clickMillis = await measured.profiled("heat", async () => {
      const clicked = await page.evaluate(() => {
        const heat = [...document.querySelectorAll("label")].find(
          ({ textContent }) => textContent === "Heat-map",
        );
        if (!heat) throw new Error("the page has no heat-map");
        const now = performance.now();
        heat.click();
        return now;
      });
      await measured.settled();
      return clicked;
    });
    const { draws } = await page.evaluate(() => window.benchProbe);
    const draw = draws.find(({ label }) => label.startsWith("Heat-map of 10,000 "));
    if (!draw) throw new Error("no heat-map of all steps was drawn");
    console.error(
      `  heat-map: ${Math.round(draw.shownMillis - clickMillis)} ms${repetition < 0 ? ", server just started" : ""}`,
    );
    if (repetition >= 0) millis.push(draw.shownMillis - clickMillis);
    await measured.close();
  }
  return medianFigure(
    named(
      `heat-map of ${longHistogram.stepCount} steps, click → drawn, server has answered before`,
      "ms",
      300,
    ),
    millis,
  );
}

/** From the newest step to the first, of which nothing was fetched ahead, in a browser that never had it. */
async function measureLargePicture({ browser, baseUrl, repetitions, profiles }: Measuring): Promise<Figure> {
  const millis: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, profiles);
    await measured.settleAt(`${baseUrl}/images`);
    const shown = await measured.profiled("large", () =>
      measured.page.evaluate(pressUntilShown, { key: "Home", count: 1, intervalMillis: 0 }),
    );
    millis.push(...shown.millis);
    console.error(`  large picture: ${Math.round(median(shown.millis))} ms`);
    await measured.close();
  }
  const { side, stepCount } = largePictures;
  const megabytes = (logdirBytes(ensureLargePictures()) / stepCount / 1e6).toFixed(0);
  return medianFigure(
    named(`picture of ${side}² from disk, grey PNG of ${megabytes} MB, key → drawn`, "ms", 200),
    millis,
  );
}

function logdirBytes(logdir: string): number {
  return readdirSync(logdir, { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(logdir, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

/** All cells at once on a large screen of few pixels: what is measured is the page, not the browser's painting. */
async function measureManyCells({ browser, baseUrl, profiles }: Measuring): Promise<Figure> {
  const measured = await MeasuredPage.open(browser, profiles, {
    viewport: { width: 4_000, height: 12_200 },
    deviceScaleFactor: 0.25,
  });
  const { page } = measured;
  const wanted = smallPictures.runCount * smallPictures.tagCount;
  await page.goto(`${baseUrl}/images?step=0&images.rows=run&images.columns=tag`, { waitUntil: "commit" });
  // Its frames are too long for a page that has settled.
  await page.waitForFunction(
    (count) => document.querySelectorAll(".picture-view [role=img]").length === count,
    wanted,
    { polling: 250, timeout: LONGEST_ROW_MILLIS },
  );
  await page.evaluate(() => window.waitForBoardIdle?.());
  const { pictureCount, frameMillis, millis } = await measured.profiled("cells", () =>
    page.evaluate(pressUntilShown, {
      key: "ArrowRight",
      count: smallPictures.stepCount - 1,
      intervalMillis: 3 * KEY_INTERVAL_MILLIS,
    }),
  );
  console.error(
    `  cells: ${pictureCount} pictures, key → all shown p50 ${Math.round(median(millis))} ms, frames p50 ${Math.round(quantile(frameMillis, 0.5))} ms, longest ${Math.round(Math.max(...frameMillis))}`,
  );
  await measured.close();
  if (pictureCount !== wanted) throw new Error(`${pictureCount} of ${wanted} cells were in view`);
  return { ...named("500 cells in view, slider moved, frame p95", "ms"), value: quantile(frameMillis, 0.95) };
}

interface Presses {
  readonly key: string;
  readonly count: number;
  /** From one to the next, or longer where the page needs that. */
  readonly intervalMillis: number;
}

interface Shown {
  /** Of each press, until the frame that shows what it asks for was made. */
  readonly millis: readonly number[];
  readonly frameMillis: readonly number[];
  /** In the last frame. */
  readonly pictureCount: number;
}

/** Runs in the page, alone. Presses a key on the slider, and waits until every picture that there is says that it is of the slider's step. */
async function pressUntilShown({ key, count, intervalMillis }: Presses): Promise<Shown> {
  const slider = document.querySelector('[role="slider"][aria-label="Step"]');
  if (!slider) throw new Error("the page has no slider");
  const messages = new MessageChannel();
  const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
  // A message that is sent before a frame is made arrives when it has been made.
  const frameMade = (): Promise<void> =>
    new Promise((resolve) => {
      messages.port1.onmessage = () => resolve();
      messages.port2.postMessage(null);
    });
  const pictures = (): readonly Element[] => [...document.querySelectorAll(".picture-view")];
  const isShown = (step: string): boolean => {
    const all = pictures();
    return (
      all.length > 0 &&
      all.every((one) => (one.querySelector("[role=img]")?.getAttribute("aria-label") ?? "").endsWith(step))
    );
  };
  const millis: number[] = [];
  const frameMillis: number[] = [];
  for (let press = 0; press < count; press++) {
    const startMillis = performance.now();
    slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    let frameStartMillis = startMillis;
    let isWaiting = true;
    while (isWaiting || performance.now() - startMillis < intervalMillis) {
      await nextFrame();
      frameMillis.push(performance.now() - frameStartMillis);
      frameStartMillis = performance.now();
      const step = ` at step ${Number(slider.getAttribute("aria-valuenow")).toLocaleString("en-US")}`;
      if (isWaiting && isShown(step)) {
        isWaiting = false;
        await frameMade();
        millis.push(performance.now() - startMillis);
      }
      if (performance.now() - startMillis > 30_000) throw new Error(`no pictures${step}`);
    }
  }
  return { millis, frameMillis, pictureCount: pictures().length };
}

/** All steps there and back, as fast as a key that is held down. */
async function measureMemory({ browser, baseUrl }: Measuring): Promise<Figure> {
  const page = await UnwatchedPage.open(browser, `${baseUrl}/images`);
  await page.evaluate(`(async () => {
    while (!window.waitForBoardIdle) await new Promise((resolve) => setTimeout(resolve, 20));
    await waitForBoardIdle();
  })()`);
  const startMillis = performance.now();
  await page.evaluate(`(async () => {
    for (let move = 0; move < ${SLIDER_MOVES}; move++) {
      const key = Math.floor(move / 99) % 2 === 0 ? "ArrowLeft" : "ArrowRight";
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      await new Promise((resolve) => setTimeout(resolve, 33));
    }
    await waitForBoardIdle();
  })()`);
  const moveMillis = (performance.now() - startMillis) / SLIDER_MOVES;
  const [used, resident] = [await page.usedBytes(), await page.residentBytes()].map(
    (bytes) => bytes / 2 ** 20,
  );
  console.error(
    `  memory: ${used?.toFixed(0)} MiB of objects and buffers, ${resident?.toFixed(0)} of the process; ${moveMillis.toFixed(0)} ms a move`,
  );
  return {
    ...named(`memory of the page's process after ${SLIDER_MOVES} slider moves`, "MiB", 300),
    value: resident ?? NaN,
  };
}

function named(
  name: string,
  unit: string,
  target?: number,
): Pick<Figure, "name" | "unit" | "tensorBoard" | "target"> {
  return { name, unit, tensorBoard: undefined, target };
}
