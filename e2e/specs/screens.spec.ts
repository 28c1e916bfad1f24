// Pictures to look at: test-results/screens, and with UPDATE_SCREENSHOT=1 the one in the README.
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../board-test.ts";
import { accuracyCurve, lossCurve, writeRun } from "../write-logdir.ts";

const root = join(import.meta.dirname, "..", "..");
const screens = join(root, "test-results", "screens");

/** Twelve runs as a sweep over two layers' widths and three rates leaves them. */
function writeSweep(logdir: string): void {
  let seed = 0;
  for (const rate of ["1E-02", "1E-03", "1E-04"])
    for (const conv of [1, 2])
      for (const fc of [1, 2]) {
        const halfLife = { "1E-02": 60, "1E-03": 110, "1E-04": 260 }[rate] ?? 100;
        seed += 1;
        const ceiling = 0.99 - 0.02 / conv - 0.03 / fc - (rate === "1E-02" ? 0.06 : 0);
        writeRun(logdir, `lr_${rate}/conv=${conv},fc=${fc}`, {
          curves: {
            "accuracy/train": accuracyCurve(ceiling, halfLife / conv, seed),
            "accuracy/test": accuracyCurve(ceiling - 0.03, halfLife / conv, seed + 40),
            "accuracy/top5": accuracyCurve(ceiling + 0.015, halfLife / conv / 2, seed + 60),
            "loss/train": lossCurve(0.08 / fc, halfLife / fc, seed),
            "loss/test": lossCurve(0.14 / fc, halfLife / fc, seed + 40),
            "loss/regularization": (step) => 0.02 * fc * (1 + Math.log1p(step / halfLife)),
            "optimizer/gradient_norm": lossCurve(0.4, halfLife, seed + 80),
            "optimizer/learning_rate": (step) =>
              Number(rate) * (0.5 + 0.5 * Math.cos((Math.PI * step) / 1200)),
          },
          stepCount: 1200,
          startTimeSeconds: 1_700_000_000 + seed * 900,
          secondsPerStep: 0.6,
          isFinished: seed < 12,
        });
      }
}

test("looks like this", async ({ board, logdir, page, serve }) => {
  test.setTimeout(120_000);
  mkdirSync(screens, { recursive: true });
  writeSweep(logdir);
  const server = await serve();
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await board.open(server.baseUrl);
      await expect(board.card("accuracy/test").note).toContainText("12 runs");
      const path = join(screens, `scalars-${width}x${height}-${theme}.png`);
      await page.screenshot({ path });
      if (process.env["UPDATE_SCREENSHOT"] && width === 1440 && theme === "light") {
        mkdirSync(join(root, "docs"), { recursive: true });
        copyFileSync(path, join(root, "docs", "screenshot.png"));
      }
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await board.open(server.baseUrl);
  await board.card("loss/test").hover(0.4, 0.5);
  await expect(board.card("loss/test").tooltip).toBeVisible();
  await page.screenshot({ path: join(screens, "tooltip-dark.png") });
  await page.emulateMedia({ colorScheme: "light" });
  await page.keyboard.press("f");
  await board.waitForBoardIdle();
  await page.screenshot({ path: join(screens, "full-screen-light.png") });
});
