// Histograms and distributions: four views of the same data, one click apart, each with the numbers that were logged.
import { appendFileSync, cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EventWriter, numberTensor, tensorValue, type SummaryValue } from "@runboard/tfevents";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { BoardPage } from "../board-page.ts";
import { writeRun, writeValues } from "../write-logdir.ts";

const runs = ["lr=0.1", "lr=0.01"] as const;
const STEPS = 60;
const views = ["Ridges", "Heat-map", "Bands", "Section"];

/** A histogram of rows of left edge, right edge and count, as it is. */
function rowsValue(tag: string, rows: readonly number[]): SummaryValue {
  const tensor = numberTensor(Float64Array.from(rows), [rows.length / 3, 3]);
  return tensorValue({ tag, plugin: "histograms", tensor });
}

/** All of a hundred values in one bin of width 1, which wanders by a tenth a step: at step 37 it is far away. */
function drifting(tag: string, step: number): SummaryValue {
  const left = step === 37 ? 50 : step / 10;
  return rowsValue(tag, [left, left + 1, 100]);
}

function writeHistograms(logdir: string): void {
  for (const [i, run] of runs.entries())
    writeValues(
      logdir,
      run,
      Array.from({ length: STEPS }, (_, step) => step).flatMap(
        (step): (readonly [number, SummaryValue])[] => [
          [step, drifting("net/weights", i === 0 ? step : 0)],
          [step, rowsValue("net/bias", [-1e-3, 0, 40, 0, 1, 60])],
        ],
      ),
    );
}

const cell = (page: Page, run: string, tag: string): Locator =>
  page.locator(`[data-cell="=k:histograms;r:${run};t:${tag}"]:not([data-surface=pinned])`);

const choose = (page: Page, group: string, name: string): Promise<void> =>
  page.getByRole("radiogroup", { name: group }).getByText(name, { exact: true }).click();

/** What a menu entry of the cell saves. */
async function saved(page: Page, of: Locator, entry: string): Promise<string> {
  await of.getByRole("button", { name: "Save" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: entry }).click();
  const path = await (await download).path();
  await page.keyboard.press("Escape");
  return readFileSync(path, "utf8");
}

function rowsOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trim()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(","));
}

test("four views of the same data, one click apart, and each in the address", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeHistograms(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms`);
  const net = page.getByRole("table", { name: "net" });
  await expect(net.getByRole("rowheader")).toHaveText(["bias", "weights"]);
  const weights = cell(page, runs[0], "net/weights");
  await expect(weights.getByRole("img")).toHaveAccessibleName(
    /^\d+ histograms of net\/weights of lr=0.1, steps 0 to 59, values from 0 to 51$/,
  );
  await expect(weights).toContainText("20 of 60 steps drawn");
  // The odd step is among them.
  const csv = await saved(page, weights, "What is shown as CSV");
  const ridges = new Map<string, number>();
  for (const [step = "", , , , count] of rowsOf(csv))
    ridges.set(step, (ridges.get(step) ?? 0) + Number(count));
  expect([...ridges.keys()]).toEqual(expect.arrayContaining(["0", "37", "59"]));
  expect([...new Set(ridges.values())]).toEqual([100]);

  await choose(page, "View", "Heat-map");
  await expect(page).toHaveURL(/histograms\.view=heat/);
  await expect(weights.getByRole("img")).toHaveAccessibleName(/^Heat-map of 60 histograms/);
  await expect(weights).toContainText("all 60 steps");
  await expect(page.getByText("Share of a step’s values")).toBeVisible();
  await choose(page, "View", "Bands");
  await expect(weights.getByRole("img")).toHaveAccessibleName(/^Quantiles of 60 histograms/);
  await choose(page, "View", "Section");
  await expect(weights.getByRole("img")).toHaveAccessibleName(
    "Histogram of net/weights of lr=0.1 at step 59",
  );
  await expectAccessible(page);
  await page.goBack();
  await expect(page).toHaveURL(/histograms\.view=bands/);
  await board.open(`${server.baseUrl}/distributions`);
  await expect(weights.getByRole("img")).toHaveAccessibleName(/^Quantiles of 60 histograms/);
  await choose(page, "View", "Ridges");
  await expect(page).toHaveURL(/distributions\.view=ridges/);
});

test("the page's step is drawn in every view, and a cross-section tells what it differs in", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeHistograms(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms?step=23`);
  const weights = cell(page, runs[0], "net/weights");
  const steps = rowsOf(await saved(page, weights, "What is shown as CSV")).map(([step]) => step);
  expect(steps).toContain("23");
  await board.open(`${server.baseUrl}/histograms?step=20&histograms.view=section&histograms.against=first`);
  await expect(weights.getByRole("row")).toHaveText([
    "stepvaluesmeandeviationzeros",
    "201002.50.2886750 %",
    "01000.50.288675≤ 100 %",
  ]);
  await expect(weights).toContainText("distance 2");
  // The other run does not change.
  await expect(cell(page, runs[1], "net/weights")).toContainText("distance 0");
  await page.keyboard.press("ArrowRight");
  await expect(weights).toContainText("distance 2.1");
  await page.getByLabel("against").selectOption({ label: runs[1] });
  await expect(weights).toContainText("distance 2.1");
  await expect(weights.getByRole("rowheader")).toHaveText(runs.map((run) => `21${run}`));
  await expect(page).toHaveURL(/step=21/);
});

test("a click on a ridge opens its cross-section, the way back is one step", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeHistograms(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms`);
  const weights = cell(page, runs[0], "net/weights");
  const drawing = weights.getByRole("img");
  await drawing.hover();
  await expect(weights.getByRole("status")).toContainText(/^step [\d,]+.*count/);
  await drawing.click();
  await expect(page).toHaveURL(/view=section/);
  await expect(page).toHaveURL(/step=\d+/);
  await page.goBack();
  await expect(page).not.toHaveURL(/view=section/);
  await expect(drawing).toHaveAccessibleName(/histograms of net\/weights/);
});

test("the step under the pointer is marked in the other windows of the board", async ({
  board,
  context,
  logdir,
  page,
  serve,
}) => {
  writeHistograms(logdir);
  writeRun(logdir, "lr=1", { curves: { loss: (step) => 1 / (step + 1) }, stepCount: STEPS });
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms?histograms.view=heat`);
  const other = new BoardPage(await context.newPage());
  await other.open(`${server.baseUrl}/scalars`);
  const heat = cell(page, runs[0], "net/weights").getByRole("img");
  const chart = other.card("loss");
  const [heatAtRest, chartAtRest] = [await heat.screenshot(), await chart.chart.screenshot()];
  await chart.hover(0.5, 0.5);
  await expect.poll(() => heat.screenshot()).not.toEqual(heatAtRest);
  await other.page.mouse.move(0, 0);
  await expect.poll(() => heat.screenshot()).toEqual(heatAtRest);
  await heat.hover();
  await expect.poll(() => chart.chart.screenshot()).not.toEqual(chartAtRest);
  await page.mouse.move(0, 0);
  await expect.poll(() => chart.chart.screenshot()).toEqual(chartAtRest);
});

test("all runs of a tag in one chart", async ({ board, logdir, page, serve }) => {
  writeHistograms(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/distributions`);
  await page.getByLabel("Runs together").check();
  const cards = page.locator("article.cell");
  await expect(cards).toHaveCount(2);
  await expect(cards.nth(1)).toContainText("2 runs");
  await expect(cards.nth(1).getByRole("img")).toHaveAccessibleName(
    "Quantiles of 120 histograms of net/weights of 2 runs",
  );
  const medians = rowsOf(await saved(page, cards.nth(1), "What is shown as CSV"))
    .filter(([, step]) => step === "10")
    .map(([run, , , ...quantiles]) => [run, Number(quantiles[4])]);
  expect(medians).toEqual([
    [runs[1], 0.5],
    [runs[0], 1.5],
  ]);
});

test("every step as it was logged, and pictures, are saved", async ({ board, logdir, page, serve }) => {
  writeHistograms(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms`);
  const bias = cell(page, runs[1], "net/bias");
  const rows = rowsOf(await saved(page, bias, "Every step as logged, as CSV"));
  expect(rows).toHaveLength(2 * STEPS);
  expect(rows[1]?.slice(2)).toEqual(["0", "1", "60"]);
  const json = JSON.parse(await saved(page, bias, "What is shown as JSON")) as { readonly count: number }[];
  expect(json.reduce((sum, { count }) => sum + count, 0)).toBeCloseTo(20 * 100, 6);
  const svg = await saved(page, bias, "Picture as SVG");
  expect(svg).toMatch(/^<svg [^]*net\/bias lr=0\.01[^]*<path [^]*<\/svg>$/);
});

test("what cannot be drawn says why, and the others go on", async ({ board, logdir, page, serve }) => {
  const tags: Readonly<Record<string, readonly number[]>> = {
    "bad/nan": [NaN, NaN, 3, 0, 1, 7],
    "bad/infinite": [-Infinity, 0, 2, 0, 1, 7, 1, Infinity, 5],
    "bad/descending": [1, 0, 3],
    "bad/negative": [0, 1, -3],
    "bad/empty": [],
    "odd/single": [2, 2, 9],
    "odd/huge": [-Number.MAX_VALUE, 0, 1, 0, Number.MAX_VALUE, 1],
  };
  writeValues(
    logdir,
    "run",
    Object.entries(tags).map(([tag, rows]) => [3, rowsValue(tag, rows)]),
  );
  // Cells out of sight are only their places.
  await page.setViewportSize({ width: 1440, height: 2_600 });
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms`);
  for (const view of views) {
    await choose(page, "View", view);
    await expect(cell(page, "run", "bad/nan")).toContainText("3 NaN beside the axis");
    await expect(cell(page, "run", "bad/infinite")).toContainText("2 −∞, 5 +∞ beside the axis");
    for (const [tag, reason] of [
      ["bad/descending", /step 3 of run\/events\.\S+: row 1 of 1.*/],
      ["bad/negative", /step 3 of run\/events\.\S+: row 1 of 1.*/],
    ] as const)
      await expect(cell(page, "run", tag)).toContainText(reason);
    await expect(cell(page, "run", "bad/empty")).toContainText(
      /empty|without a value|cannot be drawn|can be drawn/,
    );
    for (const tag of ["odd/single", "odd/huge", "bad/nan"])
      await expect(cell(page, "run", tag).getByRole("img")).toBeVisible();
  }
});

test("an axis of decades has a place for small values, and says what it has none for", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeValues(logdir, "run", [
    [1, rowsValue("grads", [-1, 0, 5, 1e-9, 1e-8, 10, 1e-3, 1e-2, 20, 1, 10, 30])],
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms?histograms.scale=log`);
  const grads = cell(page, "run", "grads");
  await expect(grads).toContainText("5 ≤ 0 beside the axis");
  await expect(grads.getByRole("img")).toHaveAccessibleName(/values from 1\.0000e-9 to 10$/);
  await page.getByRole("button", { name: "Axes" }).click();
  await choose(page, "Axis of values", "Symlog");
  await expect(grads).not.toContainText("beside the axis");
  await expect(grads.getByRole("img")).toHaveAccessibleName(/values from −1 to 10$/);
});

test("layers are ranked by what is odd about them, and open", async ({ board, logdir, page, serve }) => {
  const layers: Readonly<Record<string, (step: number) => readonly number[]>> = {
    still: () => [4, 5, 10],
    moving: (step) => [step, step + 1, 10],
    dead: () => [0, 0.01, 10],
    broken: (step) => [NaN, NaN, step, 4, 5, 10],
  };
  writeValues(
    logdir,
    "run",
    [0, 1, 2, 3].flatMap((step) =>
      Object.entries(layers).map(([tag, rowsAt]): readonly [number, SummaryValue] => [
        step,
        rowsValue(tag, rowsAt(step)),
      ]),
    ),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/histograms`);
  await page.getByRole("button", { name: "Layers ranked" }).click();
  const table = page.getByRole("region", { name: "Layers ranked" });
  const first = table.getByRole("row").nth(1);
  await expect(first.getByRole("rowheader")).toHaveText("moving");
  await expect(table.getByRole("status")).toHaveText("4 layers");
  await choose(page, "Order of the layers", "Nearest to zero");
  await expect(first.getByRole("rowheader")).toHaveText("dead");
  await choose(page, "Order of the layers", "NaN first");
  await expect(first.getByRole("rowheader")).toHaveText("broken");
  await expect(first.getByRole("cell").last()).toHaveText("6");
  await expect(page).toHaveURL(/layers=nan/);
  await expectAccessible(page);
  await first.getByRole("button").click();
  const dialog = page.getByRole("dialog", { name: "broken of run" });
  await expect(dialog.getByRole("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("a step is on the page soon after it was written", async ({ board, logdir, page, serve }) => {
  const path = writeValues(logdir, "run", [[0, drifting("w", 0)]]);
  const server = await serve({ flags: ["--reload_interval", "1"] });
  await board.open(`${server.baseUrl}/histograms`);
  const w = cell(page, "run", "w");
  await expect(w).toContainText("1 step");
  // Its head is there already.
  const chunks: Uint8Array[] = [];
  const more = new EventWriter({ write: (bytes) => chunks.push(bytes), wallTimeSeconds: 1_700_000_000 });
  more.flush();
  chunks.length = 0;
  more.writeSummary([drifting("w", 1)], { step: 1, wallTimeSeconds: 1_700_000_001 });
  more.flush();
  appendFileSync(path, Buffer.concat(chunks));
  await expect(w).toContainText("2 steps");
});

for (const fixture of ["tf1_mnist", "tf1_legacy", "tf2_summaries", "torch_all"])
  test(`shows what ${fixture} logged in every view`, async ({ board, logdir, page, serve }) => {
    cpSync(join(import.meta.dirname, "../../fixtures", fixture, "logdir"), logdir, { recursive: true });
    const server = await serve();
    await board.open(`${server.baseUrl}/histograms`);
    for (const view of views) {
      await choose(page, "View", view);
      await board.waitForBoardIdle();
      const cells = page.locator("article.cell");
      await expect(cells.first()).toBeVisible();
      const count = await cells.count();
      // Every tag but the one that was logged without a value.
      const isEmpty = cells.filter({ hasText: /empty/ });
      await expect(cells.getByRole("img").or(isEmpty)).toHaveCount(count);
      await expect(page.locator(".histogram-problems")).toHaveCount(0);
    }
  });
