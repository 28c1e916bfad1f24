import { BoardPage } from "../board-page.ts";
import { expect, test } from "../board-test.ts";
import { accuracyCurve, lossCurve, writeRun } from "../write-logdir.ts";

test.beforeEach(({ logdir }) => {
  for (const [index, run] of ["x/a", "x/b", "y/ü=1, 2%", "y/d"].entries())
    writeRun(logdir, run, {
      curves: { "train/loss": lossCurve(0.1 * index, 20, index), "eval/acc": accuracyCurve(0.9, 30, index) },
      stepCount: 100,
    });
});

test("the address holds the whole view: a colleague who opens it sees the same", async ({
  board,
  browser,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await board.runFilter.fill("^(x|y)/");
  await board.runRow("ü=1, 2%").click();
  await board.tagFilter.fill("loss");
  await board.smoothing.fill("0.25");
  await board.chooseAxis("Relative");
  await board.card("train/loss").dragAcross(0.2, 0.7);
  await board.card("train/loss").hover(0.5, 0.5);
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/smoothing=0.25/);
  await board.waitForBoardIdle();
  const picture = await board.card("train/loss").picture();

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const other = new BoardPage(await context.newPage());
  await other.open(page.url());
  await expect(other.runFilter).toHaveValue("^(x|y)/");
  await expect(other.runRow("ü=1, 2%")).toHaveAttribute("aria-checked", "false");
  await expect(other.runRow("d")).toHaveAttribute("aria-checked", "true");
  await expect(other.tagFilter).toHaveValue("loss");
  await expect(other.smoothing).toHaveValue("0.25");
  await expect(other.page.getByRole("radio", { name: "Relative" })).toBeChecked();
  await expect(other.card("train/loss").note).toContainText("3 runs");
  expect((await other.card("train/loss").picture()).equals(picture)).toBe(true);
  expect(other.page.url()).toBe(page.url());
  await context.close();
});

test("defaults stay out of it, and going back undoes one step", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  const start = `${server.baseUrl}/scalars`;
  await expect(page).toHaveURL(start);
  await board.chooseAxis("Wall");
  await board.runRow("x/").click();
  await expect(page).toHaveURL(/runs=-x\//);
  await page.goBack();
  await expect(board.runRow("x/")).toHaveAttribute("aria-checked", "true");
  await expect(page.getByRole("radio", { name: "Wall" })).toBeChecked();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("radio", { name: "Step" })).toBeChecked();
  await expect(page).toHaveURL(start);
  await page.keyboard.press("Control+Shift+z");
  await expect(page.getByRole("radio", { name: "Wall" })).toBeChecked();
});

test("nonsense in it breaks nothing", async ({ board, serve }) => {
  const server = await serve();
  await board.open(
    `${server.baseUrl}/scalars?smoothing=NaN&xAxis=moon&zoom=~~~~&zoom=9~1~x~y&runs=%2B,,%25&yScale=9&full=none&tagFilter=(&extra=1`,
  );
  await expect(board.runTree).toBeVisible();
  await expect(board.smoothing).toHaveValue("0.6");
});
