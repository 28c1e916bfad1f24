// Which points count: what trainers do to a run, and what its card then shows and says.
import { expect, test } from "../board-test.ts";
import { writeEventFile, type Logged } from "../write-logdir.ts";

const START = 1_700_000_000;

/** Points of `tag` at one second each. */
function points(tag: string, steps: readonly number[], startSeconds = START): readonly Logged[] {
  return steps.map((step, i) => ({
    tag,
    step,
    value: 2 ** (-step / 40),
    wallTimeSeconds: startSeconds + i,
  }));
}

function range(from: number, to: number, stride = 1): readonly number[] {
  return Array.from({ length: Math.ceil((to - from) / stride) }, (_, i) => from + i * stride);
}

test("a START mark hides what was written before it, also of a tag that was not logged again", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  const crashed = [...points("train", range(0, 150, 5)), ...points("val", range(0, 150, 20))];
  writeEventFile(logdir, "job", crashed);
  const mark = { startAtStep: 100, wallTimeSeconds: START + 500 };
  writeEventFile(logdir, "job", [mark, ...points("train", range(100, 115, 5), START + 501)]);
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  await expect(board.card("train").note).toContainText("100 % of 23 points");
  await expect(board.card("val").note).toContainText("100 % of 5 points");
  await expect(
    board.runTree.getByRole("treeitem", {
      name: /Went back to an earlier step once\. 13 points from before were replaced/,
    }),
  ).toBeVisible();
  const plain = await board.card("val").picture();
  await page.keyboard.press("r");
  await board.waitForBoardIdle();
  await expect(board.card("val").note).toContainText("faint: replaced by restarts");
  expect((await board.card("val").picture()).equals(plain)).toBe(false);
});

test("a card of which restarts left nothing says so, and draws what was replaced when it is asked to", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeEventFile(logdir, "job", [...points("train", range(0, 50)), ...points("val", range(0, 50, 10))]);
  const mark = { startAtStep: 0, wallTimeSeconds: START + 500 };
  writeEventFile(logdir, "job", [mark, ...points("train", range(0, 20), START + 501)]);
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("val");
  await expect(card.root).toContainText("Restarts replaced every point of val.");
  await expect(card.note).toHaveText("0 runs");
  const empty = await card.root.screenshot();
  await page.getByRole("button", { name: "Draw what was replaced" }).click();
  await board.waitForBoardIdle();
  await expect(card.note).toContainText("faint: replaced by restarts");
  await expect(card.note).toContainText("1 run");
  await expect(card.root).not.toContainText("Restarts replaced every point");
  expect((await card.picture()).equals(empty)).toBe(false);
});

test("a cell that was run twice shows the second time", async ({ board, logdir, serve }) => {
  writeEventFile(logdir, "notebook", [
    ...points("loss", range(0, 100)),
    ...points("loss", range(0, 40), START + 200),
  ]);
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  await expect(board.card("loss").note).toContainText("100 % of 40 points");
  await expect(
    board.runTree.getByRole("treeitem", {
      name: /Went back to an earlier step once\. 100 points from before were replaced/,
    }),
  ).toBeVisible();
});

test("steps out of order, and two writers at once, are all there and no restarts", async ({
  board,
  logdir,
  serve,
}) => {
  writeEventFile(logdir, "async", points("eval", [1, 2, 5, 3, 4, 8, 7, 6, 10, 9]));
  writeEventFile(logdir, "two", points("both", [2, 4, 6, 8, 10]));
  writeEventFile(logdir, "two", points("both", [1, 3, 5, 7, 9], START + 1));
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  await expect(board.card("eval").note).toContainText("100 % of 10 points");
  await expect(board.card("both").note).toContainText("100 % of 10 points");
  await expect(board.runTree.getByRole("treeitem", { name: /async/ })).not.toHaveAccessibleName(
    /earlier step/,
  );
  await expect(board.runTree.getByRole("treeitem", { name: /two/ })).not.toHaveAccessibleName(/earlier step/);
});

test("points that all have one step are shown over time, and the card says so", async ({
  board,
  logdir,
  serve,
}) => {
  const values = range(0, 100).map((i) => ({
    tag: "data/stepless",
    step: 0,
    value: i / 100,
    wallTimeSeconds: START + i / 10,
  }));
  writeEventFile(logdir, "stepless", values);
  writeEventFile(logdir, "steps", points("data/steps", range(0, 100)));
  const server = await serve();
  await board.open(`${server.baseUrl}/scalars?smoothing=0`);
  const card = board.card("data/stepless");
  await expect(card.note).toContainText("100 % of 100 points");
  await expect(card.note).toContainText("all at step 0: shown over time");
  await expect(card.named("data/stepless: 1 line over time since the start")).toBeVisible();
  await expect(board.card("data/steps").named("data/steps: 1 line over steps")).toBeVisible();
  // The crosshair of the one says nothing on the other.
  await card.hover(0.5, 0.5);
  await expect(card.tooltip).toContainText("0.5");
  // Together with a run that has steps there is an axis of steps for both.
  writeEventFile(logdir, "steps", points("data/stepless", range(0, 30), START + 900));
  await expect(card.named("data/stepless: 2 lines over steps")).toBeVisible();
  await expect(card.note).not.toContainText("shown over time");
  await board.chooseAxis("Relative");
  await expect(card.named("data/stepless: 2 lines over time since the start")).toBeVisible();
});
