// Trainings started in the page: real ones, in processes of their own.
import { exec } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Locator, Page } from "@playwright/test";
import { JobRequest, SweepRequest } from "@runboard/contract";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeEventFile } from "../write-logdir.ts";

/** Without TensorFlow the tutorial's network does three steps a second. */
const TRAINING_MILLIS = 240_000;

/** A program that says how far it is, and prints colours as some do. */
const program = `
import { writeFileSync } from "node:fs";
const [count, waitMillis, code] = process.argv.slice(2).map(Number);
console.log("writing to", process.env.RUNBOARD_RUN_DIR);
writeFileSync(process.env.RUNBOARD_RUN_DIR + "/counted.txt", "");
for (let step = 1; step <= count; step++) {
  await new Promise((resolve) => setTimeout(resolve, waitMillis));
  console.log(\`step \${step}/\${count}\`);
}
console.log("\\u001b[32mcounted\\u001b[0m");
process.exitCode = code;
`;

/** Declares the program in a config file; returns the flags that name it. */
function declareProgram(workDir: string): readonly string[] {
  const path = join(workDir, "count.mjs");
  writeFileSync(path, program);
  const config = {
    commands: [
      {
        name: "count",
        title: "Count",
        summary: "Counts slowly.",
        command: [process.execPath, path, "{number}", "{wait}", "{code}"],
        metric: { tag: "count", goal: "maximize" },
        parameters: {
          number: { type: "integer", default: 5, min: 1, max: 100_000 },
          wait: { type: "number", default: 20, min: 1, max: 10_000, scale: "log", unit: "ms" },
          code: { type: "integer", default: 0, min: 0, max: 255 },
        },
      },
    ],
  };
  const configPath = join(workDir, "runboard.config.json");
  writeFileSync(configPath, JSON.stringify(config));
  return ["--config", configPath];
}

/** A table that a small network learns. */
function writeSums(logdir: string): void {
  const rows = Array.from({ length: 400 }, (_, row) => `${row % 20},${row % 7},${(row % 20) + (row % 7)}`);
  writeFileSync(join(logdir, "sums.csv"), ["a,b,sum", ...rows].join("\n"));
}

test.describe.configure({ timeout: TRAINING_MILLIS + 60_000 });

test("from an empty directory the tutorial's network is trained, and its accuracy rises above 0.9", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  mkdirSync(logdir);
  const server = await serve();
  await board.open(server.baseUrl);
  await page.getByRole("link", { name: "Train the MNIST tutorial" }).click();
  const form = page.getByRole("region", { name: /^Train: / });
  await form.getByRole("textbox", { name: "Steps" }).fill("201");
  await expect(form.getByRole("status")).toHaveText("This starts 1 run");
  await expect(form).toContainText("lr_1E-03,conv=2,fc=2");
  await expect(form.locator(".plan-duration")).toHaveText(/^About \d+ (s|min) with /);
  await form.getByRole("button", { name: "Start run" }).click();

  const run = "lr_1E-03,conv=2,fc=2";
  const job = board.job(run);
  await expect(page.getByRole("heading", { name: "Jobs" })).toBeFocused();
  await expect(job.locator(".job-progress")).toContainText(
    /^(starting|loading|reading|building|drawing|taking) /,
  );
  await expect(job).toContainText("running");
  await expect(job.getByRole("progressbar")).toBeVisible();
  await job.getByRole("link", { name: `Watch: ${run}` }).click();
  await expect(page).toHaveURL(/\/scalars\?runs=/);
  await page.goBack();
  await expect(job.locator(".sparkline path")).toBeAttached({ timeout: TRAINING_MILLIS });
  await expect(job).toContainText("done", { timeout: TRAINING_MILLIS });
  await expect(job).toContainText("201 / 201");
  await expect(
    job.getByText(
      /^Beside scalars: Images, Text, Histograms, Graphs; PR curves, Embeddings, in the log directory/,
    ),
  ).toBeVisible();
  expect(Number(await job.locator(".job-metric b").textContent())).toBeGreaterThan(0.9);
  await expect(page.getByRole("toolbar", { name: "Train" })).toContainText(/, \d+ threads?/);

  await board.waitForBoardIdle();
  await job.getByRole("link", { name: `${run}: its charts` }).click();
  await board.smoothing.fill("0");
  await board.waitForBoardIdle();
  const card = board.card("accuracy/accuracy");
  await card.hoverEnd();
  const values = card.tooltip.locator("tbody td");
  const shown = (await values.allTextContents()).map(Number).filter((value) => value > 0 && value <= 1);
  expect(Math.max(...shown)).toBeGreaterThan(0.9);

  await expect(board.runRow(run)).toHaveAttribute("aria-label", /Trained here by a job: done/);
  await page.getByRole("link", { name: `Show the job of ${run}` }).click();
  await expect(job).toBeFocused();
  await job.getByRole("link", { name: `${run}: its charts` }).click();
  await board.runRow(run).hover();
  await page.getByRole("button", { name: `What to do with ${run}` }).click();
  await page.getByRole("menuitem", { name: "Show its job" }).click();
  await expect(job).toBeFocused();

  // On with the tutorial: what its layers did, and what it looked at.
  await job.getByRole("link", { name: "Histograms" }).click();
  await expect(page).toHaveURL(/\/histograms\?runs=/);
  const weights = page.locator(`[data-cell="=k:histograms;r:${run};t:conv1/weights"]`);
  await expect(weights.getByRole("img")).toHaveAccessibleName(/histograms of conv1\/weights/);
  await page.getByRole("link", { name: "Images", exact: true }).click();
  await expect(page.locator("article.cell").first().locator("canvas").first()).toBeVisible();
});

test("of a sweep of four one is stopped and the others end", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  await board.open(`${server.baseUrl}/train`);
  const form = await board.openTrainForm("Count");
  await form.getByText("Grid", { exact: true }).click();
  await expect(form).toContainText("Give at least one parameter several values.");
  await expect(form.getByRole("button", { name: "Start" })).toBeDisabled();
  const numbers = form.getByRole("textbox", { name: "Add values to number" });
  await numbers.fill("6,7,2000,");
  await numbers.fill("0,");
  await expect(form).toContainText("Must be 1 to 100,000");
  await form.getByRole("button", { name: "Correct 1 field" }).click();
  await expect(numbers).toBeFocused();
  await form.getByRole("button", { name: "Remove 0 from number" }).click();
  await expect(form.getByRole("status")).toHaveText("This starts 4 runs");
  await expect(page).toHaveURL(/values=number=5,/);
  await page.reload();
  await form.getByRole("button", { name: "Start 4 runs" }).click();
  await expect(page.getByText("4 runs added")).toBeVisible();

  const sweep = page.locator(".sweep");
  await expect(sweep.locator(".job")).toHaveCount(4);
  const long = board.job("count,number=2000");
  await expect(long).toContainText("running", { timeout: 60_000 });
  await long.getByRole("button", { name: /^Stop / }).click();
  await expect(long).toContainText("stopped", { timeout: 20_000 });
  await expect(sweep.locator(".sweep-counts")).toHaveText("3 done · 1 stopped", { timeout: 60_000 });
  await sweep.getByRole("link", { name: "Charts of these 4" }).click();
  await expect(page).toHaveURL(/\/scalars\?runs=%2Bcount;/);
  await page.goBack();

  await page.getByText("Waiting and running").click();
  await expect(page.getByText("None of 4 jobs passes the filter.")).toBeVisible();
  await page.getByRole("button", { name: "Show all" }).click();
  await board
    .job("count,number=7")
    .getByRole("button", { name: /^Clone / })
    .click();
  await expect(form.getByRole("textbox", { name: "number" })).toHaveValue("7");
});

test("a sweep is paused, goes on, and is stopped when that is confirmed", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  await board.open(`${server.baseUrl}/train?model=count&trainMode=grid&values=number=3000,4000;wait=50`);
  await page.getByRole("button", { name: "Start 2 runs" }).click();
  const sweep = page.locator(".sweep");
  await expect(sweep.locator(".sweep-counts")).toHaveText("1 running · 1 waiting", { timeout: 30_000 });
  await sweep.getByRole("button", { name: /^Pause / }).click();
  await expect(sweep.locator(".sweep-counts")).toContainText("1 paused");
  await sweep
    .locator(".sweep-head")
    .getByRole("button", { name: /^Resume / })
    .click();
  await expect(sweep.locator(".sweep-counts")).toContainText("1 waiting");
  await sweep
    .locator(".sweep-head")
    .getByRole("button", { name: /^Stop / })
    .click();
  const confirmation = page.getByRole("dialog", { name: /^Stop / });
  await expect(confirmation).toContainText("Stops 1 running and 1 waiting runs.");
  await confirmation.getByRole("button", { name: "Stop the sweep" }).click();
  await expect(sweep.locator(".sweep-counts")).toHaveText("2 stopped", { timeout: 20_000 });
});

test("what is clicked twice where Stop was starts nothing, and training again asks first", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  const start = (number: number, code = 0) =>
    server.client.startJob(
      JobRequest.parse({ model: "count", parameters: { number, code }, run: `r${number}` }),
    );
  await start(2);
  await start(3, 1);
  await start(90_001);
  await start(90_002);
  await start(90_003);
  await board.open(`${server.baseUrl}/train`);
  const [done, failed, running, next, last] = ["r2", "r3", "r90001", "r90002", "r90003"].map((run) =>
    board.job(run),
  ) as [Locator, Locator, Locator, Locator, Locator];
  await expect(running).toContainText("running", { timeout: 60_000 });
  const expected = await slotPlaces(running);
  expect(Object.keys(expected)).toEqual(["stop", "turn", "resume", "again", "clone", "log"]);
  for (const row of [done, failed, next, last]) expect(await slotPlaces(row)).toEqual(expected);

  const runs = async () => (await server.client.jobs()).jobs.map(({ run, attempt }) => `${run} ${attempt}`);
  const before = (await runs()).sort();
  // The list moves up under the second click.
  await next.getByRole("button", { name: "Stop r90002" }).dblclick();
  await expect(next).toContainText("stopped");
  await expect(last).toContainText("waiting");
  expect(await slotPlaces(next)).toEqual(expected);
  const place = await running.getByRole("button", { name: "Stop r90001" }).boundingBox();
  const at = [(place?.x ?? 0) + 14, (place?.y ?? 0) + 14] as const;
  await last.getByRole("button", { name: "Stop r90003" }).click();
  await page.mouse.click(...at);
  await expect(running).toContainText("stopped", { timeout: 20_000 });
  expect(await slotPlaces(running)).toEqual(expected);
  await page.mouse.click(...at);
  await page.mouse.dblclick(...at);
  await board.waitForBoardIdle();
  expect((await runs()).sort()).toEqual(before);
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await done.getByRole("button", { name: "Train r2 again" }).dblclick();
  expect((await runs()).sort()).toEqual(before);
  await done.getByRole("button", { name: "Train r2 again" }).click();
  const question = page.getByRole("dialog", { name: "Train r2 again" });
  await expect(question).toContainText("in a run of its own. r2 stays as it is.");
  const measured = await done.locator(".job-duration").textContent();
  await question.getByRole("button", { name: "Train again" }).click();
  await expect(board.job("r2_1")).toContainText("done", { timeout: 60_000 });
  await expect(done).toContainText("done");
  await expect(done.locator(".job-duration")).toHaveText(measured ?? "");
  await expect(done.getByRole("button", { name: "Clone r2" })).toBeVisible();
  await expect(page.getByText(/^Ended 6$/)).toBeVisible();
  for (const run of ["r2", "r2_1"]) expect(existsSync(join(logdir, run, "counted.txt"))).toBe(true);
});

/** How far each slot of a job's row is from the row's end. */
function slotPlaces(row: Locator): Promise<Record<string, number>> {
  return row.evaluate((element) => {
    const end = element.getBoundingClientRect().right;
    const slots = [...element.querySelectorAll<HTMLElement>(".job-slot")];
    return Object.fromEntries(
      slots.map((slot) => [slot.dataset["slot"] ?? "", Math.round(end - slot.getBoundingClientRect().left)]),
    );
  });
}

test("waiting jobs stand in the order in which they will run, which the keyboard changes", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  const start = (number: number, priority = 0) =>
    server.client.startJob(
      JobRequest.parse({ model: "count", parameters: { number }, run: `r${number}`, priority }),
    );
  await start(90_001);
  await server.client.startSweep(
    SweepRequest.parse({
      model: "count",
      search: { kind: "grid", values: { number: [90_002, 90_003, 90_004] } },
    }),
  );
  await start(90_005);
  await board.open(`${server.baseUrl}/train`);
  const [second, third, fourth] = [2, 3, 4].map((number) => `count,number=9000${number}`);
  const expectJobs = (...labels: readonly string[]) =>
    expect
      .poll(() => page.locator(".job").evaluateAll((rows) => rows.map((row) => row.ariaLabel)))
      .toEqual(labels);
  await expectJobs(
    "r90001, running",
    `${second}, waiting, next`,
    `${third}, waiting, 2nd`,
    `${fourth}, waiting, 3rd`,
    "r90005, waiting, 4th",
  );

  const turn = page.getByRole("button", { name: `Turn of ${fourth}` });
  await turn.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: `Turn of ${fourth}` })).toContainText(
    "Priority 0: greater ones go first",
  );
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Run next" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expectJobs(
    "r90001, running",
    `${fourth}, waiting, next`,
    `${second}, waiting, 2nd`,
    `${third}, waiting, 3rd`,
    "r90005, waiting, 4th",
  );
  await expect(turn).toBeFocused();

  await page.getByRole("button", { name: `Turn of ${second}` }).click();
  await page.getByRole("button", { name: "Run last" }).click();
  await page.getByRole("button", { name: "Turn of r90005" }).click();
  await page.getByRole("button", { name: "Raise the priority to 1" }).click();
  await expectJobs(
    "r90001, running",
    `${fourth}, waiting, next`,
    `${third}, waiting, 3rd`,
    `${second}, waiting, 4th`,
    "r90005, waiting, 2nd",
  );
  await page.getByRole("button", { name: "Turn of r90005" }).click();
  await page.getByRole("button", { name: "Raise the priority to 2" }).click();
  await expect(board.job("r90005")).toHaveAttribute("aria-label", "r90005, waiting, next");
  await page.getByRole("button", { name: "Turn of r90005" }).click();
  await expect(page.getByRole("button", { name: "Run next" })).toBeDisabled();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Stop r90001" }).click();
  await expect(board.job("r90005")).toContainText("running", { timeout: 30_000 });
  await page.getByRole("button", { name: "Stop r90005" }).click();
  await expect(board.job(fourth ?? "")).toContainText("running", { timeout: 30_000 });
});

test("the page says before a training what will compute, and how slow that is without TensorFlow", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  writeSums(logdir);
  const server = await serve({ environment: { XDG_CACHE_HOME: join(workDir, "cache") } });
  await expect.poll(async () => (await server.client.training()).backend).not.toBeNull();
  const { backend } = await server.client.training();
  await board.open(`${server.baseUrl}/train`);
  const form = await board.openTrainForm("Any table (MLP)");
  // Nothing is told of what nobody has filled in, until a start is tried.
  const file = form.getByRole("textbox", { name: "CSV file" });
  await board.waitForBoardIdle();
  await expect(form.getByRole("status")).toHaveText("Nothing can be started yet");
  await expect(form.locator("[data-wrong], [aria-invalid=true]")).toHaveCount(0);
  await form.getByRole("button", { name: "Start run" }).click();
  await expect(form).toContainText("Choose a CSV file");
  await expect(file).toBeFocused();
  await expect(form.getByRole("button", { name: "Correct 1 field" })).toBeVisible();
  // Where npm could install TensorFlow it is found without the doctor's cache.
  const isNative = backend?.name === "tensorflow";
  if (isNative) {
    await expect(page.getByText(/^TensorFlow \d/)).toBeVisible();
    await expect(form).not.toContainText("slower than");
  } else {
    await expect(form).toContainText(/WebAssembly computes, .* times slower than with TensorFlow/);
    await page.getByRole("button", { name: /^WebAssembly .*: slow$/ }).click();
    const panel = page.getByRole("dialog", { name: /^WebAssembly / });
    await expect(panel).toContainText(/gets TensorFlow: it downloads about \d+ MB/);
    const command = await panel.locator("code").innerText();
    expect(command).toMatch(/runboard doctor --fix$/);
    // It can be followed from any directory of a plain shell, after `npm start` as well.
    const { stdout } = await shell(command.replace("--fix", "--json"), {
      cwd: workDir,
      env: { ...process.env, PATH: withoutPackages(process.env["PATH"] ?? "") },
    });
    expect(stdout).toContain('"best"');
    await expect(panel.getByRole("button", { name: "Copy the command" })).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await form.getByRole("textbox", { name: "CSV file" }).fill("sums.csv");
  await form.getByRole("textbox", { name: "Hidden layers" }).fill("4");
  await form.getByRole("textbox", { name: "Steps" }).fill("20");
  await form.getByRole("button", { name: "Start run" }).click();
  const job = page.locator(".job");
  await expect(job).toContainText("done", { timeout: 60_000 });
  await expect(job.locator(".job-model")).toHaveAttribute(
    "data-tip",
    isNative ? /TensorFlow/ : /WebAssembly/,
  );
});

const shell = promisify(exec);

/** A path without what npm puts in front of it. */
function withoutPackages(path: string): string {
  return path
    .split(delimiter)
    .filter((directory) => !directory.includes("node_modules"))
    .join(delimiter);
}

test("the form stays where it is when the first run appears beside it", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  mkdirSync(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/train?model=mnist-cnn`);
  const steps = page.getByRole("textbox", { name: "Steps" });
  await steps.focus();
  await board.waitForBoardIdle();
  const fields = page.locator("#train-form .field");
  const placesOf = () =>
    fields.evaluateAll((all) => all.map((field) => Math.round(field.getBoundingClientRect().left)));
  const before = await placesOf();
  expect(before.length).toBeGreaterThan(4);
  writeEventFile(logdir, "first", [{ tag: "loss", step: 0, value: 1, wallTimeSeconds: 1_700_000_000 }]);
  await expect(board.runRow("first")).toBeVisible({ timeout: 30_000 });
  expect(await placesOf()).toEqual(before);
  await expect(steps).toBeFocused();
});

test("what a job prints is followed, and why it failed is said", async ({
  board,
  logdir,
  page,
  serve,
  workDir,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  await board.open(`${server.baseUrl}/train?model=count&values=number=60;wait=50;code=3`);
  await page.getByRole("button", { name: "Start run" }).click();
  const job = page.locator(".job");
  await job.getByRole("button", { name: /^Log of / }).click();
  const output = job.getByLabel(/^Output of /);
  await expect(output).toContainText("step 40/60", { timeout: 30_000 });
  expect(await isAtEnd(page)).toBe(true);
  await expect(job).toContainText("exit code 3", { timeout: 30_000 });
  await expect(output).toContainText("counted");
  expect(await output.textContent()).not.toContain("\u001b");
  expect(await isAtEnd(page)).toBe(true);
  const download = page.waitForEvent("download");
  await job.getByRole("link", { name: "Download" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.log$/);
});

function isAtEnd(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const log = document.querySelector(".job-log pre");
    return log !== null && log.scrollHeight - log.clientHeight - log.scrollTop <= 8;
  });
}

test("a server that is killed while it trains comes back with its jobs", async ({
  board,
  complaints,
  logdir,
  page,
  serve,
}) => {
  mkdirSync(logdir);
  writeSums(logdir);
  const server = await serve();
  await board.open(
    `${server.baseUrl}/train?model=mlp&values=file=sums.csv;hidden=4;steps=1000000;checkpointInterval=50;summaryInterval=50`,
  );
  await page.getByRole("button", { name: "Start run" }).click();
  const job = page.locator(".job");
  await expect(job).toContainText("running", { timeout: 60_000 });
  // Past its first checkpoint.
  await expect(job.locator(".job-progress")).toContainText(/[1-9]\d{2,} \/ 1,000,000|,\d{3} \/ /, {
    timeout: 120_000,
  });
  await server.kill();
  await expect(page.getByRole("alert")).toContainText("The server does not answer");
  await expect(job).toBeVisible();
  await server.start();
  await expect(job).toContainText("interrupted", { timeout: 60_000 });
  await job.getByRole("button", { name: /^Resume / }).click();
  await expect(job).toContainText("running", { timeout: 60_000 });
  await expect(job).toContainText("try 2");
  await job.getByRole("button", { name: /^Stop / }).click();
  await expect(job).toContainText("stopped", { timeout: 20_000 });
  expect(complaints.filter((text) => !/net::ERR_/.test(text))).toEqual([]);
  complaints.length = 0;
});

test("says why nothing can be started on a server that is read-only", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  mkdirSync(logdir);
  const server = await serve({ flags: ["--read-only"] });
  await board.open(server.baseUrl);
  await expect(board.notice("No runs yet")).toBeVisible();
  await expect(page.getByRole("link", { name: "Train the MNIST tutorial" })).toHaveCount(0);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.getByText("Nothing can be started here:")).toBeVisible();
  const form = await board.openTrainForm("Any table (MLP)");
  await expect(form.getByRole("button", { name: "Start run" })).toBeDisabled();
});

test("is accessible, light and dark, wide and narrow", async ({ board, logdir, page, serve, workDir }) => {
  mkdirSync(logdir);
  const server = await serve({ flags: declareProgram(workDir) });
  await board.open(`${server.baseUrl}/train?model=count&trainMode=grid&values=number=2,3;code=0,1`);
  await page.getByRole("button", { name: "Start 4 runs" }).click();
  await expect(page.locator(".sweep-counts")).toHaveText("2 done · 2 failed", { timeout: 60_000 });
  await page
    .locator(".job")
    .first()
    .getByRole("button", { name: /^Log of / })
    .click();
  const log = new URL(page.url()).searchParams.get("train.jobLog") ?? "";
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      for (const query of [
        `model=count&trainMode=grid&values=number=2,none&jobLog=${log}`,
        "model=mnist-cnn&trainMode=random&values=learningRate=log_uniform:1e-5:1e-2",
        "model=mnist-cnn",
      ]) {
        await board.open(`${server.baseUrl}/train?${query}`);
        await page.getByText("More", { exact: true }).click();
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
});
