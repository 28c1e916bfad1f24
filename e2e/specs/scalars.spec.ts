import { expect, test } from "../board-test.ts";
import { accuracyCurve, lossCurve, writeRun } from "../write-logdir.ts";

test("shows a chart for every tag, in groups that fold", async ({ board, logdir, page, serve }) => {
  const curves = {
    "train/loss": lossCurve(0, 10),
    "train/acc": accuracyCurve(1, 10),
    "eval/loss": lossCurve(0, 9),
    lr: () => 0.1,
  };
  writeRun(logdir, "a", { curves, stepCount: 30 });
  writeRun(logdir, "b", { curves: { "train/loss": lossCurve(0.1, 10) }, stepCount: 30 });
  const server = await serve();
  await board.open(server.baseUrl);
  expect(await board.tags()).toEqual(["lr", "eval/loss", "train/acc", "train/loss"]);
  await expect(board.card("train/loss").note).toContainText("2 runs");
  await expect(board.card("eval/loss").note).toContainText("1 run");
  await expect(board.card("train/loss").named("train/loss: 2 lines over steps")).toBeVisible();

  const group = page.getByRole("button", { name: /^train/ });
  await group.click();
  await expect(group).toHaveAttribute("aria-expanded", "false");
  expect(await board.tags()).toEqual(["lr", "eval/loss"]);
  await board.tagFilter.fill("^train/l");
  await expect(board.card("train/loss").chart).toBeVisible();
  expect(await board.tags()).toEqual(["train/loss"]);
});

test("cards below the fold cost nothing", async ({ board, logdir, page, serve }) => {
  const curves = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`metric_${index}`, lossCurve(0, 10, index)]),
  );
  writeRun(logdir, "a", { curves, stepCount: 10 });
  const server = await serve();
  const queries = await board.seriesQueriesDuring(() => board.open(server.baseUrl));
  expect(queries.length).toBeLessThan(40);
  await expect(page.locator("[data-tag]")).toHaveCount(60);
  expect(await page.locator("canvas").count()).toBeLessThan(40);
  await board.card("metric_59").root.scrollIntoViewIfNeeded();
  await expect(board.card("metric_59").note).toContainText("10 points");
});

test("STEP, RELATIVE and WALL", async ({ board, logdir, page, serve }) => {
  // The second run began a day later and is twice as slow.
  const content = { curves: { loss: lossCurve(0, 10) }, stepCount: 50 };
  writeRun(logdir, "first", { ...content, secondsPerStep: 60 });
  writeRun(logdir, "second", { ...content, startTimeSeconds: 1_700_086_400, secondsPerStep: 120 });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const pictures = [await card.picture()];
  await card.hoverEnd();
  await expect(card.tooltip.getByRole("row", { includeHidden: true })).toHaveCount(3);
  // The same step, at different times.
  await expect(card.tooltipHead).toHaveText("Step 49");
  await expect(card.tooltip.locator("th")).toHaveText(["Run", "Smoothed", "Value", "Time", "Relative"]);

  for (const [axis, label] of [
    ["Relative", "time since the start"],
    ["Wall", "wall time"],
    ["Step", "steps"],
  ] as const) {
    await board.chooseAxis(axis);
    await expect(card.named(`loss: 2 lines over ${label}`)).toBeVisible();
    pictures.push(await card.picture());
  }
  const [step, relative, wall, stepAgain] = pictures.map((picture) => picture.toString("base64"));
  expect(new Set([step, relative, wall]).size).toBe(3);
  expect(stepAgain).toBe(step);

  await board.chooseAxis("Relative");
  await card.hoverEnd();
  // 49 steps of two minutes.
  await expect(card.tooltip).toContainText("1 h 38 m");
  await expect(page).toHaveURL(/xAxis=relative/);
});

test("smooths as TensorBoard does, over all points", async ({ board, logdir, serve }) => {
  const values = [4, 1, 3, -2, 8, 0, 5, 5, 1, 7];
  writeRun(logdir, "a", { curves: { loss: (step) => values[step] ?? NaN }, stepCount: values.length });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const smoothed = await card.picture();
  for (const weight of [0.6, 0.9]) {
    await board.smoothing.fill(String(weight));
    await expect(board.page).toHaveURL(weight === 0.6 ? /scalars(?!.*smoothing)/ : /smoothing=0.9/);
    await board.waitForBoardIdle();
    await card.hoverEnd();
    await expect(card.tooltip.locator("th").nth(1)).toHaveText("Smoothed");
    const shown = Number((await card.tooltip.locator("tbody td").nth(1).textContent())?.replace("−", "-"));
    expect(shown).toBeCloseTo(debiasedAverage(values, weight), 3);
  }
  expect((await card.picture()).equals(smoothed)).toBe(false);
  await board.smoothing.fill("0");
  await board.waitForBoardIdle();
  await card.hoverEnd();
  await expect(card.tooltip.locator("th").nth(1)).toHaveText("Value");
  await expect(card.tooltip.locator("tbody td").nth(1)).toHaveText("7");
});

/** TensorBoard's moving average, without its bias towards zero, at the last point. */
function debiasedAverage(values: readonly number[], weight: number): number {
  const last = values.reduce((average, value) => average * weight + (1 - weight) * value, 0);
  return last / (1 - weight ** values.length);
}

test("a zoomed range is fetched again at full resolution", async ({ board, logdir, serve }) => {
  const stepCount = 20_000;
  writeRun(logdir, "long", { curves: { loss: lossCurve(0, 7000) }, stepCount });
  const server = await serve();
  const [whole] = await board.seriesQueriesDuring(() => board.open(server.baseUrl));
  const card = board.card("loss");
  expect(whole?.range).toBeUndefined();
  expect(whole?.maxPoints).toBeLessThan(stepCount / 5);
  await expect(card.note).toContainText("of 20,000 points");
  await expect(card.note).toContainText("reduced");
  const fitted = await card.picture();

  const queries = await board.seriesQueriesDuring(() => card.dragAcross(0.5, 0.52));
  const [from, to] = queries.at(-1)?.range ?? [0, 0];
  expect(from).toBeGreaterThan(7000);
  expect(to).toBeLessThan(13_000);
  expect(to - from).toBeGreaterThan(100);
  expect(to - from).toBeLessThan(1000);
  await expect(card.note).toContainText("in this range");
  const count = Number(
    /^100 % of ([\d,]+) points in this range/
      .exec((await card.note.textContent()) ?? "")?.[1]
      ?.replaceAll(",", ""),
  );
  expect(Math.abs(count - (to - from))).toBeLessThanOrEqual(2);
  expect((await card.picture()).equals(fitted)).toBe(false);

  // What the endpoint gives for this range is every point of it, and one beyond each end.
  const { series } = await server.client.series({
    tags: ["loss"],
    range: [from, to],
    maxPoints: queries.at(-1)?.maxPoints ?? 0,
  });
  expect(series[0]?.steps.length).toBeGreaterThanOrEqual(count);

  await card.fit();
  await expect(card.note).toContainText("reduced");
  expect((await card.picture()).equals(fitted)).toBe(true);
});

test("Esc and Reset zoom take a zoom back, shift-drag pans, ctrl-wheel zooms", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50), acc: accuracyCurve(1, 40) }, stepCount: 200 });
  const server = await serve();
  await board.open(server.baseUrl);
  const zoom = () => new URL(page.url()).searchParams.get("scalars.zoom");
  await board.card("loss").dragAcross(0.3, 0.6);
  const first = zoom();
  expect(first).toMatch(/~loss$/);
  await page.keyboard.down("Shift");
  await board.card("loss").dragAcross(0.5, 0.6);
  await page.keyboard.up("Shift");
  expect(zoom()).not.toBe(first);
  await board.card("acc").hover(0.5, 0.5);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Control");
  await expect.poll(zoom).toContain("~acc");
  await page.keyboard.press("Escape");
  await expect.poll(zoom).not.toContain("~acc");
  await page.getByRole("button", { name: "Reset zoom" }).click();
  await expect.poll(zoom).toBeNull();
});

test("the tooltip names the values at the pointer, nearest run first, and every chart shows the crosshair", async ({
  board,
  logdir,
  serve,
}) => {
  const curves = (offset: number) => ({
    up: (step: number) => step + offset,
    down: (step: number) => offset - step,
  });
  writeRun(logdir, "low", { curves: curves(0), stepCount: 101 });
  writeRun(logdir, "high", { curves: curves(100), stepCount: 101 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0&ignoreOutliers=0`);
  const other = await board.card("down").picture();
  const card = board.card("up");
  await card.hover(0.5, 0.3);
  const rows = card.tooltip.locator("tbody tr");
  await expect(rows).toHaveCount(2);
  // All are at one step and one time, which is said once.
  const [name, value, ...others] = await rows.nth(0).locator("td").allTextContents();
  const step = await card.tooltipStep();
  expect(name).toBe("high");
  expect(Number(value)).toBe(step + 100);
  expect(others).toEqual([]);
  await expect(card.tooltipHead).toHaveText(
    `Step ${step} · 2023-11-14 22:${13 + Math.floor((20 + step) / 60)}:${String((20 + step) % 60).padStart(2, "0")} · ${step} s after the start`,
  );
  // Beside what is read, not over it.
  const [chart, tooltip] = [await card.chart.boundingBox(), await card.tooltip.boundingBox()];
  expect(tooltip?.x).toBeGreaterThanOrEqual((chart?.x ?? 0) + (chart?.width ?? 0));
  expect((await board.card("down").chart.screenshot()).equals(other)).toBe(false);
  await card.hover(0.5, 0.8);
  await expect(rows.nth(0)).toContainText("low");
  await board.page.mouse.move(0, 0);
  await expect(card.tooltip).toBeHidden();
});

test("a card goes to full screen, to the other scale, and downloads everything", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0.1, 10) }, stepCount: 3000 });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const linear = await card.picture();
  await card.hover(0.5, 0.5);
  await page.keyboard.press("l");
  await board.waitForBoardIdle();
  expect((await card.picture()).equals(linear)).toBe(false);

  await card.hover(0.5, 0.5);
  await page.keyboard.press("f");
  const full = page.getByRole("dialog", { name: "loss" });
  await expect(full.locator("[data-chart]")).toBeVisible();
  expect((await full.boundingBox())?.width).toBeGreaterThan(1300);
  await expect(full.getByRole("list", { name: "Colours of the runs" })).toHaveText("a");
  await page.keyboard.press("Escape");
  await expect(full).toBeHidden();

  await card.root.hover();
  await card.root.getByRole("button", { name: "More" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download CSV" }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  expect(text.trimEnd().split("\n")).toHaveLength(3001);
});

test("outliers do not flatten a chart, unless it is asked to show them; both ways are a link", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", {
    curves: { loss: (step) => (step === 3 ? 1e6 : 1 + Math.sin(step)) },
    stepCount: 200,
  });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("loss");
  await expect(card.note).toContainText("200 points");
  await expect(card.note).not.toContainText("100 %");
  await card.root.getByRole("button", { name: "▲ 1 above" }).click();
  await expect(page).toHaveURL(/ignoreOutliers=0/);
  await expect(card.note).toContainText("100 % of 200 points");
  await page.goBack();
  await board.waitForBoardIdle();
  const readable = await card.picture();
  await page.getByRole("button", { name: "Settings of the charts" }).click();
  await page.getByRole("checkbox", { name: /Ignore outliers/ }).uncheck();
  await expect(page).toHaveURL(/ignoreOutliers=0/);
  await page.keyboard.press("Escape");
  await board.waitForBoardIdle();
  expect((await card.picture()).equals(readable)).toBe(false);
  await page.goBack();
  await board.waitForBoardIdle();
  expect((await card.picture()).equals(readable)).toBe(true);
});

test("how many points lie beyond the axis is said to be a part where only some are drawn", async ({
  board,
  logdir,
  serve,
}) => {
  writeRun(logdir, "a", {
    curves: { loss: (step) => (step < 6000 && step % 6 === 0 ? 100 : 1 / (step + 1)) },
    stepCount: 60_000,
  });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0&ignoreOutliers=1`);
  const card = board.card("loss");
  const outside = card.root.locator(".card-foot-outside");
  await expect(outside).toHaveText(/^▲ ≥ /);
  await expect(outside).toHaveAttribute("data-tip", /\nCounted among the points that are drawn/);
});

test("ordinary data is drawn whole: few epochs, a run that is elsewhere, what smoothing hides", async ({
  board,
  logdir,
  serve,
}) => {
  writeRun(logdir, "epochs", {
    curves: { accuracy: (step) => [0.1, 0.5, 0.7, 0.9, 0.95][step] ?? 1 },
    stepCount: 5,
  });
  writeRun(logdir, "train", { curves: { accuracy: (step) => 0.6 + step / 1000 }, stepCount: 200 });
  writeRun(logdir, "noisy", { curves: { noise: (step) => (step % 2) * 2 + step / 100 }, stepCount: 200 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0.9`);
  await expect(board.card("accuracy").note).toContainText("100 % of 205 points");
  await expect(board.card("noise").note).toContainText("100 % of 200 points");
  await expect(board.card("noise").note).not.toContainText(/above|below/);
});

test("a card takes the whole row, and does so again the next time", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0.1, 10), accuracy: (step) => step }, stepCount: 30 });
  const server = await serve();
  await board.open(server.baseUrl);
  const widthOf = async (): Promise<number> => (await board.card("loss").root.boundingBox())?.width ?? 0;
  const narrow = await widthOf();
  await board.card("loss").root.hover();
  await board.card("loss").root.getByRole("button", { name: "Full width" }).click();
  await board.waitForBoardIdle();
  expect(await widthOf()).toBeGreaterThan(2 * narrow);
  await page.reload();
  await board.waitForBoardIdle();
  expect(await widthOf()).toBeGreaterThan(2 * narrow);
});

test("filters that were used are offered again", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0.1, 10), accuracy: (step) => step }, stepCount: 30 });
  const server = await serve();
  await board.open(server.baseUrl);
  await board.tagFilter.fill("^loss");
  await board.tagFilter.press("Enter");
  await expect.poll(() => board.tags()).toEqual(["loss"]);
  await board.open(server.baseUrl);
  await expect(board.tagFilter).toHaveValue("");
  await expect.poll(() => board.tags()).toEqual(["accuracy", "loss"]);
  await expect(page.locator("#tag-filter-recent option")).toHaveAttribute("value", "^loss");
});

test("everything there is of a card comes as JSON", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: (step) => (step === 1 ? NaN : step) }, stepCount: 3 });
  const server = await serve();
  await board.open(server.baseUrl);
  await board.card("loss").root.hover();
  await board.card("loss").root.getByRole("button", { name: "More" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download JSON" }).click(),
  ]);
  let text = "";
  for await (const chunk of await download.createReadStream()) text += String(chunk);
  const { series } = JSON.parse(text) as { series: { run: string; tag: string; points: unknown[][] }[] };
  expect(
    series.map(({ run, tag, points }) => [run, tag, points.map((point) => [point[0], point[2]])]),
  ).toEqual([
    [
      "a",
      "loss",
      [
        [0, 0],
        [1, "NaN"],
        [2, 2],
      ],
    ],
  ]);
});
