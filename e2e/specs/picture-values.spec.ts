// Pictures by their values: ranges, gamma, false colours, sixteen bits; labels laid over pictures with a legend.
import type { SummaryValue } from "@runboard/tfevents";
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { deepPngOf, pictureValue, pngOf } from "../pictures.ts";
import { writeValues } from "../write-logdir.ts";

const SIZE = 16;

/** From 1,000 to 1,255, by one for each pixel. */
const deep = (): Uint8Array => deepPngOf(SIZE, SIZE, (left, top) => 1000 + left + SIZE * top);

/** A quarter each of 0, 1, 2 and 7. */
const labelled = (): Uint8Array =>
  pngOf(SIZE, SIZE, (left) => {
    const value = [0, 1, 2, 7][left >> 2] ?? 0;
    return [value, value, value];
  });

function writePictures(logdir: string): void {
  const values: readonly (readonly [number, SummaryValue])[] = [
    [5, pictureValue("deep", [deep()])],
    [5, pictureValue("photo", [pngOf(SIZE, SIZE, () => [200, 100, 50])])],
    [6, pictureValue("photo", [pngOf(SIZE, SIZE, () => [200, 100, 60])])],
    [5, pictureValue("labels", [labelled()])],
    [5, pictureValue("small", [pngOf(4, 4, () => [9, 9, 9])])],
  ];
  writeValues(logdir, "run", values);
}

const cell = (page: Page, tag: string) =>
  page.locator(`[data-cell="=k:images;r:run;t:${tag}"]:not([data-surface=full])`);

/** Of one pixel of a canvas: red, green, blue, alpha. */
async function pixelOf(canvas: Locator, x: number, y: number): Promise<readonly number[]> {
  return await canvas.evaluate(
    (element: HTMLCanvasElement, [left, top]) => [
      ...(element.getContext("2d")?.getImageData(left, top, 1, 1).data ?? []),
    ],
    [x, y] as const,
  );
}

const picture = (page: Page, tag: string) => cell(page, tag).locator("canvas[role=img]");
const over = (page: Page, tag: string) => cell(page, tag).locator("canvas.picture-over");

test("a range of percentiles is stretched, its ends told, of sixteen bits too; as they are, again", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?step=5`);
  expect((await pixelOf(picture(page, "deep"), 15, 15))[0]).toBeLessThan(6);
  await page.getByRole("button", { name: /^Light and colours/ }).click();
  await page.getByText("0–100 %", { exact: true }).click();
  await board.waitForBoardIdle();
  expect(await pixelOf(picture(page, "deep"), 0, 0)).toEqual([0, 0, 0, 255]);
  expect(await pixelOf(picture(page, "deep"), 15, 15)).toEqual([255, 255, 255, 255]);
  expect(await pixelOf(picture(page, "deep"), 3, 8)).toEqual([131, 131, 131, 255]);
  await expect(cell(page, "deep").getByRole("img", { name: /^Colours from 1,000 to 1,255/ })).toBeVisible();
  await page.getByText("5–95 %", { exact: true }).click();
  await expect(cell(page, "deep").getByRole("img", { name: /^Colours from 1,012 to 1,243/ })).toBeVisible();
  await expect(page).toHaveURL(/images\.range=5-95/);
  await page.getByRole("button", { name: "As they are", exact: true }).click();
  await expect(page).not.toHaveURL(/images\.range/);
  await expect.poll(async () => (await pixelOf(picture(page, "deep"), 15, 15))[0]).toBeLessThan(6);
  await expect(cell(page, "deep").locator(".color-bar")).toHaveCount(0);
});

test("gamma and false colours are in a link; pictures of colours keep theirs", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?step=5&images.range=0-100&images.map=viridis`);
  expect(await pixelOf(picture(page, "deep"), 0, 0)).toEqual([0x44, 0x01, 0x54, 255]);
  expect(await pixelOf(picture(page, "deep"), 15, 15)).toEqual([0xfd, 0xe7, 0x25, 255]);
  await board.open(`${server.baseUrl}/images?step=5&images.map=viridis&images.gamma=2`);
  expect(await pixelOf(picture(page, "photo"), 3, 3)).toEqual(
    [200, 100, 50].map((value) => Math.round(255 * Math.sqrt(value / 255))).concat(255),
  );
});

test("sixteen bits are told as they are stored, in whatever light", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  const picked = encodeURIComponent("run;deep;0;;run;photo;0;");
  await board.open(
    `${server.baseUrl}/images?step=5&images.compare=side&images.picked=${picked}&images.range=1-99&images.zoom=32,8,8`,
  );
  const sheet = page.getByRole("dialog", { name: "Compare 2 pictures" });
  await expect(sheet.getByRole("img", { name: /^Colours from 1,002 to 1,253/ })).toBeVisible();
  const view = sheet.locator(".compare-view").first();
  const box = await view.boundingBox();
  if (!box) throw new Error("the pane is not on the screen");
  await page.mouse.move(box.x + box.width / 2 + 16, box.y + box.height / 2 + 16);
  await expect(sheet.locator(".compare-readout")).toContainText("x 8 · y 8");
  await expect(sheet.locator(".compare-readout")).toContainText(String(1000 + 8 + 8 * SIZE));
  await expect(sheet.locator(".compare-readout")).toContainText("200 100 50");
  await expect(view).toHaveAttribute("data-printed");
});

test("labels lie over the pictures of their run and step, with a legend of values", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?step=5`);
  await page.getByRole("button", { name: /^Labels: lay a tag/ }).click();
  const panel = page.getByRole("dialog", { name: /^Labels/ });
  await panel.getByRole("combobox").selectOption("labels");
  await panel.getByRole("slider").fill("0.75");
  await page.keyboard.press("Escape");
  await board.waitForBoardIdle();
  await expect(cell(page, "photo").locator(".label-legend")).toHaveText("0 25.0 %1 25.0 %2 25.0 %7 25.0 %");
  await expect(over(page, "photo")).toHaveCSS("opacity", "0.75");
  expect((await pixelOf(over(page, "photo"), 1, 1))[3]).toBe(0);
  const colors = await Promise.all([5, 9, 13].map((left) => pixelOf(over(page, "photo"), left, 1)));
  expect(new Set(colors.map(String)).size).toBe(3);
  expect(colors.map(([, , , alpha]) => alpha)).toEqual([255, 255, 255]);
  // It lies exactly over the picture.
  const [below, above] = await Promise.all([
    picture(page, "photo").boundingBox(),
    over(page, "photo").boundingBox(),
  ]);
  expect(above).toEqual(below);
  await expect(over(page, "labels")).toHaveCount(0);
  await expect(cell(page, "small").locator(".label-legend")).toContainText(
    "labels has 16 × 16 pixels, not as many as the picture",
  );
  // There are none at the next step, and none are shown.
  await page.keyboard.press("ArrowRight");
  await board.waitForBoardIdle();
  await expect(cell(page, "photo").locator(".label-legend")).toContainText("labels has nothing at step 6");
  await expect(over(page, "photo")).toHaveCount(0);
  await page.reload();
  await board.waitForBoardIdle();
  await page.keyboard.press("ArrowLeft");
  await expect(over(page, "photo")).toHaveCount(1);
});

test("what has many values is no labels, and says so; on the sheet there are labels, too", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?step=5&images.labels=deep`);
  await expect(cell(page, "photo").locator(".label-legend")).toContainText(
    "deep has more than 64 values here: these are no labels",
  );
  const picked = encodeURIComponent("run;deep;0;;run;photo;0;");
  await board.open(
    `${server.baseUrl}/images?step=5&images.labels=labels&images.labelOpacity=1&images.compare=side&images.picked=${picked}&images.zoom=16,8,8`,
  );
  const pane = page.locator(".compare-pane").nth(1);
  await expect(pane.locator(".label-legend")).toHaveText("0 25.0 %1 25.0 %2 25.0 %7 25.0 %");
  const inked = await pane
    .locator(".compare-view canvas")
    .nth(1)
    .evaluate((canvas: HTMLCanvasElement) => {
      const at = (x: number, y: number) =>
        canvas.getContext("2d")?.getImageData((canvas.width >> 1) + x, (canvas.height >> 1) + y, 1, 1)
          .data[3];
      // Corners of pixels, where no value is printed: left half is clear and 1, right half 2 and 7.
      return [at(-127, -127), at(1, 1), at(65, 1)];
    });
  expect(inked).toEqual([0, 255, 255]);
});

for (const colorScheme of ["light", "dark"] as const)
  test(`has no serious accessibility violation, ${colorScheme}`, async ({ board, logdir, page, serve }) => {
    writePictures(logdir);
    const server = await serve();
    await page.emulateMedia({ colorScheme });
    await board.open(
      `${server.baseUrl}/images?step=5&images.labels=labels&images.range=1-99&images.map=viridis`,
    );
    await page.getByRole("button", { name: /^Pictures are not shown as they are/ }).click();
    await expectAccessible(page);
  });
