import { expect, test } from "../board-test.ts";
import { lossCurve, writeRun } from "../write-logdir.ts";

const runs = [
  "sweep/lr_0.1/train",
  "sweep/lr_0.1/eval",
  "sweep/lr_0.01/train",
  "sweep/lr_0.01/eval",
  "baseline",
];

test.beforeEach(async ({ board, logdir, serve }) => {
  for (const [index, run] of runs.entries())
    writeRun(logdir, run, { curves: { loss: lossCurve(0.2 * index, 10, index) }, stepCount: 50 });
  const server = await serve();
  await board.open(server.baseUrl);
});

test("shows the runs as the tree of their paths, which folds", async ({ board, page }) => {
  const labels = () =>
    board.runTree.getByRole("treeitem").evaluateAll((rows) => rows.map((row) => row.textContent));
  expect((await labels()).map((text) => text.replace(/\d+$/, "")).slice(0, 2)).toEqual([
    "baseline",
    "sweep/",
  ]);
  await expect(board.runRow("lr_0.01/")).toHaveAttribute("aria-expanded", "true");
  await expect(board.runTree.getByRole("treeitem")).toHaveCount(8);
  await board.runTree.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await expect(board.runRow("sweep/")).toHaveAttribute("aria-expanded", "false");
  await expect(board.runTree.getByRole("treeitem")).toHaveCount(2);
  await page.reload();
  await board.waitForBoardIdle();
  await expect(board.runTree.getByRole("treeitem")).toHaveCount(2);
  await board.runTree.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(board.runTree.getByRole("treeitem")).toHaveCount(8);
});

test("filters by a regular expression, and says when a text is none", async ({ board, page }) => {
  await board.runFilter.fill("lr_0\\.01/");
  await expect(board.runTree.getByRole("treeitem", { level: 2 })).toHaveCount(2);
  await expect(board.card("loss").note).toContainText("2 runs");
  await board.runFilter.fill("lr_[");
  await expect(page.getByText(/matched as plain text/)).toBeVisible();
  const none = page.getByText("No run matches this text.");
  await expect(none).toBeVisible();
  const bottomOfProblem = async (): Promise<number> => {
    const box = await page.getByText(/matched as plain text/).boundingBox();
    return box ? box.y + box.height : Infinity;
  };
  expect(await bottomOfProblem()).toBeLessThanOrEqual((await none.boundingBox())?.y ?? 0);
  await page.getByRole("button", { name: "The runs as a table over the whole page" }).click();
  await expect(board.card("loss").root).toBeHidden();
  expect(await bottomOfProblem()).toBeLessThanOrEqual((await none.boundingBox())?.y ?? 0);
  await page.getByRole("button", { name: "Back to the list beside the charts" }).click();
  await page.getByRole("button", { name: "Clear: Filter runs" }).click();
  await expect(board.card("loss").note).toContainText("5 runs");
});

test("a click hides and shows a run or a folder, in list and chart", async ({ board, page }) => {
  const everything = await board.card("loss").picture();
  await board.runRow("baseline").click();
  await expect(board.runRow("baseline")).toHaveAttribute("aria-checked", "false");
  await expect(board.card("loss").note).toContainText("4 runs");
  expect((await board.card("loss").picture()).equals(everything)).toBe(false);
  await board.runRow("baseline").click();
  await expect(board.card("loss").note).toContainText("5 runs");
  expect((await board.card("loss").picture()).equals(everything)).toBe(true);

  await board.runRow("lr_0.1/").click();
  await expect(board.card("loss").note).toContainText("3 runs");
  await expect(board.runRow("sweep/")).toHaveAttribute("aria-checked", "mixed");
  await page.getByRole("checkbox", { name: "Show all runs" }).click();
  await expect(board.card("loss").note).toContainText("5 runs");
  await page.getByRole("checkbox", { name: "Hide all runs" }).click();
  await expect(board.notice("No run is shown")).toBeVisible();
  await page.getByRole("button", { name: "Show runs again" }).click();
  await expect(board.card("loss").note).toContainText("5 runs");
});

test("alt-click shows only one, and all again", async ({ board }) => {
  await board.runRow("baseline").click({ modifiers: ["Alt"] });
  await expect(board.card("loss").note).toContainText("1 run");
  await expect(board.runRow("sweep/")).toHaveAttribute("aria-checked", "false");
  await board.runRow("baseline").click({ modifiers: ["Alt"] });
  await expect(board.card("loss").note).toContainText("5 runs");
});

test("every run has a colour of its own, which stays when others are hidden", async ({ board, page }) => {
  const colors = () =>
    board.runTree
      .locator(".run-swatch")
      .evaluateAll((swatches) =>
        swatches.map((swatch) => (swatch as HTMLElement).style.getPropertyValue("--run-color")),
      );
  const before = await colors();
  expect(before).toHaveLength(runs.length);
  expect(new Set(before).size).toBe(runs.length);
  await board.runRow("sweep/").click();
  await page.reload();
  await board.waitForBoardIdle();
  expect(await colors()).toEqual(before);
});

test("the list is as wide as its edge is dragged", async ({ board, page }) => {
  const edge = page.getByRole("separator", { name: "Width of the list of runs" });
  const box = await edge.boundingBox();
  if (!box) throw new Error("the edge is not on the screen");
  await page.mouse.move(box.x + box.width / 2, 400);
  await page.mouse.down();
  await page.mouse.move(500, 400);
  await page.mouse.up();
  const sidebar = page.getByRole("complementary", { name: "Runs" });
  expect((await sidebar.boundingBox())?.width).toBeCloseTo(500, -1);
  await page.reload();
  await board.waitForBoardIdle();
  expect((await sidebar.boundingBox())?.width).toBeCloseTo(500, -1);
});
