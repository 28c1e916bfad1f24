// The sheet on which pictures are compared: beside each other, over each other, in turn, what differs; numbers, true pixels, and all of it in a link.
import { cpSync } from "node:fs";
import { join } from "node:path";
import type { SummaryValue } from "@runboard/tfevents";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { pictureValue, pngOf } from "../pictures.ts";
import { writeValues } from "../write-logdir.ts";

const WIDTH = 24;
const HEIGHT = 16;

/** Green says of which run it is, blue of which step; one pixel in sixteen is red in the second run. */
function marked(step: number, run: number): Uint8Array {
  return pngOf(WIDTH, HEIGHT, (left, top) => [
    run === 1 && left % 4 === 0 && top % 4 === 0 ? 60 : 0,
    100 + 20 * run,
    step,
  ]);
}

const runs = ["a", "b"] as const;

function writePictures(logdir: string): void {
  for (const [i, run] of runs.entries()) {
    const steps = i === 0 ? [0, 10, 20, 30] : [0, 10, 20];
    writeValues(
      logdir,
      run,
      steps.flatMap((step): (readonly [number, SummaryValue])[] => [
        [step, pictureValue("net/output", [marked(step, i)])],
        [step, pictureValue("net/small", [pngOf(8, 8, () => [9, 9, 9])])],
      ]),
    );
  }
}

type Item = readonly [run: string, tag: string, sample?: number, step?: number];

/** An address that opens a comparison. */
function comparison(items: readonly Item[], rest: Readonly<Record<string, string | number>> = {}): string {
  const picked = items
    .map(([run, tag, sample = 0, step = ""]) => [run, tag, sample, step].join(";"))
    .join(";");
  const search = new URLSearchParams({ "images.picked": picked, "images.compare": "side" });
  for (const [name, value] of Object.entries(rest)) search.set(name, String(value));
  return `/images?${search.toString()}`;
}

const both: readonly Item[] = [
  ["a", "net/output"],
  ["b", "net/output"],
];

const sheet = (page: Page) => page.getByRole("dialog", { name: /^Compare \d pictures?$/ });
const panes = (page: Page) => sheet(page).locator(".compare-pane");
const scale = (page: Page) => sheet(page).locator(".compare-scale");
const slider = (page: Page) => sheet(page).getByRole("slider", { name: "Step" });

/** What is drawn at a pixel of the picture: red, green, blue, in its middle and at its four corners. */
async function drawnAt(pane: Locator, x: number, y: number): Promise<readonly number[]> {
  return await pane.evaluate(
    (element, [atX, atY, width, height]) => {
      const canvas = element.querySelector<HTMLCanvasElement>(".compare-view canvas");
      const text = document.querySelector(".compare-scale")?.textContent ?? "";
      const size = Number.parseFloat(text);
      if (!canvas || !Number.isFinite(size)) return [];
      const left = Math.round(canvas.clientWidth / 2 - (width / 2) * size);
      const top = Math.round(canvas.clientHeight / 2 - (height / 2) * size);
      const shares = size > 2 ? [0.5, 1 / size, 1 - 1 / size] : [0.5];
      const found = shares.flatMap((share) => {
        const place = [
          Math.floor(left + (atX + share) * size),
          Math.floor(top + (atY + share) * size),
        ] as const;
        return [
          [...(canvas.getContext("2d")?.getImageData(place[0], place[1], 1, 1).data ?? [])]
            .slice(0, 3)
            .join(),
        ];
      });
      // One colour all over: nothing is smoothed.
      return new Set(found).size === 1 ? (found[0] ?? "").split(",").map(Number) : [];
    },
    [x, y, WIDTH, HEIGHT] as const,
  );
}

test("pictures are picked by a tick or a key, compared on a sheet, and Esc gives the focus back", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?tagFilter=output`);
  const cell = (run: string) => page.locator(`[data-cell="=k:images;r:${run};t:net/output"]`);
  await cell("a").hover();
  await cell("a")
    .getByRole("button", { name: /^Compare: net\/output of a/ })
    .click();
  const bar = page.getByRole("group", { name: "Picked pictures" });
  await expect(bar).toContainText("1 picture picked");
  await cell("b").locator(".picture").hover();
  await page.keyboard.press("m");
  await bar.getByRole("button", { name: "Compare 2 pictures" }).click();
  await board.waitForBoardIdle();
  await expect(panes(page)).toHaveCount(2);
  await expect(panes(page).nth(0)).toContainText("a · step 30");
  // The newest of the other run is older than the newest of all.
  await expect(panes(page).nth(1)).toContainText("b · step 20");
  expect(await drawnAt(panes(page).nth(0), 5, 5)).toEqual([0, 100, 30]);
  expect(await drawnAt(panes(page).nth(1), 4, 4)).toEqual([60, 120, 20]);
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(bar.getByRole("button", { name: "Compare 2 pictures" })).toBeFocused();
  await page.mouse.move(0, 0);
  await bar.getByRole("button", { name: "Let go" }).click();
  await expect(bar).toHaveCount(0);
});

test("numbers stand under each pair; pictures of two sizes have words instead", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(
    server.baseUrl + comparison([...both, ["a", "net/output", 0, 0], ["a", "net/small"]], { step: 0 }),
  );
  // Each pixel's green is 20 off, and red of one in sixteen 60.
  const meanSquare = (20 ** 2 + 60 ** 2 / 16) / 3;
  const psnr = (10 * Math.log10(255 ** 2 / meanSquare)).toFixed(2);
  await expect(panes(page).nth(1)).toContainText(`PSNR${psnr} dB`);
  await expect(panes(page).nth(1)).toContainText("changed100 %");
  await expect(panes(page).nth(1)).toContainText(/SSIM0\.\d{4}/);
  await expect(panes(page).nth(2)).toContainText("PSNR∞ dB");
  await expect(panes(page).nth(2)).toContainText("SSIM1.0000");
  await expect(panes(page).nth(2)).toContainText("changed0 %");
  await expect(panes(page).nth(3)).toContainText("24 × 16 and 8 × 8 pixels: only pictures of one size");
});

test("a handle swipes from one to the other, by arrow keys and by dragging", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(server.baseUrl + comparison(both, { step: 10, "images.compare": "swipe" }));
  const pane = panes(page).first();
  expect(await drawnAt(pane, 1, 1)).toEqual([0, 100, 10]);
  expect(await drawnAt(pane, 20, 4)).toEqual([60, 120, 10]);
  const handle = sheet(page).getByRole("slider", { name: "Where the second picture begins" });
  await handle.press("End");
  await board.waitForBoardIdle();
  expect(await drawnAt(pane, 20, 4)).toEqual([0, 100, 10]);
  await handle.press("ArrowLeft");
  await expect(handle).toHaveAttribute("aria-valuenow", "98");
  // The arrow moved the handle, not the step.
  await expect(slider(page)).toHaveAttribute("aria-valuenow", "10");
  const box = await pane.locator(".compare-view").boundingBox();
  if (!box) throw new Error("the pane is not on the screen");
  await handle.hover();
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 3 });
  await page.mouse.up();
  await expect(page).toHaveURL(/images\.split=0\.25/);
  await page.reload();
  await board.waitForBoardIdle();
  await expect(handle).toHaveAttribute("aria-valuenow", "25");
  expect(await drawnAt(pane, 8, 8)).toEqual([60, 120, 10]);
});

test("pictures blink in turn, and flip by hand with the space bar", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(
    server.baseUrl + comparison(both, { step: 10, "images.compare": "blink", "images.rate": 8 }),
  );
  const pane = panes(page).first();
  const green = async () => (await drawnAt(pane, 1, 1))[1];
  await expect.poll(green, { intervals: [20] }).toBe(120);
  await expect.poll(green, { intervals: [20] }).toBe(100);
  await page.keyboard.press(" ");
  await board.waitForBoardIdle();
  const before = await green();
  await page.keyboard.press(" ");
  await board.waitForBoardIdle();
  const after = await green();
  expect([before, after].sort()).toEqual([100, 120]);
  await expect(sheet(page).getByRole("button", { name: "Show them in turn" })).toBeVisible();
  await sheet(page).getByLabel("Pictures a second").selectOption("0.5");
  await expect(page).toHaveURL(/images\.rate=0\.5/);
});

test("a difference is absolute or signed, and so many times as large", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(server.baseUrl + comparison(both, { step: 10, "images.compare": "difference" }));
  const pane = panes(page).first();
  expect(await drawnAt(pane, 1, 1)).toEqual([0, 20, 0]);
  expect(await drawnAt(pane, 4, 4)).toEqual([60, 20, 0]);
  await expect(pane.getByRole("img", { name: /^Colours from 0 to 255/ })).toBeVisible();
  await sheet(page).getByLabel("Times").selectOption("4");
  await expect.poll(() => drawnAt(pane, 4, 4)).toEqual([240, 80, 0]);
  await expect(pane.getByRole("img", { name: /^Colours from 0 to 63\.8/ })).toBeVisible();
  await sheet(page).getByText("Signed", { exact: true }).click();
  // The second is brighter everywhere: red.
  await expect.poll(async () => (await drawnAt(pane, 1, 1)).length).toBe(3);
  await expect
    .poll(async () => {
      const [red = 0, , blue = 255] = await drawnAt(pane, 1, 1);
      return red > blue;
    })
    .toBe(true);
  await expect(page).toHaveURL(/images\.difference=signed/);
  await expect(page).toHaveURL(/images\.gain=4/);
});

test("panes zoom and move together in true pixels, and large pixels have their values in them", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(server.baseUrl + comparison(both, { step: 10, "images.zoom": "4,12,8" }));
  await expect(scale(page)).toHaveText("4×");
  const views = sheet(page).locator(".compare-view");
  await expect(views.first()).not.toHaveAttribute("data-printed");
  for (const text of ["6×", "8×", "12×"]) {
    await page.keyboard.press("+");
    await expect(scale(page)).toHaveText(text);
  }
  await board.waitForBoardIdle();
  for (const view of await views.all()) {
    await expect(view).toHaveAttribute("data-printed");
    const inked = await view
      .locator("canvas")
      .nth(1)
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {
          data: [],
        };
        return [...data].filter((value, at) => at % 4 === 3 && value > 0).length;
      });
    expect(inked).toBeGreaterThan(500);
  }
  expect(await drawnAt(panes(page).nth(1), 4, 4)).toEqual([60, 120, 10]);
  const box = await views.first().boundingBox();
  if (!box) throw new Error("the pane is not on the screen");
  await page.mouse.move(box.x + box.width / 2 - 6, box.y + box.height / 2 - 6);
  // The pixel before the middle, whose red differs by run.
  await expect(sheet(page).locator(".compare-readout")).toContainText("x 11 · y 7");
  await expect(sheet(page).locator(".compare-readout")).toContainText("0 100 10");
  await expect(sheet(page).locator(".compare-readout")).toContainText("0 120 10");
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 42, box.y + box.height / 2 - 6, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/images\.zoom=12(,|%2C)8(,|%2C)8/);
  await page.mouse.wheel(0, -120);
  await expect(scale(page)).toHaveText("16×");
  await page.keyboard.press("-");
  await expect(scale(page)).toHaveText("12×");
  await views.nth(1).dblclick();
  await expect(page).not.toHaveURL(/images\.zoom/);
  await page.keyboard.press("-");
  await page.keyboard.press("0");
  await board.waitForBoardIdle();
  await expect(page).not.toHaveURL(/images\.zoom/);
});

test("the sheet follows the page's step, but for what stays at its own; a link opens the same", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(server.baseUrl + comparison([...both, ["a", "net/output", 0, 10]], { step: 0 }));
  const blues = async () =>
    await Promise.all((await panes(page).all()).map(async (pane) => (await drawnAt(pane, 1, 1))[2]));
  expect(await blues()).toEqual([0, 0, 10]);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await board.waitForBoardIdle();
  expect(await blues()).toEqual([20, 20, 10]);
  await page.keyboard.press("ArrowRight");
  await board.waitForBoardIdle();
  expect(await blues()).toEqual([30, 20, 10]);
  await expect(panes(page).nth(1)).toContainText("older");
  await panes(page)
    .nth(0)
    .getByRole("button", { name: /let it stay at this step/ })
    .click();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await board.waitForBoardIdle();
  expect(await blues()).toEqual([30, 10, 10]);
  await page.reload();
  await board.waitForBoardIdle();
  expect(await blues()).toEqual([30, 10, 10]);
});

test("the step before, another run and another tag are added; the first is chosen, others leave", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(server.baseUrl + comparison([["a", "net/output"]], { step: 20 }));
  await expect(sheet(page)).toContainText("One picture only");
  const add = async (name: string) => {
    await sheet(page).getByRole("button", { name: "Add a picture" }).click();
    await page.getByRole("dialog", { name: "Add a picture" }).getByRole("button", { name }).click();
    await board.waitForBoardIdle();
  };
  await add("The step before, 10");
  await add("b");
  await add("net/small");
  await expect(panes(page)).toHaveCount(4);
  await expect(panes(page).nth(1)).toContainText("step 10");
  await panes(page)
    .nth(2)
    .getByRole("button", { name: /hold the others against it/ })
    .click();
  await expect(panes(page).nth(0)).toContainText("b · net/output · step 20");
  await expect(panes(page).nth(0)).toContainText("first");
  for (let left = 3; left >= 1; left--) {
    await panes(page)
      .last()
      .getByRole("button", { name: /take it away/ })
      .click();
    await expect(panes(page)).toHaveCount(left);
  }
  await panes(page)
    .last()
    .getByRole("button", { name: /take it away/ })
    .click();
  await expect(sheet(page)).toHaveCount(0);
});

for (const fixture of ["tf1_mnist", "tf2_summaries", "torch_all"])
  test(`pictures of ${fixture} are compared`, async ({ board, logdir, page, serve }) => {
    cpSync(join(import.meta.dirname, "..", "..", "fixtures", fixture, "logdir"), logdir, { recursive: true });
    const server = await serve();
    await board.open(`${server.baseUrl}/images`);
    const pictures = page.locator(".picture");
    expect(await pictures.count()).toBeGreaterThan(1);
    for (const at of [0, 1]) {
      await pictures.nth(at).scrollIntoViewIfNeeded();
      await pictures.nth(at).hover();
      await page.keyboard.press("m");
    }
    await page.getByRole("button", { name: "Compare 2 pictures" }).click();
    for (const mode of ["Side by side", "Swipe", "Blink", "Difference"]) {
      await sheet(page).getByText(mode, { exact: true }).click();
      await board.waitForBoardIdle();
      await expect(panes(page).last()).toContainText(/PSNR|only pictures of one size/);
    }
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
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 844 });
    for (const mode of ["side", "swipe", "blink", "difference"]) {
      await board.open(server.baseUrl + comparison(both, { step: 10, "images.compare": mode }));
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
