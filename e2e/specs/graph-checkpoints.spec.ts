// The graph between checkpoints: how far its variables moved, by colour and on the card; and a checkpoint that is being saved.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { checkpointShardName } from "@runboard/tfevents";
import { expect, test } from "../board-test.ts";

const fixtures = join(import.meta.dirname, "..", "..", "fixtures");
const run = "lr_1E-03,conv=2,fc=1";

const colour = (page: Page) => page.locator(".graph-color").getByRole("combobox");
const legend = (page: Page) => page.locator(".graph-legend");
const between = (page: Page) =>
  page
    .getByRole("complementary", { name: "Selected item" })
    .getByRole("region", { name: "Between checkpoints" });

/** The only tensor of a checkpoint fills its shard. */
function valuesAt(logdir: string, step: number): Float32Array {
  const bytes = readFileSync(join(logdir, run, checkpointShardName(`model.ckpt-${step}`, 0, 1)));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const normOf = (values: Float32Array): number => Math.sqrt(values.reduce((sum, one) => sum + one ** 2, 0));
const shown = (value: number): string => String(Number(value.toPrecision(3)));

test("variables are coloured by how far they moved since the checkpoint before", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  cpSync(join(fixtures, "tf1_mnist", "logdir"), logdir, { recursive: true });
  const copy = (from: string, to: string): void => {
    cpSync(join(logdir, run, `model.ckpt-${from}`), join(logdir, run, `model.ckpt-${to}`));
  };
  // As at 0, where nothing was logged; and one that is being saved: its shard is not there yet.
  for (const end of [".index", ".data-00000-of-00001"]) copy(`0${end}`, `42${end}`);
  copy("100.index", "200.index");
  const [before, after] = [valuesAt(logdir, 42), valuesAt(logdir, 100)];
  const changeNorm = normOf(after.map((value, at) => value - (before[at] ?? NaN)));
  const change = shown(changeNorm / normOf(before));

  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=test_embedding`);
  await colour(page).selectOption("Weight change");
  await expect(legend(page)).toContainText("Change since the checkpoint before");
  await expect(legend(page)).toContainText("steps 42 to 100: 1 of 1 variable in this graph");
  await expect(legend(page)).toContainText(change);
  await expect(between(page)).toContainText("steps 42 → 100");
  const fact = (name: string) => between(page).locator("dl > div").filter({ hasText: name }).locator("dd");
  await expect(fact("‖w‖ at step 100")).toHaveText(shown(normOf(after)));
  await expect(fact("‖Δw‖ / ‖w‖ before")).toHaveText(change);
  await expect(fact("‖Δw‖").first()).toHaveText(shown(changeNorm));
  await expect(between(page)).toContainText(/Step 200 is left out: shard 1 of 1 is not there/);

  const slider = page.getByRole("slider", { name: "Step" });
  await slider.press("Home");
  await expect(between(page)).toContainText("No two checkpoints up to this step");
  await expect(legend(page)).toContainText("no two checkpoints up to step 0");
  // Every fifth step was logged, and one of the checkpoints stands between them.
  for (let times = 0; times < 9; times++) await slider.press("ArrowRight");
  await expect(page).toHaveURL(/[?&]step=42/);
  await expect(between(page)).toContainText("steps 0 → 42");
  await expect(fact("‖Δw‖ / ‖w‖ before")).toHaveText("0");
  await expect(legend(page)).toContainText("0 everywhere");
  // What was not saved is not coloured, and says so.
  await board.open(`${server.baseUrl}/graphs?graphs.at=conv1&graphs.color=change`);
  await expect(between(page)).toContainText("It holds no variables");
});
