// Graphs: what threads do with a hundred thousand operations, and whether the page stays at hand with them.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { type Figure, medianFigure, quantile } from "./figures.ts";
import { chain } from "./graph-files.ts";
import type { GraphWork } from "./graph-work.ts";
import { MeasuredPage, withBrowser } from "./measured-page.ts";
import { withServer } from "./measured-server.ts";

/** ResNet-50 with gradients. */
const bigGraph = join(import.meta.dirname, "..", "..", "fixtures", "big_graph", "logdir");
const LONG_TASK_MILLIS = 50;
const OPEN_SCOPES = 20;
const EXPANSIONS = 20;
const PANS = 60;
const VISIBLE_NODES = 10_000;

export async function measureGraphs(repetitions: number): Promise<readonly Figure[]> {
  return [...measureWork(repetitions), ...(await measurePages(repetitions))];
}

function measureWork(repetitions: number): readonly Figure[] {
  const program = join(import.meta.dirname, "graph-work.ts");
  const works = Array.from({ length: repetitions }, (): GraphWork => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [
      ...process.execArgv,
      "--expose-gc",
      program,
    ]);
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as GraphWork;
  });
  const figure = (name: string, target: number | undefined, of: (work: GraphWork) => number): Figure =>
    medianFigure(named(name, "ms", target), works.map(of));
  return [
    figure("graph of 100,000 operations read and folded", 2000, (work) => work.readMillis + work.foldMillis),
    medianFigure(
      named("memory that it keeps, beside its file", "MiB", 500),
      works.map(({ keptMebibytes }) => keptMebibytes),
    ),
    figure("a level of 2,000 operations laid out", 2000, ({ flatMillis }) => flatMillis),
    figure("a chain of 10,000 laid out", undefined, ({ chainMillis }) => chainMillis),
    figure("all levels of scopes 5,000 deep laid out", undefined, ({ treeMillis }) => treeMillis),
    figure("two graphs of 100,000 operations compared", 3000, ({ diffMillis }) => diffMillis),
  ];
}

async function measurePages(repetitions: number): Promise<readonly Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), "runboard-bench-graphs-"));
  try {
    cpSync(bigGraph, directory, { recursive: true });
    const figures = await withServer(directory, ({ baseUrl }) =>
      withBrowser((browser) => measureBigGraph(browser, baseUrl, repetitions)),
    );
    writeFileSync(join(directory, "resnet50", "chain.pb"), chain(VISIBLE_NODES));
    return [
      ...figures,
      ...(await withServer(directory, ({ baseUrl }) =>
        withBrowser((browser) => measureManyNodes(browser, baseUrl, repetitions)),
      )),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** How the page's picture says what it shows. */
const shownText = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector("[role=application]")?.getAttribute("aria-label") ?? "");

async function measureBigGraph(
  browser: Browser,
  baseUrl: string,
  repetitions: number,
): Promise<readonly Figure[]> {
  const firstMillis: number[] = [];
  const expandMillis: number[] = [];
  let longTasks: readonly number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, undefined);
    const { page } = measured;
    await measured.settleAt(`${baseUrl}/histograms`);
    const tasks = await measured.taskMillis(async () => {
      firstMillis.push(await page.evaluate(clickGraphs));
      await measured.settled();
    });
    longTasks = [...longTasks, ...tasks.filter((millis) => millis > LONG_TASK_MILLIS)];
    expandMillis.push(...(await expansions(measured, baseUrl)));
    await measured.close();
  }
  return [
    medianFigure(named("big_graph (10,000 operations), click → first level drawn", "ms", 500), firstMillis),
    {
      ...named(`tasks over ${LONG_TASK_MILLIS} ms of the page's processor time meanwhile`, "", 0),
      value: longTasks.length,
    },
    {
      ...named(`a scope opened with ${OPEN_SCOPES} others open, key → drawn, p95`, "ms", 150),
      value: quantile(expandMillis, 0.95),
    },
  ];
}

/** Runs in the page. */
async function clickGraphs(): Promise<number> {
  const link = [...document.querySelectorAll("a")].find(({ textContent }) => textContent.trim() === "Graphs");
  if (!link) throw new Error("the page has no link to graphs");
  const startMillis = performance.now();
  link.click();
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    if (/ items shown/.test(document.querySelector("[role=application]")?.getAttribute("aria-label") ?? ""))
      break;
  }
  await new Promise((resolve) => {
    const messages = new MessageChannel();
    messages.port1.onmessage = resolve;
    messages.port2.postMessage(null);
  });
  return performance.now() - startMillis;
}

/** Opens and closes one scope after the other, with others open around them. */
async function expansions(measured: MeasuredPage, baseUrl: string): Promise<readonly number[]> {
  const { page } = measured;
  const listed = await page.request.post(`${baseUrl}/api/v1/graphs`, { data: { runs: [] } });
  const runs = (await (await page.request.get(`${baseUrl}/api/v1/runs`)).json()) as {
    readonly runs: readonly { readonly run: string }[];
  };
  if (!listed.ok()) throw new Error(await listed.text());
  const { graphs } = (await (
    await page.request.post(`${baseUrl}/api/v1/graphs`, { data: { runs: runs.runs.map(({ run }) => run) } })
  ).json()) as { readonly graphs: readonly { readonly source: object }[] };
  const scopes = await scopesOf(page, baseUrl, graphs[0]?.source ?? {});
  const open = scopes.slice(0, OPEN_SCOPES);
  const millis: number[] = [];
  for (const path of scopes.slice(OPEN_SCOPES, OPEN_SCOPES + EXPANSIONS)) {
    const query = new URLSearchParams({ "graphs.open": open.join(";"), "graphs.at": path });
    await measured.settleAt(`${baseUrl}/graphs?${query.toString()}`);
    const before = await shownText(page);
    await page.locator("[role=application]").focus();
    millis.push(
      await page.evaluate(async (text) => {
        const picture = document.querySelector("[role=application]");
        const startMillis = performance.now();
        picture?.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }),
        );
        while (picture?.getAttribute("aria-label") === text)
          await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - startMillis;
      }, before),
    );
  }
  return millis;
}

/** Paths of scopes, outer ones first. */
async function scopesOf(page: Page, baseUrl: string, graph: object): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [""];
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    const response = await page.request.post(`${baseUrl}/api/v1/graphs/scope`, { data: { graph, path } });
    const { items } = (await response.json()) as {
      readonly items: readonly { readonly path: string; readonly kind: string }[];
    };
    const scopes = items.filter(({ kind }) => kind === "scope").map((item) => item.path);
    found.push(...scopes);
    if (found.length >= OPEN_SCOPES + EXPANSIONS) return found;
    pending.push(...scopes);
  }
  throw new Error(`${found.length} scopes are too few`);
}

async function measureManyNodes(
  browser: Browser,
  baseUrl: string,
  repetitions: number,
): Promise<readonly Figure[]> {
  const panMillis: number[] = [];
  const zoomMillis: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const measured = await MeasuredPage.open(browser, undefined);
    const { page } = measured;
    await measured.settleAt(
      `${baseUrl}/graphs?graphs.graph=${encodeURIComponent("file\u001fresnet50/chain.pb")}`,
    );
    if (!(await shownText(page)).includes("10,000 items")) throw new Error(await shownText(page));
    const box = await page.locator("[role=application]").boundingBox();
    if (!box) throw new Error("the page has no picture");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    panMillis.push(
      await millisPerFrame(measured, async (turn) => {
        await page.mouse.move(x + 3 * turn, y + (turn % 20));
      }),
    );
    await page.mouse.up();
    zoomMillis.push(
      await millisPerFrame(measured, async (turn) => {
        await page.mouse.wheel(0, turn < PANS / 2 ? 12 : -12);
      }),
    );
    await measured.close();
  }
  return [
    medianFigure(named("10,000 operations in view, panned, main thread per frame", "ms", 16), panMillis),
    medianFigure(named("the same, zoomed", "ms", 16), zoomMillis),
  ];
}

/** Of the page's main thread. One act a frame. */
async function millisPerFrame(measured: MeasuredPage, act: (turn: number) => Promise<void>): Promise<number> {
  const { page } = measured;
  const before = await measured.threadMillis();
  for (let turn = 0; turn < PANS; turn++) {
    await act(turn);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  return ((await measured.threadMillis()) - before) / PANS;
}

function named(
  name: string,
  unit: string,
  target?: number,
): Pick<Figure, "name" | "unit" | "tensorBoard" | "target"> {
  return { name, unit, tensorBoard: undefined, target };
}
