// The images dashboard: pictures at one step, sharp and as they were logged, beside what is no picture.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SummaryValue } from "@runboard/tfevents";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { pictureValue, pngOf } from "../pictures.ts";
import { writeValues } from "../write-logdir.ts";

const runs = ["lr=0.1", "lr=0.01"] as const;
const steps = [0, 10, 20, 30, 40, 50];

/** Its red says of which step it is, its blue of which run; its first pixel is white. */
function marked(step: number, run: number): Uint8Array {
  return pngOf(14, 10, (left, top) => (left + top === 0 ? [255, 255, 255] : [step, 100, 200 * run]));
}

/** The second run has pictures at every other step only. */
function writePictures(logdir: string): void {
  for (const [i, run] of runs.entries()) {
    const ofRun = steps.filter((step) => i === 0 || step % 20 === 0);
    const values = ofRun.flatMap((step): (readonly [number, SummaryValue])[] => [
      [step, pictureValue("net/input", [marked(step, i)])],
      [step, pictureValue("net/batch", [marked(step, i), marked(step + 1, i), marked(step + 2, i)])],
    ]);
    writeValues(logdir, run, values);
  }
}

function cell(page: Page, run: string, tag: string) {
  return page.locator(`[data-cell="=k:images;r:${run};t:${tag}"]:not([data-surface=pinned])`);
}

const slider = (page: Page) => page.getByRole("slider", { name: "Step" });

interface Shown {
  /** Pixels of the picture, and pixels of the page that each takes. */
  readonly size: readonly [width: number, height: number, scale: number];
  /** Of its middle: red, green, blue. */
  readonly color: readonly number[];
}

/** What is drawn in a cell, sample by sample. */
async function drawn(page: Page, run: string, tag: string): Promise<readonly Shown[]> {
  return await cell(page, run, tag)
    .locator("canvas")
    .evaluateAll((canvases) =>
      (canvases as HTMLCanvasElement[]).map((canvas) => ({
        size: [canvas.width, canvas.height, canvas.getBoundingClientRect().width / canvas.width] as const,
        color: [
          ...(canvas.getContext("2d")?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data ?? []),
        ].slice(0, 3),
      })),
    );
}

test("pictures of the page's step stand by tag and run in whole pixels, samples side by side", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images`);
  const net = page.getByRole("table", { name: "net" });
  await expect(net.getByRole("columnheader")).toHaveText(["lr=0.01", "lr=0.1"]);
  await expect(net.getByRole("rowheader")).toHaveText(["batch", "input"]);
  const [first] = await drawn(page, runs[0], "net/input");
  expect(first?.color).toEqual([50, 100, 0]);
  const [width = 0, height = 0, scale = 0] = first?.size ?? [];
  expect([width, height]).toEqual([14, 10]);
  expect(scale).toBeGreaterThan(8);
  expect(scale).toBe(Math.round(scale));
  expect((await drawn(page, runs[0], "net/batch")).map(({ color }) => color[0])).toEqual([50, 51, 52]);
  await slider(page).press("Home");
  await board.waitForBoardIdle();
  expect((await drawn(page, runs[1], "net/input"))[0]?.color).toEqual([0, 100, 200]);
  await page.keyboard.press("ArrowRight");
  await board.waitForBoardIdle();
  expect((await drawn(page, runs[0], "net/input"))[0]?.color).toEqual([10, 100, 0]);
  // The other run has none there: its newest before it, dimmed, with its own step.
  const older = cell(page, runs[1], "net/input");
  await expect(older).toHaveAttribute("data-older");
  await expect(older).toContainText("step 0");
  expect((await drawn(page, runs[1], "net/input"))[0]?.color).toEqual([0, 100, 200]);
  await expect(older.locator(".picture-view")).toHaveCSS("opacity", "0.6");
});

test("what comes next is there before it is looked at, and nothing is fetched twice", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  let requestCount = 0;
  const asked: string[] = [];
  page.on("request", (request) => {
    if (!request.url().includes("/api/v1/blobs")) return;
    requestCount++;
    asked.push(...new URL(request.url()).searchParams.getAll("id"));
  });
  await board.open(`${server.baseUrl}/images?step=0&tagFilter=input`);
  await page.keyboard.press("ArrowRight");
  await board.waitForBoardIdle();
  // Six steps of one run, three of the other.
  await expect.poll(() => asked.length).toBe(9);
  for (let step = 20; step <= 50; step += 10) {
    await page.keyboard.press("ArrowRight");
    await board.waitForBoardIdle();
    expect((await drawn(page, runs[0], "net/input"))[0]?.color[0]).toBe(step);
  }
  expect(asked).toHaveLength(9);
  expect(new Set(asked).size).toBe(9);
  // Those of a step together, and those ahead of it.
  expect(requestCount).toBeLessThan(6);
});

test("what is no picture says what it is, and the others go on", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  const png = Buffer.from(marked(7, 0));
  // 50,000 × 50,000 pixels, as its head says.
  const bomb = Buffer.from(png);
  bomb.writeUInt32BE(50_000, 16);
  bomb.writeUInt32BE(50_000, 20);
  const pictures: Readonly<Record<string, Uint8Array>> = {
    bomb,
    cut: png.subarray(0, 45),
    drawing: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    empty: Buffer.alloc(0),
    good: png,
    page: Buffer.from("<html><script>alert(1)</script></html>"),
  };
  const values = Object.entries(pictures).map(([tag, picture]): readonly [number, SummaryValue] => [
    3,
    pictureValue(tag, [picture]),
  ]);
  writeValues(logdir, "run", values);
  const server = await serve();
  await board.open(`${server.baseUrl}/images`);
  await page.setViewportSize({ width: 1440, height: 2400 });
  await expect(cell(page, "run", "bomb")).toContainText(
    "It has 50,000 × 50,000 pixels, more than a page can hold",
  );
  await expect(cell(page, "run", "cut")).toContainText("begin as a PNG file, but are cut short or damaged");
  for (const tag of ["drawing", "page"])
    await expect(cell(page, "run", tag)).toContainText("are no picture of a kind that may be shown here");
  await expect(cell(page, "run", "empty")).toContainText("It is empty");
  // Where it is: the step, and the file below the log directory.
  for (const tag of ["bomb", "cut", "drawing", "empty", "page"]) {
    await expect(cell(page, "run", tag)).toContainText("Step 3: It");
    await expect(cell(page, "run", tag)).toContainText(/File: run\/events\.out\.tfevents\.[\w.]+$/);
  }
  await board.waitForBoardIdle();
  expect((await drawn(page, "run", "good"))[0]?.color).toEqual([7, 100, 0]);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("light and size are for all pictures, and stay in a link; a picture is saved as it was logged", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?tagFilter=input`);
  await page.getByText("Actual size").click();
  await page.getByRole("button", { name: /^Light and colours/ }).click();
  await page.getByRole("slider", { name: "Contrast" }).fill("2");
  await page.getByRole("slider", { name: "Brightness" }).fill("0.5");
  await expect(page).toHaveURL(/images\.contrast=2/);
  await page.keyboard.press("Escape");
  await page.reload();
  await board.waitForBoardIdle();
  for (const run of runs) {
    const canvas = cell(page, run, "net/input").locator("canvas");
    await expect(canvas).toHaveCSS("filter", "brightness(0.5) contrast(2)");
    expect((await drawn(page, run, "net/input"))[0]?.size).toEqual([14, 10, 1]);
  }
  await page.getByRole("button", { name: /^Pictures are not shown as they are/ }).click();
  await page.getByRole("button", { name: "As they are", exact: true }).click();
  await expect(cell(page, runs[0], "net/input").locator("canvas")).toHaveCSS("filter", "none");
  await page.keyboard.press("Escape");
  const download = page.waitForEvent("download");
  await cell(page, runs[0], "net/input").hover();
  await cell(page, runs[0], "net/input")
    .getByRole("link", { name: /^Save: net\/input of lr=0\.1/ })
    .click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/\.png$/);
  expect(readFileSync(await saved.path())).toEqual(Buffer.from(marked(50, 0)));
});

test("on full screen steps go on, by keys and by its own slider", async ({ board, logdir, page, serve }) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(
    `${server.baseUrl}/images?step=0&full=${encodeURIComponent("=k:images;r:lr=0.01;t:net/input")}`,
  );
  const dialog = page.getByRole("dialog", { name: "net/input of lr=0.01" });
  await expect(dialog.getByRole("slider", { name: "Step" })).toHaveAttribute(
    "aria-valuetext",
    "step 0, 1 of 3",
  );
  await page.keyboard.press("ArrowRight");
  await expect(dialog).toContainText("step 20");
  await page.keyboard.press(".");
  await expect(dialog).toContainText("step 40");
});

test("rows and columns may stand for steps and samples", async ({ board, logdir, page, serve }) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?tagFilter=batch&images.rows=run&images.columns=sample&step=20`);
  const net = page.getByRole("table", { name: "net" });
  await expect(net.getByRole("columnheader")).toHaveText(["sample 1", "sample 2", "sample 3"]);
  expect((await drawn(page, runs[1], "net/batch")).map(({ color }) => color[0])).toEqual([20, 21, 22]);
});

test("a picture that is logged while the page is open is shown", async ({ board, logdir, page, serve }) => {
  writePictures(logdir);
  const server = await serve({ flags: ["--reload_interval", "1"] });
  await board.open(`${server.baseUrl}/images?tagFilter=input`);
  writeValues(logdir, runs[0], [[60, pictureValue("net/input", [marked(60, 0)])]], 1_700_100_000);
  await expect(cell(page, runs[0], "net/input")).toContainText("step 60");
  await board.waitForBoardIdle();
  expect((await drawn(page, runs[0], "net/input"))[0]?.color[0]).toBe(60);
});

for (const fixture of ["tf1_mnist", "tf1_legacy", "tf2_summaries", "torch_all"])
  test(`every picture of ${fixture} is drawn`, async ({ board, logdir, page, serve }) => {
    cpSync(join(import.meta.dirname, "..", "..", "fixtures", fixture, "logdir"), logdir, { recursive: true });
    const server = await serve();
    await page.setViewportSize({ width: 1440, height: 2400 });
    await board.open(`${server.baseUrl}/images`);
    const cells = page.locator("[data-cell]");
    expect(await cells.count()).toBeGreaterThan(1);
    await expect(page.locator(".picture:not([data-state=shown])")).toHaveCount(0);
    for (const one of await cells.all()) expect(await one.locator("canvas").count()).toBeGreaterThan(0);
  });

for (const [colorScheme, width] of [
  ["light", 1440],
  ["dark", 390],
] as const)
  test(`has no serious accessibility violation, ${colorScheme}, ${width} pixels wide`, async ({
    board,
    logdir,
    page,
    serve,
  }) => {
    writePictures(logdir);
    const server = await serve();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await board.open(`${server.baseUrl}/images?step=30`);
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
