import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { SeriesQuery } from "@runboard/contract";
import { findingsOn } from "../accessible.ts";
import type { Card } from "../board-page.ts";
import { expect, test } from "../board-test.ts";
import { accuracyCurve, lossCurve, writeEventFile, writeRun } from "../write-logdir.ts";

const openMenu = async (card: Card, page: Page): Promise<void> => {
  await card.root.hover();
  await card.root.getByRole("button", { name: "More" }).click();
  await expect(page.getByRole("button", { name: "Copy as curl" })).toBeVisible();
};

const search = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);

/** Share of the chart's height where the labels of its x axis are. */
const X_AXIS = 0.96;

test("a card is pinned above all others and keeps its place, also for the next visit", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 10), acc: accuracyCurve(1, 10) }, stepCount: 20 });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  await card.hover(0.5, 0.5);
  await page.keyboard.press("p");
  const pinned = page.locator('[data-pinned="loss"]');
  await expect(pinned.locator("[data-chart]")).toBeVisible();
  expect(await board.tags()).toEqual(["acc", "loss"]);
  await board.open(server.baseUrl);
  await expect(pinned).toBeVisible();
  await pinned.hover();
  await pinned.getByRole("button", { name: "Unpin (p)" }).click();
  await expect(pinned).toHaveCount(0);
  await expect(card.chart).toBeVisible();
});

test("c copies a link to the card under the pointer, and says so", async ({
  board,
  context,
  logdir,
  page,
  serve,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 10), acc: accuracyCurve(1, 10) }, stepCount: 20 });
  const server = await serve();
  await board.open(server.baseUrl);
  await board.card("loss").hover(0.5, 0.5);
  await page.keyboard.press("c");
  await expect(page.getByRole("status", { name: "Done" })).toHaveText("Copied: a link to loss");
  await expect(page.locator(".passing-word")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/full=loss/);
  await expect(page.locator(".passing-word")).toHaveCount(0);
});

test("the tip of a button does not cover the menu that it opened", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 10) }, stepCount: 20 });
  const server = await serve();
  await page.clock.install();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const more = card.root.getByRole("button", { name: "More" });
  const tip = page.getByRole("tooltip");
  await more.hover();
  await expect(tip).toHaveText("More");
  await openMenu(card, page);
  // Back onto the button, which is still there.
  await page.mouse.move(0, 0);
  const box = await more.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + 8);
  await page.clock.fastForward(2000);
  await expect(tip).toHaveCount(0);
  // What stands in the menu has tips all the same.
  await page.getByRole("button", { name: "CSV of what is shown" }).hover();
  await expect(tip).toHaveText("The drawn points of the visible range, smoothed too");
});

test("leaving full screen gives the focus back", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 10) }, stepCount: 9 });
  const server = await serve();
  await board.open(server.baseUrl);
  const { root, chart } = board.card("loss");
  const dialog = page.getByRole("dialog", { name: "loss" });
  const button = root.getByRole("button", { name: "Full screen (f)" });
  await button.click();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
  const plot = chart.getByRole("group").first();
  await plot.focus();
  await page.keyboard.press("f");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Leave full screen (f)" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(plot).toBeFocused();
});

test("x is logarithmic by key, by menu and on every card", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 10), acc: accuracyCurve(1, 10) }, stepCount: 90 });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const linear = await card.picture();
  await card.hover(0.5, 0.5);
  await page.keyboard.press("x");
  await expect.poll(() => search(page, "scalars.otherXScale")).toBe("loss");
  const log = await card.picture();
  expect(log.equals(linear)).toBe(false);
  await openMenu(card, page);
  await page.getByRole("checkbox", { name: "Logarithmic x axis" }).uncheck();
  await page.keyboard.press("Escape");
  expect((await card.picture()).equals(linear)).toBe(true);
  await page.getByRole("button", { name: "Settings of the charts" }).click();
  await page.getByRole("checkbox", { name: /^Logarithmic x axis/ }).check();
  await page.keyboard.press("Escape");
  expect((await card.picture()).equals(log)).toBe(true);
});

test("limits of axes are typed, in the unit of the axis", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 100) }, stepCount: 300, secondsPerStep: 60 });
  const server = await serve();
  await board.open(server.baseUrl);
  const card = board.card("loss");
  const box = await card.chart.boundingBox();
  if (!box) throw new Error("no chart");
  await page.mouse.dblclick(box.x + 14, box.y + box.height / 2);
  const dialog = page.getByRole("dialog", { name: "Limits: Vertical axis" });
  await expect(dialog.getByLabel("From")).toBeFocused();
  await page.keyboard.type("much");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("0.5 or 1e-3");
  await dialog.getByLabel("From").fill("0.25");
  await dialog.getByLabel("To").fill("0.75");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect.poll(() => search(page, "scalars.zoom")).toBe("~~0.25~0.75~loss");

  await board.chooseAxis("Relative");
  await openMenu(card, page);
  await page.getByRole("button", { name: "Set axis limits…" }).click();
  const both = page.getByRole("dialog", { name: "Axis limits" });
  // The chart that they are of stays in sight.
  const panel = await both.boundingBox();
  expect(panel?.x).toBeGreaterThanOrEqual(box.x + box.width);
  const x = both.getByRole("group", { name: "Horizontal axis" });
  await x.getByLabel("From").fill("1h30m");
  await x.getByLabel("To").fill("2 h");
  const y = both.getByRole("group", { name: "Vertical axis" });
  await expect(y.getByLabel("From")).toHaveValue("0.25");
  await y.getByLabel("From").fill("");
  await y.getByLabel("To").fill("");
  await both.getByRole("button", { name: "Apply" }).click();
  await expect.poll(() => search(page, "scalars.zoom")).toBe("5400~7200~~~loss");
  await board.waitForBoardIdle();
  await expect(card.note).toContainText("31 points in this range");
});

test("what is shown is copied as curl and pandas, whatever its names", async ({
  board,
  context,
  logdir,
  page,
  serve,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const odd = `it's "odd" $HOME \`id\` & more`;
  writeRun(logdir, odd, { curves: { "loss/a b": lossCurve(0, 10) }, stepCount: 30 });
  writeRun(logdir, "other", { curves: { "loss/a b": lossCurve(0, 10) }, stepCount: 30 });
  const server = await serve();
  const card = board.card("loss/a b");
  const copied = async (name: string): Promise<string> => {
    await openMenu(card, page);
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
    await page.keyboard.press("Escape");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  /** What a shell hands to curl. */
  const curlWords = (command: string): readonly string[] =>
    execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${command}`], { encoding: "utf8" })
      .split("\0")
      .slice(0, -1);

  await board.open(`${server.baseUrl}/scalars?smoothing=0&runs=${encodeURIComponent(odd)}`);
  await board.runRow("other").click();
  await board.waitForBoardIdle();
  await expect(card.note).toContainText("1 run");
  const csv = await (await fetch(curlWords(await copied("Copy as curl")).at(-1) ?? "")).text();
  const lines = csv.trimEnd().split("\n");
  expect(lines).toHaveLength(31);
  expect(lines[1]).toContain(`"${odd.replaceAll('"', '""')}"`);
  expect(await copied("Copy as pandas")).toContain("pd.read_csv(");

  await card.dragAcross(0.4, 0.6);
  const [url = "", , , , body = ""] = curlWords(await copied("Copy as curl")).slice(-5);
  const query = SeriesQuery.parse(JSON.parse(body));
  expect(query.runs).toEqual([odd]);
  const [from, to] = query.range ?? [];
  expect(`${from}~${to}~~~loss/a b`).toBe(search(page, "scalars.zoom"));
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  expect(answer.status).toBe(200);
  expect(await copied("Copy as pandas")).toContain(JSON.stringify(odd));
});

test("values and steps that differ in their last digits alone have labels and texts that differ", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const far = Array.from({ length: 11 }, (_, i) => ({
    tag: "far",
    step: 1.7e15 + i,
    value: 1.7e9 + i / 10,
    isDouble: true,
    wallTimeSeconds: 1_700_000_000 + i,
  }));
  writeEventFile(logdir, "run", far);
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("far");
  await card.hover(0.4, 0.4);
  const value = card.tooltip.locator("tbody td").nth(1);
  const place = card.tooltip.locator(".chart-tooltip-head");
  await expect(value).toHaveText(/^1,700,000,000\.\d$/);
  await expect(place).toContainText(/Step 1,700,000,000,000,0\d\d/);
  const [earlier, earlierPlace] = [await value.textContent(), await place.textContent()];
  await card.hover(0.5, 0.4);
  await expect(value).not.toHaveText(earlier ?? "");
  await expect(place).not.toHaveText(earlierPlace ?? "");
  await expect(value).toHaveText(/^1,700,000,000\.\d$/);

  await openMenu(card, page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "SVG", exact: true }).click(),
  ]);
  const svg = readFileSync(await download.path(), "utf8");
  const texts = [...svg.matchAll(/text-anchor="(\w+)"[^>]* x="([\d.-]+)"[^>]*>([^<]*)<\/text>/g)].map(
    ([, anchor, x, text = ""]) => ({ anchor, x: Number(x), text }),
  );
  const labels = (anchor: string) => texts.filter((one) => one.anchor === anchor).map(({ text }) => text);
  expect(labels("end")).toEqual(["0", "0.2", "0.4", "0.6", "0.8", "1", "+1.7e15"]);
  expect(labels("middle")).toEqual(["0", "5", "10"]);
  expect(labels("start")).toContain("+1.7e9");
  // Nothing is cut at the left: a character is 7 pixels at most.
  for (const { anchor, x, text } of texts)
    expect(x - (anchor === "end" ? 7 * text.length : 0), text).toBeGreaterThan(0);
});

test("what is shown is saved as PNG, SVG and CSV", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "run one", { curves: { "train/loss": lossCurve(0.1, 10) }, stepCount: 100 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?zoom=${encodeURIComponent("20~29~~~train/loss")}`);
  const card = board.card("train/loss");
  const saved = async (name: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
    await openMenu(card, page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    await page.keyboard.press("Escape");
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const csv = await saved("CSV of what is shown");
  expect(csv.name).toBe("train_loss.csv");
  const lines = csv.bytes.toString("utf8").trimEnd().split("\n");
  expect(lines[0]).toBe("run,step,wall_time,value,smoothed");
  expect(lines.slice(1).map((line) => Number(line.split(",")[1]))).toEqual([
    20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
  ]);
  const svg = (await saved("SVG")).bytes.toString("utf8");
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain("train/loss");
  expect(svg).toContain("run one");
  const png = await saved("PNG");
  expect(png.bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(600);
});

test("tables below the charts tell of a step that is chosen on any x axis", async ({
  board,
  context,
  logdir,
  page,
  serve,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const curves = (offset: number) => ({
    up: (step: number) => step + offset,
    down: (step: number) => offset - step,
  });
  writeRun(logdir, "low", { curves: curves(0), stepCount: 101 });
  writeRun(logdir, "high", { curves: curves(100), stepCount: 51 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("up");
  const chart = await card.chart.boundingBox();
  if (!chart) throw new Error("no chart");
  await page.mouse.click(chart.x + chart.width * 0.5, chart.y + chart.height * X_AXIS);
  await expect.poll(() => search(page, "scalars.at")).toMatch(/^\d+$/);
  await board.waitForBoardIdle();
  const at = Number(search(page, "scalars.at"));
  const cells = (tag: string) =>
    board
      .card(tag)
      .root.locator(".card-table tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
  expect(await cells("up")).toEqual([
    ["high", String(Math.min(at, 50) + 100), String(Math.min(at, 50)), `${Math.min(at, 50)} s`],
    ["low", String(at), String(at), `${at} s`],
  ]);
  expect((await cells("down")).map(([, value]) => value)).toEqual([String(100 - Math.min(at, 50)), `−${at}`]);

  const table = card.root.getByRole("table");
  await table.getByRole("button", { name: "Value" }).click();
  await expect(table.getByRole("columnheader", { name: "Value" })).toHaveAttribute("aria-sort", "ascending");
  expect((await cells("up")).map(([name]) => name)).toEqual(["low", "high"]);
  await card.root.getByRole("button", { name: "Copy" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `Run\tValue\tStep\tRelative\nlow\t${at}\t${at}\t${at}\nhigh\t${Math.min(at, 50) + 100}\t${Math.min(at, 50)}\t${Math.min(at, 50)}`,
  );
  await page.keyboard.press("Escape");
  await expect(page.getByRole("table")).toHaveCount(0);
  expect(search(page, "scalars.at")).toBeNull();

  // From its menu, only that card's table.
  await openMenu(card, page);
  await page.getByRole("button", { name: "Show as a table" }).click();
  await expect(card.root.getByRole("group", { name: "up: Step 100" })).toBeVisible();
  await board.waitForBoardIdle();
  await expect(page.getByRole("table")).toHaveCount(1);
  const other = board.card("down");
  await openMenu(other, page);
  await page.getByRole("button", { name: "Show as a table" }).click();
  await expect(page.getByRole("table")).toHaveCount(2);
  await openMenu(card, page);
  await page.getByRole("button", { name: "Close the table", exact: true }).click();
  await expect(card.root.getByRole("table")).toHaveCount(0);
  await expect(other.root.getByRole("table")).toBeVisible();
});

test("a table over a range is exact however many points there are", async ({ board, logdir, serve }) => {
  const peak = 7_777;
  writeRun(logdir, "long", {
    curves: { loss: (step) => (step === peak ? 50 : 10 + step / 20_000) },
    stepCount: 20_000,
  });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0&at=${encodeURIComponent("5000~10000")}`);
  const card = board.card("loss");
  await expect(card.note).toContainText("reduced");
  const headings = await card.root.locator(".card-table thead th").allTextContents();
  const cells = await card.root.locator(".card-table tbody tr > *").allTextContents();
  const row = Object.fromEntries(headings.map((heading, index) => [heading, cells[index]]));
  expect(row).toMatchObject({
    Run: "long",
    MIN: "10.25",
    MAX: "50",
    Start: "10.25",
    End: "10.5",
    Change: "0.25",
    "Start step": "5,000",
    "End step": "10,000",
  });
  // The mean of the ramp, and the peak's share of 5,001 points.
  expect(Number(row["Mean"])).toBeCloseTo(10.375 + (50 - 10 - peak / 20_000) / 5001, 4);

  await board.open(`${server.baseUrl}/scalars?smoothing=0&at=7777`);
  await expect(card.root.locator(".card-table tbody td").first()).toHaveText("50");
});

test("a table of hundreds of runs scrolls in its card", async ({ board, logdir, serve }) => {
  for (let run = 0; run < 120; run++)
    writeRun(logdir, `run_${String(run).padStart(3, "0")}`, { curves: { loss: () => run }, stepCount: 3 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?at=2`);
  const card = board.card("loss");
  const table = card.root.getByRole("table");
  await expect(table).toHaveAttribute("aria-rowcount", "121");
  await expect(table.getByRole("row")).not.toHaveCount(121);
  await card.root.locator(".card-table-rows").evaluate((area) => area.scrollTo(0, area.scrollHeight));
  await expect(table.getByRole("rowheader", { name: "run_119" })).toBeVisible();
  expect((await card.root.boundingBox())?.height).toBeLessThan(600);
});

test("keys step the crosshair of the chart under the pointer", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: (step) => step }, stepCount: 40 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("loss");
  await card.hover(0.5, 0.5);
  await board.waitForBoardIdle();
  const step = (): Promise<number> => card.tooltipStep();
  const first = await step();
  await page.keyboard.press("ArrowRight");
  await expect.poll(step).toBe(first + 1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect.poll(step).toBe(first - 1);
  await page.keyboard.press(".");
  await expect.poll(step).toBe(39);
  // A slider keeps its keys.
  const slider = page.getByRole("slider", { name: "Smoothing" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("0.01");
});

test("one zoom is that of all charts, when they are linked", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50), acc: accuracyCurve(1, 40) }, stepCount: 200 });
  const server = await serve();
  await board.open(server.baseUrl);
  const [loss, acc] = [board.card("loss"), board.card("acc")];
  const fitted = await acc.picture();
  await page.keyboard.press("z");
  await loss.dragAcross(0.3, 0.6);
  await expect.poll(() => search(page, "scalars.zoom")).toMatch(/~=$/);
  expect((await acc.picture()).equals(fitted)).toBe(false);
  // Each alone again: what fits one lets all go.
  await page.keyboard.press("z");
  await acc.fit();
  await expect.poll(() => search(page, "scalars.zoom")).toBeNull();
  expect((await acc.picture()).equals(fitted)).toBe(true);
});

test("a tooltip goes with its card, and does not come back with it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50), acc: accuracyCurve(1, 40) }, stepCount: 200 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("loss");
  await card.hover(0.5, 0.5);
  await expect(card.tooltip).toBeVisible();
  await page.keyboard.press("t");
  await page.keyboard.type("acc");
  await expect(card.root).toHaveCount(0);
  await board.tagFilter.fill("");
  await board.waitForBoardIdle();
  await expect(card.chart).toBeVisible();
  await expect(card.tooltip).toHaveCount(0);
});

test("a gesture on one card ends when one on another begins: both stay, and each is undone by itself", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50), acc: accuracyCurve(1, 40) }, stepCount: 200 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const zoomedTags = (): readonly string[] =>
    (search(page, "scalars.zoom") ?? "").split(";").flatMap((zoom) => /[^~]+$/.exec(zoom) ?? []);
  // Without a pause in between, as no hand on a real mouse could: the first gesture has no time to come to rest.
  await page.evaluate(() => {
    for (const tag of ["acc", "loss"]) {
      const chart = document.querySelector(`[data-chart="${tag}"]`)?.firstElementChild;
      const box = chart?.getBoundingClientRect();
      if (!chart || !box) throw new Error(`there is no chart of ${tag}`);
      const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
      for (let turn = 0; turn < 3; turn++) {
        const wheel = { ...at, deltaY: -120, ctrlKey: true, bubbles: true, cancelable: true };
        chart.dispatchEvent(new WheelEvent("wheel", wheel));
      }
    }
  });
  await board.waitForBoardIdle();
  expect(zoomedTags()).toEqual(["acc", "loss"]);
  await page.goBack();
  await expect.poll(zoomedTags).toEqual(["acc"]);
  await page.goBack();
  await expect.poll(zoomedTags).toEqual([]);
});

test("a linked zoom leaves alone what has another x: points of one step over time", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50) }, stepCount: 200 });
  const START = 1_700_000_000;
  writeEventFile(
    logdir,
    "b",
    Array.from({ length: 40 }, (_, i) => ({ tag: "late", step: 7, value: i, wallTimeSeconds: START + i })),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const [loss, late] = [board.card("loss"), board.card("late")];
  await expect(late.note).toContainText("all at step 7: shown over time");
  const fitted = await late.picture();
  await page.keyboard.press("z");
  await loss.dragAcross(0.3, 0.6);
  await expect.poll(() => search(page, "scalars.zoom")).toMatch(/~=$/);
  await board.waitForBoardIdle();
  expect((await late.picture()).equals(fitted)).toBe(true);
  const zoomed = await loss.picture();
  await late.dragAcross(0.2, 0.5);
  await expect.poll(() => search(page, "scalars.zoom")).toMatch(/~late$/);
  await board.waitForBoardIdle();
  expect((await late.picture()).equals(fitted)).toBe(false);
  expect((await loss.picture()).equals(zoomed)).toBe(true);
});

test("the tooltip of many runs stays in the window, in the order that is chosen", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  for (let run = 0; run < 60; run++)
    writeRun(logdir, `group/run_${run}`, {
      curves: { loss: (step) => (run === 7 ? NaN : run + step / 10) },
      stepCount: 30,
    });
  const server = await serve();
  await page.addInitScript(() => {
    if (!localStorage.getItem("runboard.preferences"))
      localStorage.setItem(
        "runboard.preferences",
        JSON.stringify({ tooltipRows: 50, tooltipSort: "nearest_y" }),
      );
  });
  await page.setViewportSize({ width: 390, height: 600 });
  await board.open(`${server.baseUrl}/scalars?smoothing=0&ignoreOutliers=0`);
  const card = board.card("loss");
  await card.hover(0.6, 0.3);
  await board.waitForBoardIdle();
  const box = await card.tooltip.boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect(box?.y).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
  expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(600);
  await expect(card.tooltip).toContainText("more, not listed · nearest in height first");
  await page.keyboard.press("o");
  await expect(card.tooltip).toContainText("least first");
  const first = card.tooltip.locator("tbody tr").first();
  await expect(first).toContainText("group/run_0");
  await page.keyboard.press("o");
  await expect(first).toContainText("group/run_59");
  // Values that are not finite come last, and say so.
  await page.setViewportSize({ width: 1440, height: 1300 });
  await page.evaluate(() =>
    localStorage.setItem(
      "runboard.preferences",
      JSON.stringify({ tooltipSort: "ascending", tooltipRows: 50 }),
    ),
  );
  await board.open(`${server.baseUrl}/scalars?smoothing=0&runFilter=${encodeURIComponent("run_[78]$")}`);
  await card.hover(0.6, 0.3);
  await expect(card.tooltip.locator("tbody tr:not(.chart-tooltip-notes)").last()).toContainText("NaN");
});

for (const theme of ["light", "dark"] as const)
  test(`menus, tables and typed limits are accessible in the ${theme} theme`, async ({
    board,
    logdir,
    page,
    serve,
  }) => {
    await page.emulateMedia({ colorScheme: theme });
    writeRun(logdir, "a", { curves: { loss: lossCurve(0, 50) }, stepCount: 20 });
    writeRun(logdir, "b", { curves: { loss: lossCurve(0, 50) }, stepCount: 9 });
    const server = await serve();
    await board.open(`${server.baseUrl}/scalars?at=15`);
    const card = board.card("loss");
    const violations = () => findingsOn(page);
    expect(await violations()).toEqual([]);
    await openMenu(card, page);
    expect(await violations()).toEqual([]);
    await page.getByRole("button", { name: "Set axis limits…" }).click();
    const dialog = page.getByRole("dialog", { name: "Axis limits" });
    await dialog.getByLabel("From").first().fill("x");
    await page.keyboard.press("Enter");
    await expect(dialog.getByRole("alert")).toBeVisible();
    expect(await violations()).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(card.root.getByRole("table")).toBeVisible();
  });
