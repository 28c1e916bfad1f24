// Each dashboard: its tab is there when there is something for it, opens by its address, and says nothing of failing.
import { histogramValue, textValue } from "@runboard/tfevents";
import { dashboardIds, dashboards, type DashboardId } from "@runboard/contract";
import { expect, test } from "../board-test.ts";
import { pictureValue, pngOf } from "../pictures.ts";
import { lossCurve, writeGraph, writeRun, writeValues } from "../write-logdir.ts";

const logHistogram = (logdir: string): void => {
  writeValues(logdir, "run", [[0, histogramValue({ tag: "weights", values: [-1, 0, 0.5, 2] })]]);
};

/** Logs what a dashboard shows. */
const logFor = {
  scalars: (logdir) => writeRun(logdir, "run", { curves: { loss: lossCurve(0, 10) }, stepCount: 10 }),
  histograms: logHistogram,
  distributions: logHistogram,
  images: (logdir) =>
    writeValues(logdir, "run", [[0, pictureValue("input", [pngOf(8, 8, () => [90, 160, 210])])]]),
  text: (logdir) => writeValues(logdir, "run", [[0, textValue({ tag: "note", text: "It **runs**." })]]),
  graphs: (logdir) =>
    writeGraph(logdir, "run", [
      { name: "x", op: "Placeholder" },
      { name: "fc/W", op: "VariableV2" },
      { name: "fc/MatMul", op: "MatMul", input: ["x", "fc/W"] },
    ]),
  train: (logdir) => writeRun(logdir, "run", { curves: { loss: lossCurve(0, 10) }, stepCount: 10 }),
} as const satisfies Record<DashboardId, (logdir: string) => void>;

test("the tab of scalars is there before anything is logged", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}/train`);
  await page
    .getByRole("navigation", { name: "Dashboards" })
    .getByRole("link", { name: "Scalars", exact: true })
    .click();
  await expect(page).toHaveURL(/\/scalars$/);
});

for (const id of dashboardIds)
  test(`${id} opens by its tab and by its address`, async ({ board, logdir, page, serve }) => {
    logFor[id](logdir);
    const server = await serve();
    await board.open(`${server.baseUrl}/${id}`);
    const { title } = dashboards[id];
    const tabs = page.getByRole("navigation", { name: "Dashboards" });
    await expect(tabs.getByRole("link", { name: title, exact: true })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await expect(page.getByRole("alert")).toHaveCount(0);
    for (const other of dashboardIds.filter((one) => one !== id && dashboards[one].kinds.length === 0)) {
      await tabs.getByRole("link", { name: dashboards[other].title, exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`/${other}$`));
      await page.goBack();
      await expect(page).toHaveURL(new RegExp(`/${id}$`));
    }
  });
