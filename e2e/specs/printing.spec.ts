// The page on paper.
import type { Page } from "@playwright/test";
import { expect, test } from "../board-test.ts";
import { lossCurve, writeRun } from "../write-logdir.ts";

const CARD_COUNT = 40;

test.beforeEach(({ logdir }) => {
  const curves = Object.fromEntries(
    Array.from({ length: CARD_COUNT }, (_, index) => [`metric_${index}`, lossCurve(0, 10, index)]),
  );
  for (const run of ["one", "two"]) writeRun(logdir, run, { curves, stepCount: 20 });
});

interface Printed {
  readonly chartCount: number;
  readonly theme: string | undefined;
}

/** What was on the page whenever it was printed. */
async function notePrints(page: Page): Promise<() => Promise<readonly Printed[]>> {
  await page.addInitScript(() => {
    const printed: Printed[] = [];
    Object.assign(window, { printed });
    window.print = () =>
      printed.push({
        chartCount: document.querySelectorAll("[data-chart] canvas + *").length,
        theme: document.documentElement.dataset["theme"],
      });
  });
  return () => page.evaluate(() => (window as unknown as { readonly printed: readonly Printed[] }).printed);
}

/** The height of what would be printed, and what of the frame would be on it. */
async function paper(page: Page): Promise<{ readonly height: number; readonly visible: readonly string[] }> {
  await page.emulateMedia({ media: "print" });
  const laidOut = await page.evaluate(() => ({
    height: document.documentElement.scrollHeight,
    visible: ["header", "toolbar-frame", "sidebar", "card-actions", "tag-section-head", "paper-head"].filter(
      (name) => [...document.querySelectorAll(`.${name}`)].some((element) => element.checkVisibility()),
    ),
  }));
  await page.emulateMedia({ media: null });
  return laidOut;
}

test("Ctrl-P draws every card first, in the colours of paper, and leaves the page as it was", async ({
  board,
  page,
  serve,
}) => {
  const prints = await notePrints(page);
  const server = await serve();
  await page.emulateMedia({ colorScheme: "dark" });
  await board.open(server.baseUrl);
  const drawn = await page.locator("[data-chart]").count();
  expect(drawn).toBeLessThan(CARD_COUNT);
  const before = await board.card("metric_0").root.boundingBox();
  // On a slow computer charts are drawn over many frames, long after all data came.
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 3 });
  await page.keyboard.press("Control+p");
  await expect.poll(async () => (await prints()).length, { timeout: 30_000 }).toBe(1);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  expect((await prints())[0]).toEqual({ chartCount: CARD_COUNT, theme: "light" });
  await board.waitForBoardIdle();
  await expect(page.locator("[data-chart]")).toHaveCount(drawn);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await board.card("metric_0").root.boundingBox()).toEqual(before);
});

test("what is printed is all cards in the flow of the page, with a legend, and nothing to click", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?tagFilter=metric`);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const { height, visible } = await paper(page);
  expect(visible).toEqual(["paper-head"]);
  expect(height).toBeGreaterThan(2000);
  const head = page.locator(".paper-head");
  await expect(head).toContainText("one");
  await expect(head).toContainText("two");
  // The browser's own menu does not wait.
  await expect(head).toContainText(/\d+ cards of this page are printed without their content/);
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await expect(head).toHaveCount(0);
  // Through the browser: as many sheets as it takes.
  const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
  expect(sheets.length).toBeGreaterThanOrEqual(3);
});
