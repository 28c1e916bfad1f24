// The list of runs as a table: orders, columns, ranges, pins, hidden runs, colours, groups, findings.
import { cpSync, utimesSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import type { Run } from "@runboard/contract";
import { findingsOn } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import type { BoardPage } from "../board-page.ts";
import { lossCurve, writeRun } from "../write-logdir.ts";

/** In the order of their start; `final` is what their loss ends with. */
const sweep = [
  { run: "sweep/lr_0.1/seed_1", final: 0.5, stepCount: 30 },
  { run: "sweep/lr_0.1/seed_2", final: NaN, stepCount: 40 },
  { run: "sweep/lr_0.01/seed_1", final: 0.1, stepCount: 50 },
  { run: "sweep/lr_0.01/seed_2", final: 0.9, stepCount: 20 },
  { run: "reference", final: 0.3, stepCount: 60 },
];

test.beforeEach(({ logdir }) => {
  for (const [index, { run, final, stepCount }] of sweep.entries())
    writeRun(logdir, run, {
      curves: {
        loss: (step) => (step === stepCount - 1 ? final : 2 + 1 / (step + 1)),
        ...(run === "reference" && { accuracy: () => 0.5 }),
      },
      stepCount,
      startTimeSeconds: 1_700_000_000 + index * 60,
      isFinished: true,
    });
});

/** The names of the rows from top to bottom. */
async function names(page: Page): Promise<readonly string[]> {
  return page.locator(".run-row .middle-ellipsis").allTextContents();
}

/** The first row with this in its label. */
function row(page: Page, label: string): Locator {
  return page.locator(".run-row", { hasText: label }).first();
}

async function choose(page: Page, label: string, action: string): Promise<void> {
  await row(page, label).click({ button: "right" });
  await page.getByRole("menuitem", { name: action }).click();
}

function table(page: Page): Locator {
  return page.getByRole("treegrid", { name: "Runs" });
}

async function asTable(board: BoardPage, page: Page): Promise<void> {
  await page.getByRole("button", { name: "The runs as a table over the whole page" }).click();
  await expect(table(page).getByRole("columnheader").first()).toBeVisible();
  await board.waitForBoardIdle();
}

/** What a run says in each column. */
async function cells(page: Page, label: string): Promise<readonly string[]> {
  return row(page, label).locator(".run-cell").allTextContents();
}

const swatch = (page: Page, label: string): Promise<string> =>
  row(page, label)
    .locator(".run-swatch")
    .evaluate((element) => (element as HTMLElement).style.getPropertyValue("--run-color"));

function swatches(page: Page): Promise<readonly string[]> {
  return page
    .locator(".run-swatch")
    .evaluateAll((all) =>
      all.map((element) => (element as HTMLElement).style.getPropertyValue("--run-color")),
    );
}

test("sorts by the last, least or greatest value of a tag, runs without a number last", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await page.getByRole("button", { name: "Order of the runs" }).click();
  const panel = page.getByRole("dialog", { name: "Order of the runs" });
  await panel.getByRole("textbox").fill("los");
  await panel.getByText("Min", { exact: true }).click();
  await panel.getByRole("button", { name: "loss (MIN)" }).click();
  await expect(page).toHaveURL(/runSort=min:loss/);
  await board.waitForBoardIdle();
  const ascending = ["sweep/lr_0.01/seed_1", "reference", "sweep/lr_0.1/seed_1", "sweep/lr_0.01/seed_2"];
  // The run that ends with NaN has a least value all the same.
  expect(await names(page)).toEqual([...ascending, "sweep/lr_0.1/seed_2"]);
  await panel.getByText("Last", { exact: true }).click();
  await panel.getByRole("button", { name: /^loss\b/ }).click();
  await board.waitForBoardIdle();
  expect(await names(page)).toEqual([...ascending.toReversed(), "sweep/lr_0.1/seed_2"]);

  await panel.getByText("Ascending").click();
  await panel.getByRole("spinbutton", { name: "Show only the first" }).fill("2");
  await panel.getByRole("button", { name: "Show the best 2" }).click();
  await expect(board.card("loss").note).toContainText("2 runs");
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(row(page, "reference")).toHaveAttribute("data-state", "all");
  await expect(row(page, "lr_0.1/seed_1")).toHaveAttribute("data-state", "none");
  // The address says it all.
  await page.goto(page.url());
  await board.waitForBoardIdle();
  expect((await names(page)).slice(0, 2)).toEqual(ascending.slice(0, 2));
});

test("is a table when it is wide, with columns to choose, order and sort by", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await asTable(board, page);
  await expect(board.card("loss").root).toBeHidden();
  const heads = table(page).getByRole("columnheader");
  await expect(heads).toHaveText(["Name", "Start", "Duration", "Last step", "State", "accuracy", "loss"]);
  expect(await cells(page, "reference")).toEqual([
    "2023-11-14 22:17:20",
    "1 min",
    "59",
    "finished",
    "0.5",
    "0.3",
  ]);
  // As wide as what they hold.
  const widthOf = async (at: number): Promise<number> => (await heads.nth(at).boundingBox())?.width ?? 0;
  expect(await widthOf(1)).toBeGreaterThan((await widthOf(2)) + 40);
  for (const cell of await table(page).locator(".run-row .run-cell").all())
    expect(
      await cell.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBeLessThanOrEqual(0);

  await page.getByRole("button", { name: "Columns" }).click();
  const panel = page.getByRole("dialog", { name: "Columns" });
  await panel.getByRole("textbox").fill("loss");
  await panel.getByRole("button", { name: "Remove accuracy" }).click();
  await panel.getByRole("button", { name: /^loss/ }).click();
  await expect(heads).toHaveText(["Name", "Start", "Duration", "Last step", "State"]);
  await panel.getByRole("button", { name: /^loss/ }).click();
  await panel.getByRole("button", { name: "Remove Duration" }).click();
  await panel.getByRole("button", { name: "Move loss to the left" }).click();
  await expect(heads).toHaveText(["Name", "Start", "Last step", "loss", "State"]);
  await page.keyboard.press("Escape");
  await board.waitForBoardIdle();
  expect(await cells(page, "reference")).toEqual(["2023-11-14 22:17:20", "59", "0.3", "finished"]);

  await heads.getByRole("button", { name: "loss" }).click();
  await expect(heads.nth(3)).toHaveAttribute("aria-sort", "descending");
  expect((await names(page)).at(-1)).toContain("sweep/lr_0.1/seed_2");
  await heads.getByRole("button", { name: "loss" }).click();
  await expect(heads.nth(3)).toHaveAttribute("aria-sort", "ascending");
  await heads.getByRole("button", { name: "loss" }).click();
  await expect(heads.nth(3)).toHaveAttribute("aria-sort", "none");

  const edge = page.getByRole("separator", { name: "Width of the column loss" });
  const before = (await heads.nth(3).boundingBox())?.width ?? 0;
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  expect((await heads.nth(3).boundingBox())?.width).toBeCloseTo(before + 16, 0);
  await page.reload();
  await board.waitForBoardIdle();
  await expect(heads).toHaveText(["Name", "Start", "Last step", "loss", "State"]);
  expect((await heads.nth(3).boundingBox())?.width).toBeCloseTo(before + 16, 0);
  await page.getByRole("button", { name: "Back to the list beside the charts" }).click();
  await expect(board.runTree).toBeVisible();
  await expect(board.card("loss").chart).toBeVisible();
});

test("gives way to a dashboard whose tab or address is chosen, and stays when the page is loaded again", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await asTable(board, page);
  await page.reload();
  await board.waitForBoardIdle();
  await expect(board.card("loss").root).toBeHidden();
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.locator(".model-cards")).toBeVisible();
  await expect(table(page)).toHaveCount(0);
  await asTable(board, page);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.locator(".model-cards")).toBeVisible();
  await asTable(board, page);
  await board.open(`${server.baseUrl}/scalars?step=3`);
  await expect(board.card("loss").chart).toBeVisible();
  await asTable(board, page);
  await board.open(server.baseUrl);
  await expect(table(page)).toBeVisible();
});

test("cuts no number, whatever its digits", async ({ board, logdir, page, serve }) => {
  const numbers = [0.0592288, -0.000468889, 8888.88];
  for (const [i, number] of numbers.entries())
    writeRun(logdir, `number_${i}`, { curves: { loss: () => number }, stepCount: 1 });
  const server = await serve();
  await board.open(server.baseUrl);
  await asTable(board, page);
  for (const [i, number] of numbers.entries()) {
    // Each alone: columns are as wide as the longest.
    await board.runFilter.fill(`number_${i}`);
    const shown = row(page, `number_${i}`).locator(".run-cell").last();
    await expect(page.locator(".run-row")).toHaveCount(1);
    await expect(shown).toHaveText(String(number).replace("-", "−"));
    await board.waitForBoardIdle();
    expect(
      await shown.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    ).toBeLessThanOrEqual(0);
  }
});

test("its edge goes to the end of the page and back, with the mouse and with keys", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  const edge = page.getByRole("separator", { name: "Width of the list of runs" });
  const box = await edge.boundingBox();
  if (!box) throw new Error("the edge is not on the screen");
  await page.mouse.move(box.x + box.width / 2, 400);
  await page.mouse.down();
  await page.mouse.move(600, 400);
  await expect(table(page)).toBeVisible();
  await page.mouse.move(1430, 400);
  await page.mouse.up();
  await expect(board.card("loss").root).toBeHidden();
  await edge.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(board.card("loss").root).toBeVisible();
  await page.keyboard.press("Home");
  await expect(board.runTree).toBeVisible();
  await page.keyboard.press("End");
  await expect(table(page)).toBeVisible();
  await expect(board.card("loss").root).toBeHidden();
});

test("follows new values while a job writes them", async ({ board, page, serve, startJob }) => {
  const job = await startJob("live");
  await job.log("loss", [[0, 1]]);
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?runColumns=last:loss`);
  await asTable(board, page);
  await expect(row(page, "live").locator(".run-cell")).toHaveText("1");
  await job.log("loss", [[1, 0.125]]);
  await expect(row(page, "live").locator(".run-cell")).toHaveText("0.125", { timeout: 2000 });
});

test("shift-click takes all rows between into the same state", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?runSort=start`);
  await row(page, "lr_0.1/seed_1").click();
  await row(page, "lr_0.01/seed_1").click({ modifiers: ["Shift"] });
  await expect(board.card("loss").note).toContainText("2 runs");
  await expect(row(page, "lr_0.01/seed_2")).toHaveAttribute("data-state", "all");
  await board.runTree.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+Space");
  await expect(board.notice("No run is shown")).toBeVisible();
});

test("pins runs to the top and hides others, by a menu that keys reach", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await choose(page, "seed_2", "Pin to the top");
  expect((await names(page))[0]).toBe("sweep/lr_0.01/seed_2");

  await board.runTree.focus();
  await page.keyboard.press("ArrowDown");
  await expect(row(page, "reference")).toHaveAttribute("data-active", "");
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: "What to do with reference" });
  await expect(menu.getByRole("menuitem", { name: "Only this" })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("menuitem", { name: "Hide" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(board.card("loss").note).toContainText("4 runs");
  await expect(row(page, "reference")).toHaveCount(0);
  await expect(board.runTree).toBeFocused();
  await page.reload();
  await board.waitForBoardIdle();
  expect((await names(page))[0]).toBe("sweep/lr_0.01/seed_2");
  await expect(page.getByText("1 hidden")).toBeVisible();
  await page.getByRole("button", { name: "show", exact: true }).click();
  await page.getByRole("button", { name: "Bring back reference" }).click();
  await expect(board.card("loss").note).toContainText("5 runs");
  await expect(page.getByText("1 hidden")).toBeHidden();
});

test("gives a run another colour, which stays, and its own again", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  const given = await swatch(page, "reference");
  await row(page, "reference").locator(".run-swatch").click();
  const panel = page.getByRole("dialog", { name: "Colour of reference" });
  // Taken from another run, which gets the one that this had: no two are alike.
  await panel.getByRole("button", { name: "Blue", exact: true }).click();
  const blue = await swatch(page, "reference");
  expect(blue).not.toBe(given);
  expect(new Set(await swatches(page)).size).toBe(sweep.length);
  await panel.getByLabel("Any other").fill("#123456");
  expect(await swatch(page, "reference")).toBe("#123456");
  await page.reload();
  await board.waitForBoardIdle();
  expect(await swatch(page, "reference")).toBe("#123456");
  await row(page, "reference").locator(".run-swatch").click();
  await panel.getByRole("button", { name: "Back to automatic" }).click();
  expect(await swatch(page, "reference")).toBe(blue);
});

test("gives colours by group, shown before they are taken", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await page.getByRole("button", { name: "Colours of the runs" }).click();
  const dialog = page.getByRole("dialog", { name: "Colours of the runs" });
  await dialog.getByText("By expression").click();
  const field = dialog.getByRole("textbox", { name: /parentheses/ });
  await field.fill("lr_([^/]+");
  await expect(dialog.getByRole("alert")).toContainText("Not a regular expression");
  await expect(dialog.getByRole("button", { name: "Use these colours" })).toBeDisabled();
  await field.fill("lr_([^/]+)");
  await expect(dialog.locator(".group-name")).toHaveText(["0.01", "0.1"]);
  await expect(dialog.getByText(/1 run without a group/)).toBeVisible();
  await dialog.getByRole("button", { name: "Use these colours" }).click();
  await expect(page).toHaveURL(/runColorGroup=regex:lr_/);
  await board.waitForBoardIdle();
  expect(new Set(await swatches(page)).size).toBe(3);

  await page.getByRole("button", { name: "Colours of the runs" }).click();
  await dialog.getByText("By folder").click();
  await expect(dialog.locator(".group-name")).toHaveText(["reference", "sweep"]);
  await dialog.getByText("Each run its own").click();
  await dialog.getByRole("button", { name: "Spread the clearest colours over the 5 shown runs" }).click();
  await dialog.getByRole("button", { name: "Use these colours" }).click();
  await expect(page).not.toHaveURL(/runColorGroup/);
});

test("takes a run as baseline, and says so on its row", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await choose(page, "reference", "Use as baseline");
  await expect(page).toHaveURL(/baseline=reference/);
  await expect(row(page, "reference").locator("[data-kind=baseline]")).toBeVisible();
  await choose(page, "reference", "No longer the baseline");
  await expect(page).not.toHaveURL(/baseline/);
});

test("what was noticed in a run leads to its chart", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  const badge = page.locator(".run-row [data-kind=findings]");
  await badge.first().click();
  const panel = page.getByRole("dialog", { name: /What was noticed in sweep/ });
  await panel.getByRole("button", { name: /Not finite\s*loss/ }).click();
  await expect(page).toHaveURL(/tagFilter=/);
  await expect(board.tagFilter).toHaveValue("^loss$");
  await expect.poll(() => board.tags()).toEqual(["loss"]);
});

test("badges tell live, finished, stale, restarted and damaged runs apart, in words too", async ({
  board,
  logdir,
  page,
  serve,
  startJob,
}) => {
  cpSync(join(import.meta.dirname, "..", "..", "fixtures", "restarts", "logdir"), join(logdir, "old"), {
    recursive: true,
  });
  const curves = { loss: (step: number) => step };
  writeRun(logdir, "new/finished", { curves, stepCount: 3, isFinished: true });
  const job = await startJob("new/live");
  await job.log("loss", [[0, 1]]);
  const server = await serve();
  const long = new Date(Date.now() - 7 * 86_400_000);
  const stale = writeRun(logdir, "new/stale", { curves, stepCount: 3 });
  utimesSync(stale, long, long);
  await board.open(server.baseUrl);
  const badges = (run: string, kind: string) => board.runRow(run).locator(`[data-kind=${kind}]`);
  await expect(badges("live", "live")).toBeVisible();
  await expect(badges("finished", "finished")).toBeVisible();
  // As most runs are: in words only.
  await expect(badges("stale", "stale")).toHaveCount(0);
  await expect(board.runRow("live")).toHaveAttribute("aria-label", /Live: its files/);
  await expect(board.runRow("finished")).toHaveAttribute("aria-label", /Finished: its writer said so/);
  await expect(board.runRow("stale")).toHaveAttribute("aria-label", /Stale: nothing was written for 7 d/);
  const { runs } = await server.client.runs();
  for (const [kind, has] of [
    ["restarted", (run: Run) => run.restartCount > 0],
    ["damaged", (run: Run) => run.problems.length > 0],
  ] as const) {
    const names = runs.filter(has).map(({ run }) => run);
    expect(names.length).toBeGreaterThan(0);
    await expect(page.locator(`.run-row [data-kind=${kind}]`)).toHaveCount(names.length);
  }
});

test("has no serious barrier, as a list, as a table, with its panels open, in both themes", async ({
  board,
  page,
  serve,
}) => {
  test.setTimeout(90_000);
  const server = await serve();
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await board.open(
      `${server.baseUrl}/scalars?runColumns=start;last:loss&runSort=last:loss&baseline=reference`,
    );
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await board.waitForBoardIdle();
    const check = async (what: string): Promise<void> => {
      const serious = (await findingsOn(page)).filter(
        ({ id, impact }) => impact === "serious" || impact === "critical" || id.startsWith("landmark"),
      );
      expect(
        serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        `${what}, ${theme}`,
      ).toEqual([]);
    };
    await check("list");
    await expect(page.getByRole("main")).toHaveCount(1);
    await asTable(board, page);
    await check("table");
    await expect(page.getByRole("main", { name: "Runs" })).toHaveCount(1);
    for (const name of ["Order of the runs", "Columns", "Colours of the runs"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await expect(page.getByRole("dialog", { name, exact: true })).toBeVisible();
      await check(name);
      await page.keyboard.press("Escape");
    }
    await row(page, "reference").click({ button: "right" });
    await expect(page.getByRole("menu")).toBeVisible();
    await check("menu");
    await page.getByRole("menuitem", { name: "Colour…" }).click();
    await expect(page.getByRole("dialog", { name: "Colour of reference" })).toBeVisible();
    await check("colour");
    await page.keyboard.press("Escape");
  }
});

test("on a phone it is a drawer without columns", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await asTable(board, page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(board.card("loss").root).toBeVisible();
  await page.getByRole("button", { name: "Runs", exact: true }).click();
  await expect(board.runTree).toBeVisible();
  await expect(page.getByRole("columnheader")).toHaveCount(0);
});

test("lists 10,000 runs, filters them while typing, and goes to their end by a key", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  test.setTimeout(120_000);
  for (let index = 0; index < 10_000; index++)
    writeRun(logdir, `many/group_${index % 20}/run_${index}`, {
      curves: { loss: lossCurve(0.1, 5, index) },
      stepCount: 2,
      startTimeSeconds: 1_700_000_000 + index,
    });
  const server = await serve();
  await board.open(server.baseUrl);
  await expect(page.getByText("The 100 newest are shown.")).toBeVisible();
  expect(await page.locator(".run-row").count()).toBeLessThan(100);
  await board.runFilter.pressSequentially("run_77", { delay: 200 });
  await board.waitForBoardIdle();
  await board.runFilter.fill("run_777\\d$");
  await expect(page.locator(".run-row", { hasText: "run_" })).toHaveCount(10);
  await page.keyboard.press("Escape");
  await board.runTree.focus();
  await page.keyboard.press("End");
  await expect(page.locator(".run-row[data-active]")).toBeInViewport();
});
