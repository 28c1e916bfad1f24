// The page with histograms and pictures: whether it keeps up with wheel and slider, and what it keeps.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import { eventFileName, EventWriter, imageValue, type SummaryValue } from "@runboard/tfevents";
import { corpusPath } from "./corpora.ts";
import { median, quantile, type Figure } from "./figures.ts";
import { MeasuredPage, withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";
import { turnWheel, wheelStep } from "./page.ts";
import { pngOf } from "./png.ts";
import { ensureLongHistogram, ensureRichRuns } from "./rich-runs-corpus.ts";
import { UnwatchedPage } from "./unwatched-page.ts";

const START_SECONDS = 1_700_000_000;
const LARGE_SIDE = 4_096;
const LARGE_STEPS = 20;
const SLIDER_MOVES = 1_000;
const REPETITIONS = 5;

export async function measureRichPage(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  await withServer(ensureRichRuns(), ({ baseUrl }) =>
    withBrowser(async (browser) => {
      figures.push(await measureRidges(browser, baseUrl));
      figures.push(await measureSlider(browser, `${baseUrl}/images`, "slider → next picture, p95", 50));
      figures.push(await measureMemory(browser, `${baseUrl}/images`));
    }),
  );
  await withServer(ensureLongHistogram(), ({ baseUrl }) =>
    withBrowser(async (browser) => figures.push(await measureHeatMap(browser, baseUrl))),
  );
  await withServer(ensureCorpus("large_pictures", writeLargePictures), ({ baseUrl }) =>
    withBrowser(async (browser) => figures.push(await measureFarPicture(browser, `${baseUrl}/images`))),
  );
  return figures;
}

async function measureRidges(browser: Browser, baseUrl: string): Promise<Figure> {
  const p95Millis: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const measured = await MeasuredPage.open(browser, undefined);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/histograms?histograms.rows=run&histograms.columns=tag`);
    const area = page.locator("[data-scroll-area]");
    const box = await area.boundingBox();
    if (!box) throw new Error("the page has no cells");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await measured.settled();
    const heightPixels = await area.evaluate((element) => element.scrollHeight - element.clientHeight);
    await page.evaluate(() => window.benchProbe.noteFrames());
    const turns = Math.ceil(heightPixels / wheelStep.pixels);
    await turnWheel(measured, turns);
    await turnWheel(measured, -turns);
    const frameMillis = await page.evaluate(() => window.benchProbe.frameMillis);
    p95Millis.push(quantile(frameMillis, 0.95));
    await measured.close();
  }
  return figure("ridges of 20 runs × 10 tags scrolled, frame p95", "ms", 33, median(p95Millis));
}

/** From a click on the view to the moment when nothing of it is left to be drawn; the server has not read the values before. */
async function measureHeatMap(browser: Browser, baseUrl: string): Promise<Figure> {
  const millis: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const measured = await MeasuredPage.open(browser, undefined);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/histograms?histograms.view=section`);
    millis.push(
      await page.evaluate(async () => {
        const heat = [...document.querySelectorAll("label")].find(
          ({ textContent }) => textContent === "Heat-map",
        );
        const startMillis = performance.now();
        heat?.click();
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await window.waitForBoardIdle?.();
        await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - startMillis;
      }),
    );
    await measured.close();
  }
  return figure("heat-map of 10,000 steps, click → drawn", "ms", 300, median(millis));
}

/** Each key from its press until the pictures of the next step are on the page. */
async function measureSlider(
  browser: Browser,
  address: string,
  name: string,
  target: number,
): Promise<Figure> {
  const measured = await MeasuredPage.open(browser, undefined);
  const { page } = measured;
  await measured.settleAt(address);
  await page.getByRole("slider", { name: "Step" }).press("Home");
  await measured.settled();
  const millis: number[] = [];
  for (let move = 0; move < 90; move++) millis.push(await page.evaluate(pressUntilShown, "ArrowRight"));
  await measured.close();
  return figure(name, "ms", target, quantile(millis, 0.95));
}

/** From one end to the other and back: nothing was fetched ahead. */
async function measureFarPicture(browser: Browser, address: string): Promise<Figure> {
  const measured = await MeasuredPage.open(browser, undefined);
  const { page } = measured;
  await measured.settleAt(address);
  const millis: number[] = [];
  for (let jump = 0; jump < 2 * REPETITIONS; jump++) {
    await measured.settled();
    millis.push(await page.evaluate(pressUntilShown, jump % 2 === 0 ? "Home" : "End"));
  }
  await measured.close();
  return figure("picture of 4,096² from disk, key → drawn", "ms", 200, median(millis));
}

/** Runs in the page. Until every picture in sight says that it is of the slider's step. */
async function pressUntilShown(key: string): Promise<number> {
  const slider = document.querySelector('[role="slider"][aria-label="Step"]');
  const startMillis = performance.now();
  slider?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const step = Number(slider?.getAttribute("aria-valuenow")).toLocaleString("en-US");
    const labels = Array.from(document.querySelectorAll(".picture-view [role=img]"), (picture) =>
      picture.getAttribute("aria-label"),
    );
    const areShown = labels.length > 0 && labels.every((label) => label?.includes(`at step ${step}`));
    if (areShown) return performance.now() - startMillis;
    if (performance.now() - startMillis > 30_000)
      throw new Error(`no picture of step ${step}: ${labels.join()}`);
  }
}

async function measureMemory(browser: Browser, address: string): Promise<Figure> {
  const page = await UnwatchedPage.open(browser, address);
  await page.evaluate(
    "(async () => { while (!window.waitForBoardIdle) await new Promise((resolve) => setTimeout(resolve, 20)); await waitForBoardIdle(); })()",
  );
  await page.evaluate(`(async () => {
    for (let move = 0; move < ${SLIDER_MOVES}; move++) {
      const key = Math.floor(move / 90) % 2 === 0 ? "ArrowLeft" : "ArrowRight";
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      // As fast as a key that is held down.
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await waitForBoardIdle();
  })()`);
  return figure(
    `memory of the page's process after ${SLIDER_MOVES} slider moves`,
    "MiB",
    300,
    (await page.residentBytes()) / 2 ** 20,
  );
}

function figure(name: string, unit: string, target: number, value: number): Figure {
  return { name, unit, tensorBoard: undefined, target, value };
}

/** Writes one run of one tag when it is not in the cache yet. */
function ensureCorpus(name: string, values: () => Iterable<SummaryValue>): string {
  const logdir = corpusPath(name);
  if (existsSync(logdir)) return logdir;
  const unfinished = `${logdir}.${process.pid}`;
  const chunks: Uint8Array[] = [];
  const writer = new EventWriter({ write: (bytes) => chunks.push(bytes), wallTimeSeconds: START_SECONDS });
  let step = 0;
  for (const value of values()) {
    writer.writeSummary([value], { step, wallTimeSeconds: START_SECONDS + step });
    step += 1;
  }
  writer.flush();
  const directory = join(unfinished, "run");
  mkdirSync(directory, { recursive: true });
  const file = eventFileName({ wallTimeSeconds: START_SECONDS, hostname: "bench", pid: 1, uid: 0 });
  writeFileSync(join(directory, file), Buffer.concat(chunks));
  if (existsSync(logdir)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, logdir);
  return logdir;
}

function* writeLargePictures(): Generator<SummaryValue> {
  for (let step = 0; step < LARGE_STEPS; step++) {
    const picture = pngOf((row, at) => ((row >> 4) + (at >> 4) + 12 * step) & 255, {
      side: LARGE_SIDE,
      channelCount: 1,
      level: 1,
    });
    yield imageValue({ tag: "large", width: LARGE_SIDE, height: LARGE_SIDE, pictures: [picture] });
  }
}
