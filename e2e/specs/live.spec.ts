import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../board-test.ts";

/** From a trainer's flush to the screen. */
const SCREEN_MILLIS = 2000;

test("what another process flushes is on the screen within two seconds", async ({
  board,
  serve,
  startJob,
}) => {
  const job = await startJob("job");
  await job.log(
    "loss",
    Array.from({ length: 10 }, (_, step) => [step, 1 / (step + 1)] as const),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("loss");
  await expect(card.note).toContainText("10 points");
  for (let step = 10; step < 15; step++) {
    const before = await card.chart.screenshot();
    const flushedAt = await job.log("loss", [[step, step]]);
    await board.page.waitForFunction(
      (text) => document.querySelector('[data-tag="loss"] footer')?.textContent.includes(text),
      `of ${step + 1} points`,
      { timeout: SCREEN_MILLIS },
    );
    expect(Date.now() - flushedAt).toBeLessThan(SCREEN_MILLIS);
    await board.waitForBoardIdle();
    expect((await card.chart.screenshot()).equals(before)).toBe(false);
  }
  await card.hoverEnd();
  await expect(card.tooltip.locator("tbody td").nth(1)).toHaveText("14");
});

test("new tags and new runs appear, a removed run goes", async ({ board, logdir, serve, startJob }) => {
  const first = await startJob("first");
  await first.log("loss", [[0, 1]]);
  const server = await serve();
  await board.open(server.baseUrl);
  await first.log("accuracy", [[0, 0.5]]);
  await expect(board.card("accuracy").chart).toBeVisible();
  const second = await startJob("second");
  await second.log("loss", [
    [0, 2],
    [1, 1],
  ]);
  await expect(board.runRow("second")).toBeVisible();
  await expect(board.card("loss").note).toContainText("2 runs");
  await second.stop();
  rmSync(join(logdir, "second"), { recursive: true });
  await expect(board.runRow("second")).toBeHidden({ timeout: 20_000 });
  await expect(board.card("loss").note).toContainText("1 run");
});

test("a zoomed chart stays where it is while points come in", async ({ board, page, serve, startJob }) => {
  const job = await startJob("job");
  await job.log(
    "loss",
    Array.from({ length: 100 }, (_, step) => [step, step] as const),
  );
  const server = await serve();
  await board.open(server.baseUrl);
  await board.card("loss").dragAcross(0.2, 0.5);
  const { href } = new URL(page.url());
  const zoomed = await board.card("loss").picture();
  await job.log("loss", [[100, 100]]);
  await expect.poll(async () => (await server.client.runs()).runs[0]?.pointCount).toBe(101);
  await board.waitForBoardIdle();
  expect(page.url()).toBe(href);
  expect((await board.card("loss").picture()).equals(zoomed)).toBe(true);
});

test("a job that starts again from a checkpoint shows one line", async ({ board, serve, startJob }) => {
  const job = await startJob("job");
  await job.log(
    "loss",
    Array.from({ length: 20 }, (_, step) => [step, 1] as const),
  );
  const server = await serve();
  await board.open(server.baseUrl);
  await expect(board.card("loss").note).toContainText("20 points");
  await job.log(
    "loss",
    Array.from({ length: 5 }, (_, index) => [10 + index, 2] as const),
  );
  await expect(board.card("loss").note).toContainText("of 15 points");
  await expect(
    board.runTree.getByRole("treeitem", { name: /Went back to an earlier step once/ }),
  ).toBeVisible();
});
