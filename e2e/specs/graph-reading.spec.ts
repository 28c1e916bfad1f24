// Reading a graph: paths between two nodes, pinned nodes, series as their members, edges, names as they are, and the picture saved as it is seen.
import { cpSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeGraph } from "../write-logdir.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");

const tutorial = (logdir: string): void => {
  cpSync(join(fixtures, "tf1_mnist", "logdir"), logdir, { recursive: true });
};

const graph = (page: Page) => page.getByRole("application");
const card = (page: Page) => page.getByRole("complementary", { name: "Selected item" });
const edgeCard = (page: Page) => page.getByRole("complementary", { name: "Selected edge" });
const action = (page: Page, name: string | RegExp) => card(page).getByRole("button", { name, exact: true });

const inUrl = (page: Page, name: string): string | null =>
  new URL(page.url()).searchParams.get(`graphs.${name}`);

/** Types into the search of the graph and takes what it finds. */
async function goTo(page: Page, query: string, found: RegExp): Promise<void> {
  await page.getByLabel("Find in the graph").fill(query);
  await page.getByRole("region", { name: "Found in the graph" }).getByRole("button", { name: found }).click();
}

test("all that lies on paths between two nodes, whichever comes first, until Escape", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=accuracy`);
  await action(page, "Paths to…").click();
  const note = page.getByRole("status").filter({ hasText: /[Pp]ath/ });
  await expect(note).toHaveText(/^Paths from accuracy: choose the other node/);
  await goTo(page, "conv1", /^conv1\s*\d+ ops/);
  const { operationCount, names } = (await (
    await page.request.post(`${server.baseUrl}/api/v1/graphs/trace`, {
      data: {
        graph: { run: "lr_1E-03,conv=2,fc=1", tag: "__run_graph__", plugin: "graphs" },
        path: "conv1",
        direction: "outputs",
        to: "accuracy",
      },
    })
  ).json()) as { operationCount: number; names: string[] };
  expect(names).toContain("conv2/Conv2D");
  expect(names).not.toContain("labels");
  await expect(note).toHaveText(`${operationCount} operations on paths from conv1 to accuracy`);
  expect(inUrl(page, "trace")).toBe("paths");
  await expect(card(page).getByRole("heading", { level: 2 })).toHaveText("accuracy");
  await page.reload();
  await board.waitForBoardIdle();
  await expect(note).toHaveText(`${operationCount} operations on paths from conv1 to accuracy`);
  await expectAccessible(page);
  await graph(page).focus();
  await page.keyboard.press("Escape");
  await expect(note).toHaveCount(0);
  await expect.poll(() => inUrl(page, "trace")).toBeNull();
  await action(page, "Paths to…").click();
  await goTo(page, "zeros", /^zeros\s*\d+ ops/);
  await expect(note).toHaveText("No path from accuracy to zeros, nor back: no tensor leads there");
});

test("pinned nodes stay at hand, are in the address, and fly there", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.open=conv2&graphs.at=conv2%2FW`);
  await action(page, "Pin").click();
  await graph(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect(graph(page)).toHaveAccessibleName(/ selected$/);
  await expect(graph(page)).not.toHaveAccessibleName(/conv2\/W selected$/);
  await page.keyboard.press("m");
  const pins = page.getByRole("list", { name: "Pinned nodes" });
  await expect(pins.getByRole("listitem")).toHaveText(["conv2/W", /./]);
  await page.keyboard.press("m");
  await expect(pins.getByRole("listitem")).toHaveText(["conv2/W"]);
  await page.getByRole("button", { name: "Close all" }).click();
  await page.reload();
  await board.waitForBoardIdle();
  await pins.getByRole("button", { name: "conv2/W", exact: true }).click();
  await expect(graph(page)).toHaveAccessibleName(/conv2\/W selected$/);
  expect(inUrl(page, "open")).toBe("conv2");
  await pins.getByRole("button", { name: "Unpin conv2/W" }).click();
  await expect(pins).toHaveCount(0);
  expect(inUrl(page, "pins")).toBeNull();
});

test("a series is shown as its members and grouped again, one or all", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeGraph(logdir, "run", [
    { name: "x", op: "Placeholder" },
    ...Array.from({ length: 6 }, (_, at) => ({
      name: `relu_${at}`,
      op: "Relu",
      input: [at === 0 ? "x" : `relu_${at - 1}`],
    })),
    ...Array.from({ length: 5 }, (_, at) => ({
      name: `tail/tanh_${at}`,
      op: "Tanh",
      input: [at === 0 ? "relu_5" : `tail/tanh_${at - 1}`],
    })),
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.open=tail&graphs.at=%5Brelu_%200-5%5D`);
  await expect(graph(page)).toHaveAccessibleName(/: 4 items shown/);
  await action(page, "Show the 6 as single items").click();
  await expect(graph(page)).toHaveAccessibleName(/: 9 items shown/);
  expect(inUrl(page, "ungrouped")).toBe("[relu_ 0-5]");
  await page.reload();
  await board.waitForBoardIdle();
  await expect(graph(page)).toHaveAccessibleName(/: 9 items shown/);
  await goTo(page, "relu_3", /^relu_3/);
  await action(page, "Group into relu_[0-5] again").click();
  await expect(graph(page)).toHaveAccessibleName(/: 4 items shown, \[relu_ 0-5\] selected/);
  await page.getByRole("button", { name: "How the graph is laid out" }).click();
  await page.getByRole("checkbox", { name: /^Fold series/ }).uncheck();
  await expect(graph(page)).toHaveAccessibleName(/: 13 items shown/);
  await expect.poll(() => inUrl(page, "fold")).toBe("0");
});

test("an edge says what it carries, and lists it with both ends", async ({ board, logdir, page, serve }) => {
  writeGraph(logdir, "run", [
    { name: "from/a", op: "VariableV2" },
    { name: "from/b", op: "Relu" },
    { name: "into/y", op: "Assign", input: ["from/a", "from/b:1"] },
    { name: "into/z", op: "AddN", input: ["from/b:1"] },
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  const box = await graph(page).boundingBox();
  // Two items, one above the other, all of it in view: the edge between them is in the middle.
  const middle = { x: (box?.width ?? 0) / 2, y: (box?.height ?? 0) / 2 };
  await graph(page).hover({ position: middle });
  const tip = page.getByRole("tooltip").filter({ hasText: "→" });
  await expect(tip).toHaveText(/^from → into2 tensors, 2 of unknown size, taken 3 timesa reference/);
  await graph(page).click({ position: middle });
  await expect(edgeCard(page).getByRole("listitem")).toHaveText([
    "from/a:0 → into/y:0 unknown type reference",
    "from/b:1 → into/y:1 unknown type",
    "from/b:1 → into/z:0 unknown type",
  ]);
  await expectAccessible(page);
  await page.reload();
  await board.waitForBoardIdle();
  await edgeCard(page).getByRole("button", { name: "into/z:0" }).click();
  await expect(card(page).getByRole("heading", { level: 2 })).toHaveText("z");
  await expect(edgeCard(page)).toHaveCount(0);
  expect(inUrl(page, "edge")).toBeNull();
});

test("names with marks of paths are shown as they are", async ({ board, logdir, page, serve }) => {
  writeGraph(logdir, "run", [
    { name: "50%/(a", op: "Placeholder" },
    { name: "50%/[b", op: "Relu", input: ["50%/(a"] },
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.open=50%2525`);
  await goTo(page, "(a", /\(a|%28a/);
  const crumbs = page.getByRole("navigation", { name: "Scopes of the selected item" });
  await expect(crumbs.getByRole("button")).toHaveText(["run graph", "50%", "(a"]);
});

test("what is counted for one example says so, in card, table and CSV", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=conv1&graphs.table=true`);
  await expect(card(page)).toContainText(/FLOPs per exampleof 1 op: batch unknown/);
  const table = page.getByRole("region", { name: "Parameters" });
  await expect(table.getByRole("row", { name: /^conv1 scope/ })).toContainText("(1 op per example)");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    table.getByRole("button", { name: "Save as CSV" }).click(),
  ]);
  const [head = "", ...lines] = readFileSync(await download.path(), "utf8").split("\r\n");
  const column = head.split(",").indexOf("flops_per_example");
  expect(lines.find((line) => line.startsWith("conv1,"))?.split(",")[column]).toBe("1");
});

test("the picture is saved as it is seen, beside the whole", async ({ board, logdir, page, serve }) => {
  tutorial(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=conv1`);
  const saved = async (name: string): Promise<string> => {
    await page.getByRole("button", { name: "Save the picture" }).click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name, exact: true }).click(),
    ]);
    return download.path();
  };
  const sizeOf = (svg: string): readonly number[] =>
    [...svg.matchAll(/^<svg[^>]*? width="([\d.]+)"[^>]*? height="([\d.]+)"/g)].flatMap(([, w, h]) => [
      Number(w),
      Number(h),
    ]);
  const box = await graph(page).boundingBox();
  for (let press = 0; press < 8; press++) await page.getByRole("button", { name: "Zoom in" }).click();
  await board.waitForBoardIdle();
  const seen = readFileSync(await saved("What is seen, as SVG"), "utf8");
  const whole = readFileSync(await saved("The graph as it is open, as SVG"), "utf8");
  expect(sizeOf(seen)[0]).toBeCloseTo(box?.width ?? 0, 0);
  expect(sizeOf(whole)).not.toEqual(sizeOf(seen));
  // Eight times nearer: not all is in view.
  expect(whole).toContain(">conv1<");
  expect(whole).toContain(">xent<");
  expect(seen).not.toContain(">xent<");
  expect(statSync(await saved("What is seen, as PNG")).size).toBeGreaterThan(1000);
});
