import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../board-test.ts";
import { writeRun } from "../write-logdir.ts";

/** Two crashes: the job came back at step 40 after 49, and at step 60 after 79. */
const crashed = join(import.meta.dirname, "../../fixtures/restarts/logdir/crashed");

test("a restart is marked where the run came back, and what it replaced is one click away", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  cpSync(crashed, join(logdir, "crashed"), { recursive: true });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("acc");
  await expect(card.named("acc: 1 line over steps")).toBeVisible();
  const plain = await card.picture();

  // From the newest step back to where the run came back last.
  await card.hover(0.5, 0.5);
  await page.keyboard.press(".");
  const notes: string[] = [];
  for (let step = 99; step >= 30; step--) {
    await board.waitForBoardIdle();
    const note = card.tooltip.locator(".chart-tooltip-notes");
    if ((await note.count()) > 0) notes.push(`${step}: ${(await note.textContent()) ?? ""}`);
    await page.keyboard.press("ArrowLeft");
  }
  expect(notes).toEqual(["60: went back to step 60", "40: went back to step 40"]);

  await page.getByRole("button", { name: "Settings of the charts" }).click();
  await page.getByRole("checkbox", { name: /^Points replaced by restarts/ }).check();
  await page.keyboard.press("Escape");
  await board.waitForBoardIdle();
  await expect(page).toHaveURL(/superseded=(1|true)/);
  await expect(card.note).toContainText("faint: replaced by restarts");
  const loss = board.card("loss");
  await expect(loss.named("loss: 1 line over steps")).toBeVisible();
  // The replaced losses were others than those that took their place; the accuracies were not.
  const withReplaced = await loss.picture();
  await page.keyboard.press("r");
  await board.waitForBoardIdle();
  await expect(card.note).not.toContainText("faint");
  expect((await loss.picture()).equals(withReplaced)).toBe(false);
  expect((await card.picture()).equals(plain)).toBe(true);
});

test("what was noticed while reading is marked, and told where it is", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const isOut = (step: number): boolean => step >= 10 && step <= 12;
  writeRun(logdir, "a", {
    curves: { loss: (step) => (isOut(step) ? NaN : step === 60 ? 500 : 1 + (step % 5) / 10) },
    stepCount: 100,
  });
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("loss");
  const marked = await card.picture();
  const noteAt = async (wanted: number): Promise<string> => {
    await card.hover(0.5, 0.5);
    await page.keyboard.press(".");
    for (let step = 99; step > wanted; step--) await page.keyboard.press("ArrowLeft");
    await board.waitForBoardIdle();
    await expect(card.tooltipHead).toContainText(`Step ${wanted} `);
    return (await card.tooltip.locator(".chart-tooltip-notes").allTextContents()).join();
  };
  expect(await noteAt(60)).toBe("spike at step 60");
  expect(await noteAt(11)).toBe("3 values not finite, steps 10 to 12");
  expect(await noteAt(30)).toBe("");

  await page.evaluate(() =>
    localStorage.setItem("runboard.preferences", JSON.stringify({ showsFindings: false })),
  );
  await page.reload();
  await board.waitForBoardIdle();
  expect((await card.picture()).equals(marked)).toBe(false);
  expect(await noteAt(60)).toBe("");
});
