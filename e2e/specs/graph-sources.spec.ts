// Where graphs come from: PyTorch's add_graph, the tutorial without name scopes, a run that begins while the page is open, files that are cut short or very large.
import {
  cpSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import {
  decodeMessage,
  encodeMessage,
  EventSchema,
  type GraphDef,
  GraphDefSchema,
  RecordReader,
} from "@runboard/tfevents";
import { expect, test } from "../board-test.ts";
import { writeGraph } from "../write-logdir.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");
const tutorialRun = "lr_1E-03,conv=2,fc=2";

const graph = (page: Page) => page.getByRole("application");
const card = (page: Page) => page.getByRole("complementary", { name: "Selected item" });
const choice = (page: Page) => page.getByRole("combobox", { name: "Graph", exact: true });

function tutorialGraph(): GraphDef {
  const directory = join(fixtures, "tf1_mnist", "logdir", tutorialRun);
  const file = readdirSync(directory).find((name) => name.includes("tfevents")) ?? "";
  const reader = new RecordReader();
  reader.push(readFileSync(join(directory, file)));
  for (let record = reader.next(); record.kind === "record"; record = reader.next()) {
    const event = decodeMessage(EventSchema, record.data);
    if (event?.what.case !== "graphDef") continue;
    const found = decodeMessage(GraphDefSchema, event.what.value);
    if (found) return found;
  }
  throw new Error("the fixture has no graph");
}

test("PyTorch's add_graph: modules open, and a convolution says what it is", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  cpSync(join(fixtures, "torch_all", "logdir"), logdir, { recursive: true });
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await expect(graph(page)).toHaveAccessibleName(/^main graph: \d+ items shown$/);
  await page.getByLabel("Find in the graph").fill("op:aten::_convolution");
  await page
    .getByRole("region", { name: "Found in the graph" })
    .getByRole("button", { name: /aten::_convolution/ })
    .click();
  await expect(graph(page)).toHaveAccessibleName(/Sequential\/Conv2d\[0\]\/input\.3 selected$/);
  const crumbs = page.getByRole("navigation", { name: "Scopes of the selected item" });
  await expect(crumbs.getByRole("button")).toHaveText(["main graph", "Sequential", "Conv2d[0]", "input.3"]);
  await expect(card(page)).toContainText(/operation\s*aten::_convolution/);
  await expect(card(page).getByRole("button", { name: /^Sequential\/Conv2d\[0\]\/weight/ })).toBeVisible();
  await expect(card(page).getByRole("heading", { name: "Attributes" })).toBeVisible();
  await crumbs.getByRole("button", { name: "Conv2d[0]" }).click();
  await expect(card(page).getByRole("heading", { level: 2 })).toHaveText("Conv2d[0]");
});

test("the tutorial without name scopes is a tangle, beside the one that has them", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const scoped = tutorialGraph();
  const flat = (name: string): string => name.replaceAll("/", "_");
  const plain = ({ name, op, input }: GraphDef["node"][number]) => ({ name, op, input });
  writeGraph(logdir, "scoped", scoped.node.map(plain));
  writeGraph(
    logdir,
    "flat",
    scoped.node.map(({ name, op, input }) => ({ name: flat(name), op, input: input.map(flat) })),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  const shownCount = async (run: string): Promise<number> => {
    await choice(page).selectOption({ label: `${run} · graph` });
    await board.waitForBoardIdle();
    await expect(graph(page)).toHaveAccessibleName(new RegExp(`^${run} graph: `));
    const name = (await graph(page).getAttribute("aria-label")) ?? "";
    return Number(/([\d,]+) items shown/.exec(name)?.[1]?.replace(",", ""));
  };
  const [scopedCount, flatCount] = [await shownCount("scoped"), await shownCount("flat")];
  expect(scopedCount).toBeLessThan(20);
  expect(flatCount).toBeGreaterThan(100);
  await expect(page.getByText(`${scoped.node.length} ops`, { exact: true })).toBeVisible();
});

test("a graph that is logged while the page is open is offered", async ({ board, logdir, page, serve }) => {
  writeGraph(logdir, "first", [{ name: "x", op: "Placeholder" }]);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await expect(choice(page).getByRole("option")).toHaveText(["first · graph"]);
  writeGraph(logdir, "second", [
    { name: "a/y", op: "Placeholder" },
    { name: "z", op: "Relu", input: ["a/y"] },
  ]);
  await expect(choice(page).getByRole("option")).toHaveText(["first · graph", "second · graph"]);
  // What one looks at stays.
  await expect(graph(page)).toHaveAccessibleName("first graph: 1 items shown");
  await choice(page).selectOption({ label: "second · graph" });
  await expect(graph(page)).toHaveAccessibleName("second graph: 2 items shown");
});

test("of a graph that is cut short the rest is shown, with what is missing", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const nodes = Array.from({ length: 40 }, (_, at) => ({
    name: `layer_${String.fromCharCode(97 + (at % 26))}${at}/op`,
    op: "Relu",
    input: at === 0 ? [] : [`layer_${String.fromCharCode(97 + ((at - 1) % 26))}${at - 1}/op`],
  }));
  writeGraph(logdir, "whole", [{ name: "x", op: "Placeholder" }]);
  // In the middle of its graph: an event of which only a part has come is none yet.
  const cutEvents = writeGraph(logdir, "cut", nodes);
  truncateSync(cutEvents, 900);
  mkdirSync(join(logdir, "whole"), { recursive: true });
  const bytes = encodeMessage(GraphDefSchema, { node: nodes });
  const path = join(logdir, "whole", "cut.pb");
  const file = openSync(path, "w");
  writeSync(file, bytes.subarray(0, Math.floor(bytes.length / 2)));
  closeSync(file);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await expect(choice(page).getByRole("option")).toHaveText(["whole · graph", "whole · whole/cut.pb"]);
  await choice(page).selectOption({ label: "whole · whole/cut.pb" });
  await expect(graph(page)).toHaveAccessibleName(/cut\.pb: \d+ items shown$/);
  await expect(page.locator(".graph-problems")).toContainText(/cut|end/i);
  const count = await page.getByText(/^\d+ ops$/).textContent();
  expect(parseInt(count ?? "", 10)).toBeGreaterThan(15);
  expect(parseInt(count ?? "", 10)).toBeLessThan(25);
});

/** A GraphDef with a constant of so many bytes, written piece by piece: x → y, and the constant beside them. */
function writeLargeGraph(path: string, constantBytes: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const ends = encodeMessage(GraphDefSchema, {
    node: [
      { name: "layer/x", op: "Placeholder" },
      { name: "layer/y", op: "Add", input: ["layer/x", "layer/weights"] },
    ],
  });
  const text = new TextEncoder();
  const field = (number: number, ...parts: readonly Uint8Array[]): readonly Uint8Array[] => {
    const length = parts.reduce((sum, { length: size }) => sum + size, 0);
    return [Uint8Array.from(varint((number << 3) | 2)), Uint8Array.from(varint(length)), ...parts];
  };
  const zeros = new Uint8Array(constantBytes);
  // tensor_content of `tensor` of the attribute `value` of a node.
  const tensor = [Uint8Array.of(8, 1), ...field(4, zeros)];
  const entry = [...field(1, text.encode("value")), ...field(2, ...field(8, ...tensor))];
  const node = [
    ...field(1, text.encode("layer/weights")),
    ...field(2, text.encode("Const")),
    ...field(5, ...entry),
  ];
  const file = openSync(path, "w");
  writeSync(file, ends);
  for (const part of field(1, ...node)) writeSync(file, part);
  closeSync(file);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

const LARGE_BYTES = 200e6;

test("a graph file of 200 MB opens, and the page does not freeze", async ({
  board,
  logdir,
  page,
  serve,
}, info) => {
  test.setTimeout(180_000);
  writeGraph(logdir, "run", [{ name: "x", op: "Placeholder" }]);
  writeLargeGraph(join(logdir, "run", "large.pb"), LARGE_BYTES);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(window, { longTasks: tasks });
    new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({
      type: "longtask",
    });
  });
  const before = Date.now();
  await choice(page).selectOption({ label: "run · run/large.pb" });
  await expect(graph(page)).toHaveAccessibleName(/large\.pb: 1 items shown$/, { timeout: 120_000 });
  const millis = Date.now() - before;
  const tasks = await page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
  info.annotations.push({
    type: "long tasks",
    description: `${LARGE_BYTES / 1e6} MB in ${millis} ms: ${tasks.map((task) => Math.round(task)).join(", ") || "none"}`,
  });
  // Brought together on the page's own thread, its bytes stop the page for more than a second.
  expect(tasks.filter((task) => task > 200)).toEqual([]);
});
