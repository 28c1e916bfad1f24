import { cpSync, linkSync, mkdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "../board-test.ts";
import { lossCurve, writeRun } from "../write-logdir.ts";

const run = { curves: { loss: lossCurve(0, 10) }, stepCount: 20 };

test("a log directory that does not exist is named, and shown once it does", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const server = await serve({ isLoaded: false });
  await board.open(server.baseUrl);
  await expect(board.notice("The log directory does not exist")).toBeVisible();
  await expect(page.getByText(logdir, { exact: true })).toBeVisible();
  writeRun(logdir, "late", run);
  await expect(board.runRow("late")).toBeVisible({ timeout: 15_000 });
  await expect(board.card("loss").note).toContainText("20 points");
});

test("an empty one says how to log, and shows the first run by itself", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  mkdirSync(logdir);
  const server = await serve();
  await board.open(server.baseUrl);
  await expect(board.notice("No runs yet")).toBeVisible();
  await expect(page.getByRole("tabpanel")).toContainText("SummaryWriter");
  await page.getByRole("tab", { name: "Keras" }).click();
  await expect(page.getByRole("tabpanel")).toContainText("keras.callbacks.TensorBoard");
  writeRun(logdir, "first", run);
  await expect(board.runRow("first")).toBeVisible({ timeout: 15_000 });
});

test("logs without scalars say what they have, and how scalars are logged, also on a phone", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const fixture = join(import.meta.dirname, "..", "..", "fixtures", "torch_all", "logdir");
  cpSync(fixture, join(logdir, "torch"), { recursive: true });
  const server = await serve();
  // What the logs have is told by the server; here it has no scalars.
  await page.route("**/api/v1/tags?*", async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as { readonly tags: readonly { readonly dataClass: string }[] };
    await route.fulfill({
      response,
      json: { ...answer, tags: answer.tags.filter(({ dataClass }) => dataClass !== "scalar") },
    });
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await board.open(`${server.baseUrl}/scalars`);
  await expect(board.notice("No run has scalars")).toBeVisible();
  const logged = page.getByRole("list", { name: "What was logged instead" });
  await expect(logged).toContainText(/runs? (has|have) images: \d+ tags? in all\./);
  await expect(logged).toContainText(/runs? (has|have) graphs: \d+ tags? in all\./);
  for (const library of ["Node", "TypeScript"]) {
    await page.getByRole("tab", { name: library, exact: true }).click();
    await expect(page.getByRole("tabpanel")).toContainText('from "runboard/writer"');
    const cut = await page
      .locator(".snippet pre")
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(cut).toBeLessThanOrEqual(0);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("while it loads, files, bytes and percent are told", async ({ board, logdir, page, serve, workDir }) => {
  // Written elsewhere first: the page is to see it come in whole. Much of it, for quick machines, but one file on the disk.
  const parked = join(workDir, "parked");
  const file = writeRun(parked, "run_0", {
    curves: { loss: lossCurve(0, 9000), acc: lossCurve(1, 5000) },
    stepCount: 30_000,
  });
  for (let index = 1; index < 120; index++) {
    mkdirSync(join(parked, `run_${index}`));
    linkSync(file, join(parked, `run_${index}`, basename(file)));
  }
  mkdirSync(logdir);
  const server = await serve();
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seenProgress: seen });
    new MutationObserver(() => {
      const text = document.querySelector("[data-state=loading], .notice:has(progress)")?.textContent;
      const bar = document.querySelector("progress, [role=progressbar]");
      if (text && bar && text !== seen.at(-1)) seen.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await board.open(server.baseUrl);
  await expect(board.notice("No runs yet")).toBeVisible();
  renameSync(parked, join(logdir, "all"));
  await expect(board.runTree.getByRole("treeitem", { level: 2 }).first()).toBeVisible({ timeout: 20_000 });
  await server.until(({ loading, runCount }) => loading.phase === "ready" && runCount === 120, {
    timeoutMillis: 60_000,
  });
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  const seen = await page.evaluate(() => (window as unknown as { seenProgress: string[] }).seenProgress);
  expect(seen.join("\n")).toMatch(/Reading \d+ %/);
  expect(seen.join("\n")).toMatch(/\d+ of 120 files/);
  expect(seen.join("\n")).toMatch(/[\d.]+ [kM]B of [\d.]+ MB/);
});

test("a server that is gone is said to be gone, what was shown stays, and all goes on when it is back", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", run);
  const server = await serve();
  await board.open(server.baseUrl);
  await server.kill();
  const banner = page.getByRole("alert");
  await expect(banner).toContainText("The server does not answer");
  await expect(banner).toContainText(/Trying again in \d+ s/);
  await expect(board.card("loss").chart).toBeVisible();
  await expect(page.getByRole("banner").getByRole("status")).toHaveText("offline");
  writeRun(logdir, "meanwhile", run);
  await server.start();
  await banner.getByRole("button", { name: "Try now" }).click();
  await expect(banner).toBeHidden();
  await expect(board.runRow("meanwhile")).toBeVisible({ timeout: 15_000 });
  await expect(board.card("loss").note).toContainText("2 runs");
  // Once more, and without a hand.
  await server.kill();
  await expect(banner).toBeVisible();
  await server.start();
  await expect(banner).toBeHidden({ timeout: 20_000 });
  // The browser itself reports each failed request.
  const own = complaints.filter(
    (text) =>
      !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_NETWORK|ERR_EMPTY_RESPONSE/.test(
        text,
      ),
  );
  expect(own).toEqual([]);
  complaints.length = 0;
});

test("a part whose code does not arrive says so, and comes on request or when the server is back", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", run);
  const server = await serve();
  await board.open(server.baseUrl);
  await server.kill();
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(alert).toBeVisible();
  await server.start();
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("Escape");
  await server.kill();
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(alert).toBeVisible();
  await server.start();
  await expect(alert).toBeHidden({ timeout: 20_000 });
  await expect(page.locator(".model-cards")).toBeVisible();
  expect(complaints.filter((text) => !/net::ERR_|Failed to fetch dynamically/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("charts whose code does not arrive are drawn as soon as it does", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", run);
  const server = await serve();
  const code = "**/table-worker-*.js";
  await page.route(code, (route) => route.abort());
  await page.goto(server.baseUrl);
  await expect(page.getByText("The server does not answer")).toBeVisible();
  await expect(board.card("loss").chart).toHaveCount(0);
  await page.unroute(code);
  await expect(board.card("loss").chart).toBeVisible();
  expect(complaints.filter((text) => !/net::ERR_/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("damaged files are counted, named and explained; the rest is shown", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  cpSync(join(import.meta.dirname, "..", "..", "fixtures", "restarts", "logdir"), logdir, {
    recursive: true,
  });
  const server = await serve();
  await board.open(server.baseUrl);
  const { runs } = await server.client.runs();
  const damaged = runs.filter(({ problems }) => problems.length > 0);
  expect(damaged.length).toBeGreaterThanOrEqual(2);
  const cutCount = damaged
    .flatMap(({ problems }) => problems)
    .filter(({ kind }) => kind === "corrupt").length;
  expect(cutCount).toBeGreaterThanOrEqual(2);
  const summary = page.getByRole("button", {
    name: new RegExp(
      `^${damaged.length} of ${runs.length} runs have damaged files: .*reading of ${cutCount} files ended at damage`,
    ),
  });
  await summary.click();
  const dialog = page.getByRole("dialog", { name: "Damaged files" });
  for (const { problems } of damaged)
    for (const { path, reason } of problems) {
      await expect(dialog).toContainText(path);
      await expect(dialog).toContainText(reason);
    }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  for (const { run: name, problems } of damaged)
    await expect(board.runRow(name)).toHaveAttribute(
      "aria-label",
      new RegExp(`${name}/.*\\n.*${problems[0]?.reason ?? ""}`),
    );
  expect((await board.tags()).length).toBeGreaterThan(0);
});

test("a link that names runs which are gone says which, and lets them go", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", run);
  writeRun(logdir, "b", run);
  const server = await serve();
  const notice = page.getByText(/of this link/);
  await board.open(`${server.baseUrl}/scalars?runs=${encodeURIComponent("+a;gone")}&baseline=old`);
  await expect(notice).toHaveText("Runs gone, old of this link are not here.");
  await page.getByRole("button", { name: "Leave them out" }).click();
  await expect(notice).toHaveCount(0);
  await expect(board.card("loss").note).toContainText("1 run");
  await expect(page).not.toHaveURL(/gone|old/);
  await board.open(`${server.baseUrl}/scalars?runs=${encodeURIComponent("+gone")}`);
  await expect(notice).toHaveText("Run gone of this link is not here.");
  await page.getByRole("button", { name: "Leave it out" }).click();
  await expect(board.card("loss").note).toContainText("2 runs");
  await board.open(`${server.baseUrl}/scalars?runs=${encodeURIComponent("-gone")}`);
  await expect(notice).toHaveCount(0);
});

test("a link to cards of tags that are not here says which, and lets them go", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", run);
  const server = await serve();
  const notice = page.getByText(/of this link/);
  await board.open(`${server.baseUrl}/scalars?full=gone&pinnedCards=${encodeURIComponent("loss;old")}`);
  await expect(notice).toHaveText("Tags gone, old of this link are not here.");
  await page.getByRole("button", { name: "Leave them out" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page).not.toHaveURL(/gone|old/);
  await expect(page).toHaveURL(/pinnedCards=loss/);
  // Cells of another dashboard are nothing that lacks here.
  await board.open(`${server.baseUrl}/scalars?pinnedCards=${encodeURIComponent("=k:text%3Br:a%3Bt:story")}`);
  await expect(board.card("loss").chart).toBeVisible();
  await expect(notice).toHaveCount(0);
});

test("filters that match nothing say so and let go", async ({ board, logdir, page, serve }) => {
  writeRun(logdir, "a", run);
  const server = await serve();
  await board.open(server.baseUrl);
  await board.tagFilter.fill("nothing");
  await expect(board.notice("No tag matches the filter")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(board.card("loss").chart).toBeVisible();
  await board.runFilter.fill("nothing");
  await expect(board.notice("No run matches the filter")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(board.card("loss").chart).toBeVisible();
});
