// The text dashboard: at one step or all of it, as Markdown or as it is, searched over all steps.
import { stringTensor, tensorValue, textValue, type SummaryValue } from "@runboard/tfevents";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeEventFile, writeValues } from "../write-logdir.ts";

const runs = ["lr=0.1", "lr=0.01"] as const;

/** What each run generates at steps 0, 10 … 50, and its configuration, once. */
function writeSamples(logdir: string): void {
  for (const [i, run] of runs.entries()) {
    const samples = [0, 10, 20, 30, 40, 50].map((step): readonly [number, SummaryValue] => [
      step,
      textValue({
        tag: "samples/story",
        text: `# Chapter ${step}\n\nThe **${run}** hero, take ${step + i}.`,
      }),
    ]);
    const config = textValue({
      tag: "config",
      text: [
        ["key", "value"],
        ["rate", `*${run}*`],
      ],
    });
    writeValues(logdir, run, [...samples, [0, config]]);
  }
}

function cell(page: Page, run: string, tag: string) {
  return page.locator(`[data-cell="=k:text;r:${run};t:${tag}"]:not([data-surface=pinned])`);
}

const slider = (page: Page) => page.getByRole("slider", { name: "Step" });

test("texts of the page's step stand by tag and run, as Markdown, and the slider moves all of them", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const first = cell(page, runs[0], "samples/story");
  const second = cell(page, runs[1], "samples/story");
  await expect(first.getByRole("heading", { name: "Chapter 50" })).toBeVisible();
  await expect(first.locator("strong")).toHaveText(runs[0]);
  const samples = page.getByRole("table", { name: "samples" });
  await expect(samples.getByRole("columnheader")).toHaveText(["lr=0.01", "lr=0.1"]);
  await expect(slider(page)).toHaveAttribute("aria-valuetext", "step 50, 6 of 6");
  await slider(page).press("Home");
  await expect(first.getByRole("heading", { name: "Chapter 0" })).toBeVisible();
  await expect(second.getByText("take 1.")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(second.getByRole("heading", { name: "Chapter 10" })).toBeVisible();
  await expect(page).toHaveURL(/step=10/);
  await page.getByRole("textbox", { name: "Step to look at" }).fill("37");
  await page.keyboard.press("Enter");
  await expect(first.getByText("step 30")).toBeVisible();
  await expect(first).toHaveAttribute("data-older");
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(first.getByRole("heading", { name: "Chapter 50" })).toBeVisible();
  await expect(page).not.toHaveURL(/step=/);
  const box = await slider(page).boundingBox();
  if (!box) throw new Error("there is no slider");
  await page.mouse.click(box.x + box.width * 0.41, box.y + box.height / 2);
  await expect(first.getByRole("heading", { name: "Chapter 20" })).toBeVisible();
});

test("steps are played to their end", async ({ board, logdir, page, serve }) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text?step=20`);
  await page.getByRole("button", { name: "Play the steps (k)" }).click();
  await expect(page.getByRole("button", { name: "Stop (k)" })).toBeVisible();
  await expect(
    cell(page, runs[0], "samples/story").getByRole("heading", { name: "Chapter 50" }),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Play the steps (k)" })).toBeVisible();
  await expect(page).toHaveURL(/step=50/);
});

test("a step where a run came back is marked", async ({ board, logdir, page, serve }) => {
  const story = (step: number, take: string): readonly [number, SummaryValue] => [
    step,
    textValue({ tag: "story", text: `${take} at ${step}` }),
  ];
  writeValues(
    logdir,
    "run",
    [0, 10, 20, 30].map((step) => story(step, "first take")),
    1_700_000_000,
  );
  writeValues(
    logdir,
    "run",
    [20, 30, 40].map((step) => story(step, "second take")),
    1_700_001_000,
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/text?step=20`);
  await expect(page.locator(".step-track-restart")).toHaveAttribute("data-tip", "A run came back at step 20");
  await expect(cell(page, "run", "story").getByText("second take at 20")).toBeVisible();
});

test("tables, lists, dimensions beyond two, what is empty and what is no UTF-8 are all told", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const bytes = (...texts: string[]) => texts.map((text) => new TextEncoder().encode(text));
  const tensor = (tag: string, strings: readonly Uint8Array[], shape: readonly number[]) =>
    tensorValue({ tag, plugin: "text", tensor: stringTensor(strings, shape) });
  writeValues(logdir, "run", [
    [0, tensor("list", bytes("first", "**second**"), [2])],
    [0, tensor("cube", bytes("a", "b", "c", "d", "e", "f", "g", "h"), [2, 2, 2])],
    [0, tensor("nothing", [], [0])],
    [0, textValue({ tag: "blank", text: "" })],
    [0, tensor("damaged", [Uint8Array.of(104, 105, 255)], [])],
    [0, textValue({ tag: "rtl", text: "مرحبا" })],
  ]);
  const server = await serve();
  await page.setViewportSize({ width: 1440, height: 1700 });
  await board.open(`${server.baseUrl}/text`);
  await expect(cell(page, "run", "list").getByRole("cell")).toHaveText(["first", "second"]);
  await expect(cell(page, "run", "list").locator("strong")).toHaveText("second");
  const cube = cell(page, "run", "cube");
  await expect(cube.getByRole("table")).toHaveCount(2);
  await expect(cube.locator("caption")).toHaveText(["[0]", "[1]"]);
  await expect(cube.getByRole("cell")).toHaveText(["a", "b", "c", "d", "e", "f", "g", "h"]);
  await expect(cell(page, "run", "nothing")).toContainText("Nothing is in it: 0 elements.");
  await expect(cell(page, "run", "blank")).toContainText("An empty text.");
  await expect(cell(page, "run", "damaged")).toContainText("not UTF-8");
  await expect(cell(page, "run", "damaged")).toContainText("hi\ufffd");
  await expect(cell(page, "run", "rtl").getByText("مرحبا")).toBeVisible();
});

test("what strangers wrote runs nothing, loads nothing and leads nowhere inside the page", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const text =
    '<script>window.wasRun = 1</script><img src="x" onerror="window.wasRun = 1"> \n\n[a](javascript:window.wasRun=1) [b](/api/v1/status) [c](https://example.org) ![dot](http://tracker.invalid/dot.png)';
  writeValues(logdir, "run", [[0, textValue({ tag: "note", text })]]);
  const server = await serve();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await board.open(`${server.baseUrl}/text`);
  const note = cell(page, "run", "note");
  await expect(note.getByText("<script>")).toBeVisible();
  await expect(note.getByRole("link")).toHaveCount(1);
  await expect(note.getByRole("link")).toHaveAttribute("rel", /noopener noreferrer/);
  await expect(note.locator("img, script")).toHaveCount(0);
  expect(await page.evaluate(() => "wasRun" in window)).toBe(false);
  expect(requests.filter((url) => !url.startsWith(server.baseUrl) && !url.startsWith("blob:"))).toEqual([]);
});

test("is shown as it was logged, and copied, when Markdown is not wanted", async ({
  board,
  context,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text?step=10`);
  await page.getByRole("checkbox", { name: "Markdown" }).uncheck();
  const story = cell(page, runs[0], "samples/story");
  const asLogged = `# Chapter 10\n\nThe **${runs[0]}** hero, take 10.`;
  await expect(story.locator("pre")).toHaveText(asLogged);
  await expect(page).toHaveURL(/text\.markdown=0/);
  await story.hover();
  await story.getByRole("button", { name: "Copy the text" }).click();
  await expect(story.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(asLogged);
  await cell(page, runs[1], "config").hover();
  await cell(page, runs[1], "config").getByRole("button", { name: "Copy the text" }).click();
  await expect(cell(page, runs[1], "config").getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`key\tvalue\nrate\t*${runs[1]}*`);
});

test("all of a series is listed, the newest first; of a long one without steps in parts", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  writeValues(
    logdir,
    "chat",
    Array.from({ length: 45 }, (_, i) => [0, textValue({ tag: "log", text: `message ${i}` })]),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const log = cell(page, "chat", "log");
  await expect(log).toContainText("step 0, last 20 of 45");
  await expect(log.locator(".text-entry")).toHaveCount(20);
  await log.getByRole("button", { name: "Show 20 earlier ones of 25" }).click();
  await expect(log.locator(".text-entry").first()).toContainText("message 5");
  await page.getByRole("radiogroup", { name: "What is shown" }).getByText("All").click();
  await expect(slider(page)).toHaveCount(0);
  const story = cell(page, runs[0], "samples/story");
  await expect(story.getByRole("heading", { name: /Chapter/ })).toHaveText(
    [50, 40, 30, 20, 10, 0].map((step) => `Chapter ${step}`),
  );
  await expect(log.locator(".text-entry .markdown")).toHaveText(
    Array.from({ length: 25 }, (_, i) => `message ${44 - i}`),
  );
  await log.getByRole("button", { name: "Show 20 more of 20" }).click();
  await expect(log.locator(".text-entry")).toHaveCount(45);
  await expect(log.locator(".text-entry").last()).toContainText("message 0");
});

test("a search looks through all steps of the shown runs, and a match opens at its step", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  await page.getByRole("textbox", { name: "Search the texts of all steps" }).fill("TAKE 2");
  const results = page.getByRole("region", { name: "Texts with “TAKE 2”" });
  await expect(results).toContainText("2 texts with “TAKE 2”, 14 looked through.");
  await expect(results.locator("mark")).toHaveText(["take 2", "take 2"]);
  await results.getByRole("button", { name: /lr=0\.1 · samples\/story · step 20/ }).click();
  const dialog = page.getByRole("dialog", { name: "samples/story of lr=0.1" });
  await expect(dialog.getByRole("heading", { name: "Chapter 20" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Search the texts of all steps" }).fill("nowhere");
  await expect(page.getByText("No text with “nowhere”, 14 looked through.")).toBeVisible();
});

test("numbers and words in tables stay whole, and what is wider than its cell scrolls in it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const row = Array.from({ length: 12 }, (_, i) => `${(i * 1234.5678).toFixed(4)}precision`);
  const tensor = stringTensor(
    row.map((text) => new TextEncoder().encode(text)),
    [1, 12],
  );
  const markdown = `| ${row.join(" | ")} |\n|${"---|".repeat(12)}\n| ${row.join(" | ")} |`;
  for (const run of ["a", "b", "c"])
    writeValues(logdir, run, [
      [0, tensorValue({ tag: "matrix", plugin: "text", tensor })],
      [0, textValue({ tag: "report", text: markdown })],
    ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  for (const tag of ["matrix", "report"]) {
    const heights = await cell(page, "a", tag)
      .locator("td")
      .evaluateAll((cells) => cells.map((one) => one.getBoundingClientRect().height));
    expect(heights.length).toBeGreaterThanOrEqual(12);
    // One line and its padding.
    expect(Math.max(...heights)).toBeLessThan(32);
    const body = cell(page, "a", tag).locator(".cell-body");
    expect(await body.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeGreaterThan(100);
  }
});

test("where steps stand in columns it is said how many there are, and a typed step stays among them", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const values = Array.from({ length: 30 }, (_, i): readonly [number, SummaryValue] => [
    i * 10,
    textValue({ tag: "note", text: `take ${i}` }),
  ]);
  writeValues(logdir, "run", values);
  const server = await serve();
  await board.open(`${server.baseUrl}/text?text.columns=step`);
  await expect(page.getByText("1 tag × 1 run, 8 of 30 steps")).toBeVisible();
  await page.getByRole("textbox", { name: "Step to look at" }).fill("999999");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/step=290/);
  await board.open(`${server.baseUrl}/text?step=999999`);
  await expect(slider(page)).toHaveAttribute("aria-valuenow", "290");
  await expect(slider(page)).toHaveAttribute("aria-valuetext", "step 999,999, after the last of 30");
});

test("hundreds of tags are asked for together", async ({ board, logdir, page, serve }) => {
  for (const run of runs)
    writeValues(
      logdir,
      run,
      Array.from({ length: 300 }, (_, i): readonly [number, SummaryValue] => [
        0,
        textValue({ tag: `tag${i}`, text: `text ${i}` }),
      ]),
    );
  const server = await serve();
  let askedCount = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/v1/records")) askedCount += 1;
  });
  await board.open(`${server.baseUrl}/text`);
  await expect(cell(page, runs[0], "tag0")).toContainText("text 0");
  await board.waitForBoardIdle();
  expect(askedCount).toBeLessThanOrEqual(5);
});

test("on full screen steps go on by keys", async ({ board, logdir, page, serve }) => {
  writeSamples(logdir);
  const server = await serve();
  const full = encodeURIComponent(`=k:text;r:${runs[0]};t:samples/story`);
  await board.open(`${server.baseUrl}/text?step=10&full=${full}`);
  const dialog = page.getByRole("dialog", { name: "samples/story of lr=0.1" });
  await expect(dialog).toContainText("Chapter 10");
  await page.keyboard.press("ArrowRight");
  await expect(dialog).toContainText("Chapter 20");
  await page.keyboard.press(".");
  await expect(dialog).toContainText("Chapter 50");
});

test("on paper a text is whole, and nothing stands there to be moved", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i}`);
  writeValues(logdir, "run", [
    [0, textValue({ tag: "long", text: lines.join("\n\n") })],
    [1, textValue({ tag: "short", text: "one line" })],
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const body = cell(page, "run", "long").locator(".cell-body");
  const cutOff = () => body.evaluate((one) => one.scrollHeight - one.clientHeight);
  expect(await cutOff()).toBeGreaterThan(500);
  await page.emulateMedia({ media: "print" });
  expect(await cutOff()).toBeLessThanOrEqual(0);
  await expect(slider(page)).toBeHidden();
});

test("leaving full screen gives the focus back to the cell", async ({ board, logdir, page, serve }) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const button = cell(page, runs[0], "samples/story").getByRole("button", { name: "Full screen (f)" });
  await button.click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("10 MB in one text are shown in part, and whole when that is asked for", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const text = `${"words and words ".repeat(625_000)}the end`;
  writeValues(logdir, "run", [[0, textValue({ tag: "long", text })]]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const long = cell(page, "run", "long");
  await expect(long).toContainText("The first 100,000 of 10,000,007 characters.");
  const download = page.waitForEvent("download");
  await long.getByRole("button", { name: "save it as a file" }).click();
  expect((await (await download).createReadStream()).readable).toBe(true);
  await long.getByRole("button", { name: "Show all" }).click();
  await expect(long.locator("pre")).toContainText("the end");
});

test("Markdown that takes for ever is shown as it is, and holds up nothing", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const endless = textValue({ tag: "endless", text: "_a".repeat(90_000) });
  writeValues(logdir, "run", [
    [0, endless],
    [0, textValue({ tag: "note", text: "It **runs**." })],
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  await expect(cell(page, "run", "endless")).toContainText("Shown as it is: 180,000 characters");
  await expect(cell(page, "run", "note").locator("strong")).toHaveText("runs");
});

test("rows and columns stand for what is chosen, and a link holds all of the view", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  await page.getByLabel("Columns", { exact: true }).selectOption("step");
  await page.getByLabel("Rows", { exact: true }).selectOption("run");
  const samples = page.getByRole("table", { name: "samples" });
  await expect(samples.getByRole("columnheader")).toHaveText(
    [0, 10, 20, 30, 40, 50].map((step) => `step ${step}`),
  );
  await expect(samples.getByRole("rowheader")).toHaveText(["lr=0.01", "lr=0.1"]);
  await expect(samples.getByRole("row", { name: /lr=0\.01/ }).getByText("take 21.")).toBeVisible();
  await page.getByLabel("Rows", { exact: true }).selectOption("step");
  await expect(page.getByLabel("Columns", { exact: true })).toHaveValue("run");
  await expect(page).toHaveURL(/text\.rows=step/);
  await page.reload();
  await board.waitForBoardIdle();
  await expect(page.getByRole("table", { name: "samples" }).getByRole("rowheader")).toHaveText(
    [0, 10, 20, 30, 40, 50].map((step) => `step ${step}`),
  );
});

test("pins and folded sections of texts are not those of scalars with the same names", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  writeEventFile(logdir, "lr=0.1", [
    { tag: "samples/story", step: 0, value: 1, wallTimeSeconds: 1_700_000_900 },
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  await page.getByRole("button", { name: /^config|^no prefix/ }).waitFor();
  const story = cell(page, runs[0], "samples/story");
  await story.hover();
  await story.getByRole("button", { name: "Pin (p)" }).click();
  await expect(page.locator("[data-surface=pinned]")).toContainText("Chapter 50");
  await page.getByRole("button", { name: /^samples/ }).click();
  await expect(page.getByRole("button", { name: /^samples/ })).toHaveAttribute("aria-expanded", "false");
  await page.getByRole("link", { name: "Scalars" }).click();
  await board.waitForBoardIdle();
  await expect(page.locator("[data-pinned]")).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^samples/ })).toHaveAttribute("aria-expanded", "true");
  await page.getByRole("link", { name: "Text" }).click();
  await expect(page.locator("[data-surface=pinned]")).toContainText("Chapter 50");
});

test("the step of a chart's table is the step of the texts, and the other way round", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  writeEventFile(
    logdir,
    runs[0],
    [0, 10, 20, 30, 40, 50].map((step) => ({
      tag: "loss",
      step,
      value: 1 / (step + 1),
      wallTimeSeconds: 1_700_000_900 + step,
    })),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars`);
  const withoutStep = await board.card("loss").picture();
  await page.goto(`${server.baseUrl}/text?step=20`);
  await board.waitForBoardIdle();
  await page.getByRole("link", { name: "Scalars" }).click();
  await board.waitForBoardIdle();
  await expect(page).toHaveURL(/step=20/);
  expect((await board.card("loss").picture()).equals(withoutStep)).toBe(false);
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/step=/);
  expect((await board.card("loss").picture()).equals(withoutStep)).toBe(true);
  const chart = await board.card("loss").root.locator(".card-chart").boundingBox();
  if (!chart) throw new Error("there is no chart");
  // On the axis of steps, at about three fifths of it.
  await page.mouse.click(chart.x + chart.width * 0.6, chart.y + chart.height - 8);
  await expect(page).toHaveURL(/step=\d+&scalars\.at=\d+$/);
  const step = new URL(page.url()).searchParams.get("step");
  await page.getByRole("link", { name: "Text" }).click();
  const story = cell(page, runs[0], "samples/story");
  await expect(story.getByRole("heading", { name: `Chapter ${step}` })).toBeVisible();
});

test("steps that are played when the page is left end there, and can be left", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/text?step=10`);
  await page.keyboard.press("k");
  await expect(
    cell(page, runs[0], "samples/story").getByRole("heading", { name: "Chapter 20" }),
  ).toBeVisible();
  await page.getByRole("link", { name: "Scalars" }).click();
  await board.waitForBoardIdle();
  await expect(page).toHaveURL(/scalars\?step=\d+$/);
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/step=/);
  await page.getByRole("link", { name: "Text" }).click();
  await expect(
    cell(page, runs[0], "samples/story").getByRole("heading", { name: "Chapter 50" }),
  ).toBeVisible();
});

test("of more texts than can be listed each is found by its step and by what it says", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeValues(
    logdir,
    "run",
    Array.from({ length: 10_400 }, (_, step) => [step, textValue({ tag: "log", text: `it is ${step}.` })]),
  );
  const server = await serve();
  await board.open(`${server.baseUrl}/text`);
  const log = cell(page, "run", "log");
  await expect(log).toContainText("it is 10399.");
  await expect(page.getByText("10,000 steps listed, not all")).toBeVisible();
  for (const step of [5001, 5002, 5003]) {
    await page.getByRole("textbox", { name: "Step to look at" }).fill(String(step));
    await page.keyboard.press("Enter");
    await expect(log).toContainText(`it is ${step}.`);
    await expect(log).not.toHaveAttribute("data-older");
  }
  await page.getByRole("textbox", { name: "Search the texts of all steps" }).fill("is 7777.");
  await page
    .getByRole("region", { name: /^Texts with/ })
    .getByRole("button", { name: /step 7,777/ })
    .click();
  await expect(page.getByRole("dialog")).toContainText("it is 7777.");
});

test("what cannot be read says so, and is read when it is asked for again", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  writeSamples(logdir);
  const server = await serve();
  await page.route("**/api/v1/records", (route) => route.fulfill({ status: 500, body: "broken" }));
  await board.open(`${server.baseUrl}/text`);
  const story = cell(page, runs[0], "samples/story");
  await expect(story).toContainText("could not be read");
  await page.unroute("**/api/v1/records");
  await story.getByRole("button", { name: "Try again" }).click();
  await expect(story.getByRole("heading", { name: "Chapter 50" })).toBeVisible();
  complaints.length = 0;
});

test("what a job logs while the page is open is shown", async ({ board, logdir, page, serve }) => {
  writeSamples(logdir);
  const server = await serve({ flags: ["--reload_interval", "1"] });
  await board.open(`${server.baseUrl}/text`);
  await expect(cell(page, runs[0], "samples/story")).toContainText("Chapter 50");
  writeValues(
    logdir,
    runs[0],
    [[60, textValue({ tag: "samples/story", text: "# Chapter 60" })]],
    1_700_100_000,
  );
  await expect(cell(page, runs[0], "samples/story")).toContainText("Chapter 60", { timeout: 20_000 });
  await expect(page.getByText("of 60")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const)
  test(`has no serious accessibility violation, ${colorScheme}`, async ({ board, logdir, page, serve }) => {
    writeSamples(logdir);
    const server = await serve();
    await page.emulateMedia({ colorScheme });
    await board.open(`${server.baseUrl}/text?text.query=hero&step=35`);
    await expect(cell(page, runs[0], "samples/story")).toContainText("step 30");
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
