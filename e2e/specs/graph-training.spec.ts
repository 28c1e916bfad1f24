// The graph in training: what its run logged of its items at the page's step, and what its operations took.
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeGraph } from "../write-logdir.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");

const tutorial = (logdir: string): void => {
  cpSync(join(fixtures, "tf1_mnist", "logdir"), logdir, { recursive: true });
};

const card = (page: Page) => page.getByRole("complementary", { name: "Selected item" });
const loggedHere = (page: Page) => card(page).getByRole("region", { name: "Logged here" });
const colour = (page: Page) => page.locator(".graph-color").getByRole("combobox");
const legend = (page: Page) => page.locator(".graph-legend");

test("the card of conv1 shows its weights at the page's step, and follows it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=conv1`);
  const weights = loggedHere(page).getByRole("listitem").filter({ hasText: "conv1/weights" });
  await expect(weights).toContainText(/median −?0\.\d+/);
  await expect(loggedHere(page)).toContainText("step 100");
  await expectAccessible(page);
  const bars = weights.locator("svg path");
  const atEnd = await bars.getAttribute("d");
  await page.getByRole("slider", { name: "Step" }).press("Home");
  await expect(loggedHere(page)).toContainText("step 0");
  await expect(page).toHaveURL(/[?&]step=0/);
  await board.waitForBoardIdle();
  expect(await bars.getAttribute("d")).not.toBe(atEnd);
  await weights.getByRole("link", { name: "conv1/weights" }).click();
  await expect(page).toHaveURL(/\/histograms\?/);
  await expect(page.getByRole("dialog")).toContainText("conv1/weights");
});

test("scopes are coloured by the norm of their weights at the page's step", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await colour(page).selectOption("Weight norm");
  await expect(legend(page)).toContainText("Weight norm");
  await expect(legend(page)).toContainText("step 100: 6 of 6 histograms in this graph");
  const before = await legend(page).textContent();
  await page.getByRole("slider", { name: "Step" }).press("Home");
  await expect(legend(page)).toContainText("step 0: 6 of 6");
  const after = await legend(page).textContent();
  expect(after?.replace("step 0", "step 100")).not.toBe(before);
  // It names no gradients.
  await expect(colour(page).getByRole("option", { name: "Gradient norm" })).toHaveCount(0);
});

test("a measured step colours by time and by bytes, and says how much was measured", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=conv1`);
  await colour(page).selectOption("Compute time");
  await expect(legend(page)).toContainText("step 50 step050: 100 of 352 operations measured");
  await expect(page.getByLabel("Measured step")).toHaveText("step 50 step050");
  const measured = card(page).getByRole("region", { name: "Measured" });
  await expect(measured).toContainText("1.24 ms · 10 of 49 ops");
  await expect(measured).toContainText("3.3 MB · 4 of 49 ops");
  await colour(page).selectOption("Memory");
  await expect(legend(page)).toContainText("Memory: bytes of the outputs");
});

test("what was neither measured nor logged is not offered", async ({ board, logdir, page, serve }) => {
  writeGraph(logdir, "run", [{ name: "layer/W", op: "VariableV2" }]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=layer`);
  await expect(colour(page).getByRole("option", { name: "FLOPs" })).toHaveCount(1);
  for (const name of ["Compute time", "Memory", "Weight norm", "NaN or infinite"])
    await expect(colour(page).getByRole("option", { name })).toHaveCount(0);
  await expect(page.getByRole("slider", { name: "Step" })).toHaveCount(0);
  await expect(loggedHere(page)).toHaveCount(0);
});
