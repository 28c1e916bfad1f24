// Pictures saved many at once, as zip archives; and what a card says when a picture's file is gone or is not what it was.
import { readFileSync, rmSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";
import type { Download, Locator, Page } from "@playwright/test";
import { expect, test } from "../board-test.ts";
import { pictureValue, pngOf } from "../pictures.ts";
import { writeValues } from "../write-logdir.ts";

const marked = (step: number, run: number): Uint8Array => pngOf(6, 4, () => [step, run, 9]);

function writePictures(logdir: string): readonly string[] {
  return ["a", "b"].map((run, i) =>
    writeValues(
      logdir,
      run,
      [0, 10, 20].flatMap((step) => [
        [step, pictureValue("net/in", [marked(step, i), marked(step + 1, i)])] as const,
        [step, pictureValue("net/out", [marked(step + 100, i)])] as const,
      ]),
    ),
  );
}

/** Names in the directory at an archive's end. */
async function namesIn(download: Download): Promise<readonly string[]> {
  const archive = readFileSync(await download.path());
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const names: string[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((place) => archive.readUInt16LE(at + place));
    names.push(archive.subarray(at + 46, at + 46 + name).toString());
    at += 46 + name + extra + comment;
  }
  return names;
}

async function downloadedBy(page: Page, link: Locator): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return download;
}

const cell = (page: Page, run: string, tag: string) =>
  page.locator(`[data-cell="=k:images;r:${run};t:${tag}"]`);

test("a card's steps, what is shown at a step, and all of it are saved as archives", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writePictures(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/images?step=10`);
  await cell(page, "a", "net/out").hover();
  const strip = cell(page, "a", "net/out").getByRole("link", {
    name: "Save every step of net/out of a as zip",
  });
  expect(await namesIn(await downloadedBy(page, strip))).toEqual([
    "a/net/out/0_1.png",
    "a/net/out/10_1.png",
    "a/net/out/20_1.png",
  ]);
  const save = async (name: string): Promise<readonly string[]> => {
    await page.getByRole("button", { name: "Save pictures as a zip archive" }).click();
    const menu = page.getByRole("dialog", { name: "Save pictures as a zip archive" });
    return await namesIn(await downloadedBy(page, menu.getByRole("link", { name, exact: true })));
  };
  expect(await save("All of step 10")).toEqual(
    ["a", "b"].flatMap((run) => [
      `${run}/net/in/10_1.png`,
      `${run}/net/in/10_2.png`,
      `${run}/net/out/10_1.png`,
    ]),
  );
  expect(await save("All of every step")).toHaveLength(18);
  expect(await save("net/out")).toEqual(["a/net/out/10_1.png", "b/net/out/10_1.png"]);
  await board.open(`${server.baseUrl}/images?step=20&tagFilter=out`);
  expect((await save("All of step 20")).filter((name) => name.includes("/in/"))).toEqual([]);
});

test("a file that vanishes under an open slider is named, with the step; the others go on", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  const [gone = ""] = writePictures(logdir);
  // It reads once: the index goes on naming what is there no more.
  const server = await serve({ flags: ["--reload_interval", "0"] });
  await board.open(`${server.baseUrl}/images?step=20&tagFilter=out`);
  rmSync(gone);
  // What came before is kept: a reload asks again, but for what the browser has.
  await page.route("**/api/v1/blobs*", (route) =>
    route.continue({ headers: { ...route.request().headers() } }),
  );
  const client = await page.context().newCDPSession(page);
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  await page.reload();
  await expect(cell(page, "a", "net/out")).toContainText(
    "Step 20: the event file is gone: a/events.out.tfevents",
  );
  await board.waitForBoardIdle();
  await expect(cell(page, "b", "net/out").locator("canvas")).toHaveCount(1);
  // Nothing more is fetched ahead.
  await page.goto("about:blank");
  // The browser itself complains of each answer that is an error.
  const ofFile = complaints.splice(0);
  expect(ofFile.filter((text) => !text.includes("410"))).toEqual([]);
});

/** As a file says it, with checksums that are right: three times as high as its pixels reach. */
function tooHigh(): Buffer {
  const chunk = (name: string, content: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
    const framed = Buffer.alloc(named.length + 8);
    framed.writeUInt32BE(content.length, 0);
    framed.set(named, 4);
    framed.writeUInt32BE(crc32(named), named.length + 4);
    return framed;
  };
  const header = Buffer.from([0, 0, 0, 2, 0, 0, 0, 9, 8, 0, 0, 0, 0]);
  const rows = deflateSync(Buffer.from([0, 1, 2, 0, 3, 4, 0, 5, 6]));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("a picture of a wrong size says so, with its file and step", async ({ board, logdir, page, serve }) => {
  writeValues(logdir, "run", [[3, pictureValue("high", [tooHigh()])]]);
  writeValues(logdir, "good", [[3, pictureValue("high", [marked(1, 1)])]]);
  const server = await serve();
  await board.open(`${server.baseUrl}/images`);
  await expect(cell(page, "run", "high")).toContainText(
    /Step 3: Its \d+ B begin as a PNG file, but are cut short or damaged\. File: run\/events\.out/,
  );
  // What the writer said of the size is told, where the file has another.
  await cell(page, "good", "high").locator(".picture").hover();
  await expect(cell(page, "good", "high")).toContainText("6 × 4, its writer said 8 × 8");
});
