// Groups of runs as one curve, and the distance from a baseline.
import type { Locator } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeRun } from "../write-logdir.ts";

/** Two runs a rate, whose losses are 1 and 3, and 11 and 13. */
test.beforeEach(({ logdir }) => {
  for (const [run, loss] of [
    ["lr=0.1/seed=1", 1],
    ["lr=0.1/seed=2", 3],
    ["lr=0.2/seed=1", 11],
    ["lr=0.2/seed=2", 13],
  ] as const)
    writeRun(logdir, run, { curves: { loss: () => loss, other: (step) => loss * step }, stepCount: 50 });
});

const start = "/scalars?smoothing=0&ignoreOutliers=0";

/** Cells of the row of a run or group. */
function row(tooltip: Locator, name: string): Locator {
  return tooltip.locator("tbody tr").filter({ hasText: name }).locator("td");
}

test("groups are drawn as one line with a band, and say how many runs they stand for", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(`${server.baseUrl}${start}&runColorGroup=folder:1`);
  const card = board.card("loss");
  await expect(card.named("loss: 4 lines over steps")).toBeVisible();
  await page.getByRole("button", { name: "Groups of runs as one curve" }).click();
  const groups = page.getByRole("list", { name: "Groups with their colours and numbers of runs" });
  await expect(groups.getByRole("listitem")).toHaveText([/lr=0\.1.*2 runs/, /lr=0\.2.*2 runs/]);
  await page.getByRole("radio", { name: /^Mean/ }).check();
  await expect(card.named("loss: 2 lines over steps, mean ± std, 2 groups")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("radio", { name: /^Min to max/ }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/aggregate=mean/);
  await expect(page).toHaveURL(/band=minmax/);
  const button = page.getByRole("button", { name: "Groups of runs: mean, min to max, 2 groups" });
  await expect(button).toBeFocused();
  await expect(button).toHaveText("mean, min to max, 2 groups");

  await board.waitForBoardIdle();
  await card.hoverEnd();
  await expect(row(card.tooltip, "lr=0.1")).toContainText(["lr=0.1", "2", "1 … 3", "2"]);
  await expect(row(card.tooltip, "lr=0.2")).toContainText(["lr=0.2", "12", "11 … 13", "2"]);
  await expect(card.tooltipHead).toHaveText("At 49");

  await button.click();
  await page.getByRole("radio", { name: /^Every run/ }).check();
  await expect(card.named("loss: 4 lines over steps")).toBeVisible();
  await expect(page).not.toHaveURL(/aggregate=/);
});

test("without groups, all shown runs are one; another grouping is a click away", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(`${server.baseUrl}${start}&aggregate=median&band=none`);
  const card = board.card("loss");
  await expect(card.named("loss: 1 line over steps, median, 1 group")).toBeVisible();
  const colors = (): Promise<number> =>
    board.runTree
      .locator(".run-swatch")
      .evaluateAll((all) => new Set(all.map((one) => getComputedStyle(one).backgroundColor)).size);
  await expect.poll(colors).toBe(1);
  await page.getByRole("button", { name: "Groups of runs: median, 1 group" }).click();
  await page.getByRole("button", { name: "Change groups…" }).click();
  const dialog = page.getByRole("dialog", { name: "Group runs by" });
  await dialog.getByText("By folder", { exact: true }).click();
  await dialog.getByRole("button", { name: "Use these groups" }).click();
  await page.keyboard.press("Escape");
  await expect(card.named("loss: 2 lines over steps, median, 2 groups")).toBeVisible();
  await expect.poll(colors).toBe(2);
});

test("an alt-click on a group's line leaves only its runs", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}${start}&aggregate=mean&band=none&runColorGroup=folder:1`);
  const card = board.card("loss");
  const box = await card.chart.boundingBox();
  const [left, top, height] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, box?.y ?? 0, box?.height ?? 0];
  await page.keyboard.down("Alt");
  for (let y = 4; y < height - 24 && !page.url().includes("runs="); y += 8) {
    await page.mouse.click(left, top + y);
    await board.waitForBoardIdle();
  }
  await page.keyboard.up("Alt");
  await expect(card.named("loss: 1 line over steps, mean, 1 group")).toBeVisible();
  // The upper line.
  await expect(board.runRow("lr=0.2/")).toHaveAttribute("aria-checked", "true");
  await expect(board.runRow("lr=0.1/")).toHaveAttribute("aria-checked", "false");
});

test("runs are compared with a baseline, by difference or ratio", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl + start);
  await page.getByRole("button", { name: "Compare runs with a baseline" }).click();
  const field = page.getByRole("combobox", { name: "Run that the others are compared with" });
  await expect(field).toBeFocused();
  await expectAccessible(page);
  await field.fill("0.1/seed=1");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/baseline=lr=0\.1\/seed=1/);
  const chip = page.getByRole("group", { name: "Baseline" });
  await expect(chip).toContainText("vs lr=0.1/seed=1");
  const card = board.card("loss");
  await expect(card.named("loss: 4 lines over steps, difference from lr=0.1/seed=1")).toBeVisible();
  await expect(card.note).toContainText("difference from lr=0.1/seed=1");
  await board.waitForBoardIdle();
  await card.hoverEnd();
  await expect(row(card.tooltip, "lr=0.2/seed=2").nth(1)).toHaveText("12");
  await expectAccessible(page);

  await chip.getByRole("button", { name: "difference: change to ratio" }).click();
  await expect(page).toHaveURL(/baselineMode=ratio/);
  await expect(card.named("loss: 4 lines over steps, ratio to lr=0.1/seed=1")).toBeVisible();
  await board.waitForBoardIdle();
  await card.hoverEnd();
  await expect(row(card.tooltip, "lr=0.2/seed=2").nth(1)).toHaveText("13");

  await chip.getByRole("button", { name: "Compare with no run" }).click();
  await expect(card.named("loss: 4 lines over steps")).toBeVisible();
  await expect(page).not.toHaveURL(/baseline=/);
});

test("baselines to choose stand in the order of the list of runs, whatever that is", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  const listed = async (address: string): Promise<readonly string[]> => {
    await board.open(server.baseUrl + address);
    await page.getByRole("button", { name: /^Compare(d with| runs)/ }).click();
    await expect(page.getByRole("option")).toHaveCount(4);
    const names = await page.getByRole("option").locator(".middle-ellipsis").allTextContents();
    await page.keyboard.press("Escape");
    return names;
  };
  const inOrder = ["lr=0.1/seed=1", "lr=0.1/seed=2", "lr=0.2/seed=1", "lr=0.2/seed=2"];
  expect(await listed(`${start}&runs=-lr=0.1/`)).toEqual(inOrder);
  expect(await listed(`${start}&baseline=lr=0.2/seed=2`)).toEqual(inOrder);
  expect(await listed(`${start}&runSort=-name`)).toEqual(inOrder.toReversed());
});

test("nothing in the toolbar moves when a baseline is chosen, and the slider keeps its name", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  for (const width of [1680, 1440, 1280, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const places = async (address: string): Promise<readonly unknown[]> => {
      await board.open(server.baseUrl + address);
      await expect(page.locator("label[for=smoothing]")).toBeVisible();
      const toolbar = page.getByRole("toolbar", { name: "Scalars" });
      return toolbar
        .locator(".filter, .smoothing, .segments, .toolbar-derivations > :first-child, .toolbar-actions")
        .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().toJSON() as unknown));
    };
    const before = await places(start);
    expect(await places(`${start}&baseline=${encodeURIComponent("lr=0.1/seed=1")}`)).toEqual(before);
  }
});

test("the toolbar keeps to one line on a laptop and to two on a phone, whatever is set", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  const address = `${start}&runColorGroup=folder:1&aggregate=mean&baseline=${encodeURIComponent("lr=0.1/seed=1")}&xTag=other`;
  for (const [width, height, lines] of [
    [1440, 900, 1],
    [1024, 768, 1],
    [390, 844, 2],
  ] as const) {
    await page.setViewportSize({ width, height });
    await board.open(server.baseUrl + address);
    const toolbar = page.getByRole("toolbar", { name: "Scalars" });
    const box = await toolbar.boundingBox();
    expect(box?.height).toBeLessThanOrEqual(lines === 1 ? 40 : 84);
    expect(await toolbar.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  }
});
