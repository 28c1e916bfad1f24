// The graph: scopes that open one at a time, what an item is, what it is computed from, and files that are no graphs.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeGraph, writeRun } from "../write-logdir.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");

const tutorial = (logdir: string): void => {
  cpSync(join(fixtures, "tf1_mnist", "logdir"), logdir, { recursive: true });
};

const graph = (page: Page) => page.getByRole("application");
const card = (page: Page) => page.getByRole("complementary", { name: "Selected item" });

/** What the address says is open. */
const openScopes = (page: Page): string => new URL(page.url()).searchParams.get("graphs.open") ?? "";

test("the tutorial's graph: one scope opens at a time, and the way back is one step", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await expect(graph(page)).toHaveAccessibleName(/^lr_1E-03,conv=2,fc=1 graph: 1\d items shown$/);
  await expectAccessible(page);
  await page.getByLabel("Find in the graph").fill("conv2/W");
  const found = page.getByRole("region", { name: "Found in the graph" });
  await found.getByRole("button", { name: /^conv2\/W\s*\d+ ops/ }).click();
  await expect(card(page).getByRole("heading", { level: 2 })).toHaveText("W");
  expect(openScopes(page)).toBe("conv2");
  await expect(graph(page)).toHaveAccessibleName(/conv2\/W selected$/);
  await page.goBack();
  await expect.poll(() => openScopes(page)).toBe("");
});

test("what accuracy is computed from reaches x and labels, and nothing of the optimizer", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=accuracy`);
  await card(page).getByRole("button", { name: "Trace inputs" }).click();
  await expect(page).toHaveURL(/graphs\.trace=inputs/);
  await expect(card(page).getByRole("status")).toHaveText(
    /^\d+ operations it is computed from, with itself$/,
  );
  const { names } = (await (
    await page.request.post(`${server.baseUrl}/api/v1/graphs/trace`, {
      data: {
        graph: { run: "lr_1E-03,conv=2,fc=1", tag: "__run_graph__", plugin: "graphs" },
        path: "accuracy",
      },
    })
  ).json()) as { names: string[] };
  expect(names).toEqual(expect.arrayContaining(["x", "labels"]));
  expect(names.filter((name) => name.startsWith("train/"))).toEqual([]);
  await expect(card(page).getByRole("status")).toHaveText(
    `${names.length} operations it is computed from, with itself`,
  );
});

test("a scope opens by a double click and by the keyboard, and its frame holds what is in it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeGraph(logdir, "run", [
    { name: "layer/W", op: "VariableV2" },
    { name: "layer/MatMul", op: "MatMul", input: ["layer/W", "x"] },
    { name: "x", op: "Placeholder" },
    { name: "loss", op: "Mean", input: ["layer/MatMul"] },
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=layer`);
  await graph(page).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => openScopes(page)).toBe("layer");
  await expect(graph(page)).toHaveAccessibleName(/5 items shown/);
  await card(page).getByRole("button", { name: "Close", exact: true }).click();
  await expect.poll(() => openScopes(page)).toBe("");
  await expect(card(page).getByRole("button", { name: "x" })).toBeVisible();
  await card(page).getByRole("button", { name: "x" }).click();
  await expect(card(page).getByRole("heading", { level: 2 })).toHaveText("x");
});

test("parameters of the tutorial are those of its layers", async ({ board, logdir, page, serve }) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.table=true`);
  const table = page.getByRole("region", { name: "Parameters" });
  // 5 × 5 × 8 × 16 weights and 16 biases, without what Adam keeps of them.
  await expect(table.getByRole("row", { name: /^conv2 scope/ })).toContainText("3,216");
  await table.getByRole("button", { name: "parameters", exact: true }).click();
  await expect(table.getByRole("columnheader", { name: /parameters/ })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
});

test("a file of the log directory, one that is dropped, and one that is no graph", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeRun(logdir, "run", { curves: { loss: (step) => 1 / (step + 1) }, stepCount: 3 });
  writeGraph(logdir, "other", [{ name: "x", op: "Placeholder" }]);
  cpSync(
    join(import.meta.dirname, "..", "..", "packages", "graph", "fixtures", "torch.onnx"),
    join(logdir, "run", "torch.onnx"),
  );
  writeFileSync(
    join(logdir, "run", "picture.pb"),
    readFileSync(join(fixtures, "tf1_mnist", "logdir", "lr_1E-03,conv=2,fc=1", "sprite.png")),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  const choice = page.getByRole("combobox", { name: "Graph", exact: true });
  await choice.selectOption({ label: "run · run/torch.onnx" });
  await expect(graph(page)).toHaveAccessibleName(/torch\.onnx: \d+ items shown/);
  await choice.selectOption({ label: "run · run/picture.pb" });
  await expect(page.getByRole("alert")).toContainText("PNG");
  await page.evaluate(() => {
    const text =
      'node { name: "dropped/a" op: "Placeholder" } node { name: "b" op: "Relu" input: "dropped/a" }';
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "mine.pbtxt"));
    document
      .querySelector(".graphs")
      ?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
  });
  await expect(graph(page)).toHaveAccessibleName("mine.pbtxt: 2 items shown");
});

test("ten thousand operations of ResNet-50, in its stages", async ({ board, logdir, page, serve }) => {
  cpSync(join(fixtures, "big_graph", "logdir"), logdir, { recursive: true });
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await expect(page.getByText("10,328 ops", { exact: true })).toBeVisible();
  await page.getByLabel("Find in the graph").fill("stage4");
  const found = page.getByRole("region", { name: "Found in the graph" });
  await found.getByRole("button", { name: /^stage4\s*914 ops/ }).click();
  await card(page).getByRole("button", { name: "Open", exact: true }).click();
  await expect.poll(() => openScopes(page)).toBe("stage4");
  await board.waitForBoardIdle();
  await expect(graph(page)).toHaveAccessibleName(/stage4 selected$/);
});
