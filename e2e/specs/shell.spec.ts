import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../board-test.ts";
import { accuracyCurve, lossCurve, writeRun } from "../write-logdir.ts";

test.beforeEach(({ logdir }) => {
  for (const [index, run] of ["a/train", "a/eval", "b"].entries())
    writeRun(logdir, run, {
      curves: { "epoch/loss": lossCurve(0.1 * index, 20, index), accuracy: accuracyCurve(0.9, 20, index) },
      stepCount: 100,
    });
});

test("goes to the scalars, under the title that the server gives", async ({ board, page, serve }) => {
  const server = await serve({ flags: ["--window_title", "night shift"] });
  await board.open(server.baseUrl);
  await expect(page).toHaveURL(`${server.baseUrl}/scalars`);
  await expect(page).toHaveTitle("night shift");
  await expect(page.getByRole("navigation", { name: "Dashboards" }).getByText("Scalars")).toBeVisible();
  await expect(page.getByRole("banner").getByRole("status")).toHaveText("live");
});

test("is the same below a path prefix", async ({ board, page, serve }) => {
  const server = await serve({ flags: ["--path_prefix", "/team/board"] });
  expect(server.baseUrl).toMatch(/\/team\/board$/);
  await board.open(server.baseUrl);
  await expect(page).toHaveURL(`${server.baseUrl}/scalars`);
  await expect(board.card("accuracy").note).toContainText("300 points");
});

test("has a light and a dark theme, follows the system until told, and remembers", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await page.emulateMedia({ colorScheme: "dark" });
  await board.open(server.baseUrl);
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await background()).toBe("rgb(14, 17, 22)");
  const dark = await board.card("accuracy").picture();
  await page.getByRole("button", { name: "Theme: as the system" }).click();
  await expect(page.getByRole("button", { name: "Theme: light" })).toBeVisible();
  expect(await background()).toBe("rgb(251, 251, 252)");
  expect((await board.card("accuracy").picture()).equals(dark)).toBe(false);
  await page.reload();
  await board.waitForBoardIdle();
  expect(await background()).toBe("rgb(251, 251, 252)");
  await page.getByRole("button", { name: "Theme: light" }).click();
  expect(await background()).toBe("rgb(14, 17, 22)");
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await page.emulateMedia({ colorScheme: "light" });
  expect(await background()).toBe("rgb(251, 251, 252)");
});

test("keys: ? lists them, [ hides the runs, / and t go to the filters", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys and gestures" });
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("[");
  await expect(board.runTree).toBeHidden();
  await page.keyboard.press("[");
  await expect(board.runTree).toBeVisible();
  await page.keyboard.press("/");
  await expect(board.runFilter).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await expect(board.tagFilter).toBeFocused();
});

test("says so at an address that is no page", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}/nothing-here`);
  await expect(board.notice("There is no such page")).toBeVisible();
  await page.getByRole("link", { name: "Go to Scalars" }).click();
  await expect(board.card("accuracy").chart).toBeVisible();
});

test("on a phone the runs are a drawer and nothing is cut off", async ({ board, page, serve }) => {
  const server = await serve();
  await page.setViewportSize({ width: 390, height: 844 });
  await board.open(server.baseUrl);
  await expect(board.card("accuracy").chart).toBeVisible();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  const box = await board.card("accuracy").root.boundingBox();
  expect(box?.width).toBeGreaterThan(330);
  await expect(board.runTree).not.toBeInViewport();
  await page.getByRole("button", { name: "Runs", exact: true }).click();
  await expect(board.runTree).toBeInViewport();
  await board.runRow("b").click();
  await expect(board.runRow("b")).toHaveAttribute("aria-checked", "false");
  expect(await overflow()).toBeLessThanOrEqual(0);
  await page.getByRole("complementary", { name: "Runs" }).getByRole("button", { name: "Close" }).click();
  await expect(board.runTree).not.toBeInViewport();
  await expect(board.card("accuracy").note).toContainText("2 runs");
});

for (const theme of ["light", "dark"] as const) {
  test(`has no serious accessibility violation, ${theme}`, async ({ board, page, serve }) => {
    const server = await serve();
    await page.emulateMedia({ colorScheme: theme });
    await board.open(`${server.baseUrl}/scalars?zoom=10~50~~~accuracy`);
    await board.card("accuracy").hover(0.5, 0.5);
    await expect(board.card("accuracy").tooltip).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary ?? ""}`).join(" | ")}`,
      );
    expect(serious).toEqual([]);
  });
}
