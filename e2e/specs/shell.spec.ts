import { cpSync } from "node:fs";
import { join } from "node:path";
import { expectAccessible } from "../accessible.ts";
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
  await expect.poll(background).toBe("rgb(14, 17, 22)");
  const dark = await board.card("accuracy").picture();
  await page.getByRole("button", { name: "Theme: as the system" }).click();
  await expect(page.getByRole("button", { name: "Theme: light" })).toBeVisible();
  await expect.poll(background).toBe("rgb(251, 251, 252)");
  expect((await board.card("accuracy").picture()).equals(dark)).toBe(false);
  await page.reload();
  await board.waitForBoardIdle();
  await expect.poll(background).toBe("rgb(251, 251, 252)");
  await page.getByRole("button", { name: "Theme: light" }).click();
  await expect.poll(background).toBe("rgb(14, 17, 22)");
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(background).toBe("rgb(251, 251, 252)");
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

test("the list of keys has every key that works, and each works", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys and gestures" });
  const meaningOf = (key: string) =>
    help.locator("dl > div").filter({ has: page.locator("kbd").getByText(key, { exact: true }) });
  for (const key of ["/", "[", "u", "?", "t", "s", "Esc", "f", "l", "p", "c"])
    await expect(meaningOf(key).first(), `a line for ${key}`).toBeVisible();
  await help.getByRole("button", { name: "Close" }).click();
  await expect(help).toBeHidden();
  const live = page.getByRole("banner").getByRole("status");
  await page.keyboard.press("u");
  await expect(live).toHaveText("paused");
  await page.keyboard.press("u");
  await expect(live).toHaveText("live");
  await page.keyboard.press("s");
  await expect(page.locator("#smoothing")).toBeFocused();
});

test("paused, nothing is fetched and changed runs are counted; resumed, it catches up at once", async ({
  board,
  page,
  serve,
  startJob,
}) => {
  const job = await startJob("job");
  await job.log("reward", [
    [0, 1],
    [1, 2],
  ]);
  const server = await serve();
  await board.open(server.baseUrl);
  const live = page.getByRole("button", { name: "Pause updates" });
  await expect(live).toHaveAttribute("aria-pressed", "false");
  await live.click();
  await expect(live).toHaveAttribute("aria-pressed", "true");
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    // The server's state is asked for all the time: it tells whether the server is there.
    if (pathname.includes("/api/v1/") && !pathname.endsWith("/status")) asked.push(pathname);
  });
  await job.log("reward", [[2, 3]]);
  await expect(live).toContainText("1 run changed");
  await board.waitForBoardIdle();
  expect(asked).toEqual([]);
  await expect(board.card("reward").note).toContainText("of 2 points");
  await live.click();
  await expect(board.card("reward").note).toContainText("of 3 points");
  await expect(live).not.toContainText("changed");
});

test("settings hold at once and are remembered", async ({ board, page, serve }) => {
  const server = await serve({ flags: ["--read_only"] });
  await board.open(server.baseUrl);
  const open = async () => {
    await page.getByRole("button", { name: "Settings", exact: true }).click();
    return page.getByRole("dialog", { name: "Settings" });
  };
  const dialog = await open();
  await expect(dialog.getByRole("region", { name: "About" })).toContainText("3 runs");
  await expect(dialog.getByText(/^Kept:/)).toContainText("colours of runs in 1 log directory,");
  const before = (await board.card("accuracy").root.boundingBox())?.width ?? 0;
  await dialog.getByRole("slider", { name: "Minimum card width" }).fill("735");
  await dialog.getByLabel("Theme").selectOption("Dark");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await dialog.getByLabel("Motion").selectOption("Reduced");
  await expect(page.locator("html")).toHaveAttribute("data-motion", "reduced");
  await dialog.getByRole("slider", { name: "Smoothing" }).fill("0.9");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  expect((await board.card("accuracy").root.boundingBox())?.width ?? 0).toBeGreaterThan(before);
  // At its plain address the page begins as was set; a link says by itself what it shows.
  await board.open(server.baseUrl);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(board.smoothing).toHaveValue("0.9");
  await board.open(`${server.baseUrl}/scalars`);
  await expect(board.smoothing).toHaveValue("0.6");
  await open();
  await dialog.getByRole("button", { name: "Forget it" }).click();
  await dialog.getByRole("button", { name: "Keep", exact: true }).click();
  await dialog.getByRole("button", { name: "Forget it" }).click();
  await dialog.getByRole("button", { name: "Forget", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", "dark");
  await board.open(server.baseUrl);
  await expect(board.smoothing).toHaveValue("0.6");
});

test("names are in one piece where they have room, and keep both ends where they have not", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const [fits, long, arabic] = [
    "lr_1E-03,conv=2,fc=2",
    `${"x".repeat(28)},conv=9,fc=8`,
    "تجربة,lr=0.1,conv=2,fc=2",
  ];
  for (const run of [fits, long, arabic])
    writeRun(logdir, run, { curves: { "accuracy/accuracy": accuracyCurve(1, 10) }, stepCount: 20 });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars`);
  const pieces = (run: string): Promise<readonly (string | null)[]> =>
    board.runTree
      .getByRole("treeitem", { name: run })
      .locator("bdi")
      .evaluateAll((parts) => parts.map((part) => part.textContent));
  expect(await pieces(fits)).toEqual([fits]);
  expect(await pieces(arabic)).toEqual([arabic]);
  expect(await pieces(long)).toEqual([long.slice(0, -10), long.slice(-10)]);
  // As the browser's own search does.
  expect(await page.evaluate('window.find("conv=2,fc=2")')).toBe(true);
  await page.evaluate(() => {
    localStorage.setItem("runboard.preferences", JSON.stringify({ sidebarWidth: 390 }));
  });
  await page.reload();
  await board.waitForBoardIdle();
  expect(await pieces(long)).toEqual([long]);
});

test("nothing on the page moves while it loads", async ({ board, logdir, page, serve }) => {
  for (let run = 0; run < 30; run++)
    writeRun(logdir, `run_${run}`, {
      curves: { loss: lossCurve(0, 10), acc: lossCurve(1, 5) },
      stepCount: 20,
    });
  const server = await serve();
  await page.addInitScript(() => {
    Object.assign(window, { shifts: 0, texts: new Set<string>() });
    const noted = window as unknown as { shifts: number; texts: Set<string> };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) noted.shifts += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll(".notice h2")) noted.texts.add(textContent);
    }).observe(document, { childList: true, subtree: true });
  });
  await board.open(`${server.baseUrl}/scalars`);
  await board.waitForBoardIdle();
  const { shifts, texts } = await page.evaluate(() => {
    const noted = window as unknown as { shifts: number; texts: Set<string> };
    return { shifts: noted.shifts, texts: [...noted.texts] };
  });
  expect(texts).toEqual([]);
  expect(shifts).toBeLessThanOrEqual(0.02);
});

test("kinds of data without a tab are behind “…”, those that were not logged with how to", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl);
  const more = page.getByRole("button", { name: "Other kinds of data" });
  await more.focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: "Other kinds of data" });
  await expect(panel.getByText("In these logs")).toBeHidden();
  const audio = panel.locator("details", { hasText: "Audio" });
  await audio.locator("summary").focus();
  await page.keyboard.press("Enter");
  await expect(audio.getByRole("tabpanel")).toContainText("add_audio");
  await audio.getByRole("tab", { name: "TensorFlow" }).click();
  await expect(audio.getByRole("tabpanel")).toContainText("tf.summary.audio");
  await expect(audio.getByRole("tabpanel")).toContainText(logdir);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  cpSync(join(import.meta.dirname, "..", "..", "fixtures", "torch_all", "logdir"), join(logdir, "torch"), {
    recursive: true,
  });
  await expect
    .poll(async () => (await server.client.tags({ plugin: "audio" })).tags.length)
    .toBeGreaterThan(0);
  await more.click();
  await expect(panel.getByText("In these logs")).toBeVisible();
  await expect(panel.locator(".kind-logged", { hasText: "Audio" })).toContainText(
    /1 run has audio: \d+ tags? in all/,
  );
  await expect(panel).toContainText("tensorboard --logdir");
});

test("says so at an address that is no page", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}/nothing-here`);
  await expect(board.notice("There is no such page")).toBeVisible();
  await expectAccessible(page);
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
    await expectAccessible(page);
  });
}
