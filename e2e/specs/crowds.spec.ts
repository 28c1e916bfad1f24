// Very many lines in a card, and very few cards in a group.
import { expect, test } from "../board-test.ts";
import { lossCurve, writeRun } from "../write-logdir.ts";

test("what is pointed at or marked stands out of forty lines, on every card, and none is drawn again for it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  for (let run = 0; run < 40; run++)
    writeRun(logdir, `run_${String(run).padStart(2, "0")}`, {
      curves: { loss: () => run, acc: () => -run },
      stepCount: 20,
    });
  const server = await serve();
  await page.addInitScript(() => {
    const drawn: string[] = [];
    Object.assign(window, { drawn });
    new PerformanceObserver((list) =>
      drawn.push(...list.getEntriesByName("runboard:chart").map(String)),
    ).observe({
      type: "mark",
    });
  });
  await board.open(`${server.baseUrl}/scalars?smoothing=0&ignoreOutliers=0`);
  const drawnCount = () => page.evaluate(() => (window as unknown as { drawn: string[] }).drawn.length);
  // A first look at a tooltip loads what its signs are written with, and all is drawn anew.
  await board.card("loss").hover(0.5, 0.5);
  await board.waitForBoardIdle();
  await page.mouse.move(0, 0);
  await board.waitForBoardIdle();
  const before = await drawnCount();
  expect(before).toBeGreaterThan(0);
  const receding = page.locator("[data-chart] div[style*='opacity: 0.15']");
  await expect(receding).toHaveCount(0);
  await board.runRow("run_07").hover();
  await expect(receding).toHaveCount(2);
  await page.mouse.move(0, 0);
  await expect(receding).toHaveCount(0);

  // On a line.
  const card = board.card("loss");
  const box = await card.chart.boundingBox();
  const [left, top] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 60];
  await page.mouse.move(left, top);
  await page.mouse.move(left, top + 1);
  await expect(receding).toHaveCount(2);
  await page.mouse.click(left, top + 1);
  await page.mouse.move(0, 0);
  // Marked, it stays so.
  await expect(page.locator(".run-row[data-chosen]")).toHaveCount(1);
  await expect(receding).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(receding).toHaveCount(0);
  await board.waitForBoardIdle();
  expect(await drawnCount()).toBe(before);
});

test("in a bundle of lines the one that is marked, the bold row and the first one are the same run", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  for (let run = 0; run < 60; run++)
    writeRun(logdir, `run_${String(run).padStart(2, "0")}`, {
      curves: { loss: (step) => (step % 2 === 0 ? 1 : -1) * (1 + run / 60) + Math.sin(run * (step + 1)) },
      stepCount: 7,
    });
  const server = await serve();
  await page.setViewportSize({ width: 390, height: 844 });
  await board.open(`${server.baseUrl}/scalars?smoothing=0&ignoreOutliers=0`);
  const card = board.card("loss");
  const box = await card.chart.boundingBox();
  const marked = page.locator(".run-row[data-chosen]");
  let markedCount = 0;
  for (const [x, y] of [
    [0.4, 0.3],
    [0.5, 0.45],
    [0.6, 0.6],
    [0.7, 0.4],
  ] as const) {
    await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) * x, (box?.y ?? 0) + (box?.height ?? 0) * y);
    await board.waitForBoardIdle();
    const first = card.tooltip.locator("tbody tr").first();
    await expect(first).toHaveAttribute("data-closest", "");
    if ((await marked.count()) > 0) {
      markedCount += 1;
      const name = (await first.locator(".chart-tooltip-run").textContent()) ?? "";
      expect(await marked.getAttribute("aria-label")).toContain(name);
      await page.keyboard.press("Escape");
      await expect(marked).toHaveCount(0);
    }
  }
  expect(markedCount).toBeGreaterThan(2);
});

test("groups of few cards share a row, each with its heading to fold it by", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "a", {
    curves: Object.fromEntries(
      ["accuracy/accuracy", "xent/xent", "big/a", "big/b", "big/c", "big/d"].map((tag, index) => [
        tag,
        lossCurve(0, 10, index),
      ]),
    ),
    stepCount: 20,
  });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars`);
  const boxOf = async (tag: string) => {
    const box = await board.card(tag).root.boundingBox();
    if (!box) throw new Error(`${tag} is not on the screen`);
    return box;
  };
  // In the order of their names, one after the other: what has no room begins a row.
  const [accuracy, first, fourth, xent] = [
    await boxOf("accuracy/accuracy"),
    await boxOf("big/a"),
    await boxOf("big/d"),
    await boxOf("xent/xent"),
  ];
  expect(first.y).toBeGreaterThan(accuracy.y);
  expect(first.width).toBeCloseTo(accuracy.width, 0);
  expect(xent.y).toBeGreaterThan(fourth.y);
  await board.open(`${server.baseUrl}/scalars?tagFilter=${encodeURIComponent("accuracy|xent")}`);
  const [left, right] = [await boxOf("accuracy/accuracy"), await boxOf("xent/xent")];
  expect(right.y).toBe(left.y);
  expect(right.x).toBeCloseTo(left.x + left.width + 12, 0);
  await board.tagFilter.fill("^[ax].*|big/[ab]");
  await board.waitForBoardIdle();
  // One and two make three; the last begins another row.
  expect((await boxOf("big/a")).y).toBe((await boxOf("accuracy/accuracy")).y);
  expect((await boxOf("xent/xent")).y).toBeGreaterThan((await boxOf("big/a")).y);

  await board.tagFilter.fill("");
  await page.getByRole("button", { name: /^accuracy/ }).click();
  await expect(board.card("accuracy/accuracy").root).toHaveCount(0);
  await expect(board.card("big/a").chart).toBeVisible();
  // The keyboard goes from group to group as they are read.
  const heads = await page.getByRole("heading", { level: 2 }).locator("button").allTextContents();
  expect(heads.map((text) => text.replace(/\d.*/, ""))).toEqual(["accuracy", "big", "xent"]);
});
