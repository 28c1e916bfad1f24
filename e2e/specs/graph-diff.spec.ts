// Two graphs side by side: what differs is counted, listed, opened and selected in step, and stands in the address.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeGraph } from "../write-logdir.ts";

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: string[];
}

const layers = 4;

/** Layers of five operations, and what follows them. */
const base: readonly Node[] = [
  { name: "x", op: "Placeholder" },
  ...Array.from({ length: layers }, (_, layer): Node[] => {
    const scope = `net/layer${"abcd"[layer] ?? ""}`;
    const before = layer === 0 ? "x" : `net/layer${"abcd"[layer - 1] ?? ""}/out/Relu`;
    return [
      { name: `${scope}/W`, op: "VariableV2" },
      { name: `${scope}/MatMul`, op: "MatMul", input: [before, `${scope}/W`] },
      { name: `${scope}/B`, op: "VariableV2" },
      { name: `${scope}/out/Add`, op: "Add", input: [`${scope}/MatMul`, `${scope}/B`] },
      { name: `${scope}/out/Relu`, op: "Relu", input: [`${scope}/out/Add`] },
    ];
  }).flat(),
  { name: "loss/Mean", op: "Mean", input: ["net/layerd/out/Relu"] },
  { name: "loss/report", op: "ScalarSummary", input: ["loss/Mean"] },
];

/** Three added, one removed, two changed: another operation, another input. */
const edited: readonly Node[] = [
  ...base.flatMap((node): Node[] => {
    if (node.name === "loss/report") return [];
    if (node.name === "net/layerb/out/Relu") return [{ ...node, op: "Tanh" }];
    if (node.name === "loss/Mean") return [{ ...node, input: ["net/layerd/out/Add"] }];
    return [node];
  }),
  { name: "net/layerc/drop/rate", op: "Const" },
  { name: "net/layerc/drop/Mul", op: "Mul", input: ["net/layerc/W", "net/layerc/drop/rate"] },
  { name: "extra/Abs", op: "Abs", input: ["x"] },
];

const stage = (page: Page, side: "before" | "after") =>
  page.getByRole("region", { name: `Graph ${side}` }).getByRole("application");
const panel = (page: Page) => page.getByRole("complementary", { name: "Comparison" });
const differences = (page: Page) => panel(page).getByRole("region", { name: "Differences" });
const pair = (page: Page) => panel(page).getByRole("region", { name: "Selected pair" });
const compareWith = (page: Page) => page.getByRole("combobox", { name: "Compare with" });

const ofAddress = (page: Page, name: string): string =>
  new URL(page.url()).searchParams.get(`graphs.${name}`) ?? "";

function writeTwo(logdir: string): void {
  writeGraph(logdir, "one", base);
  writeGraph(logdir, "two", edited);
}

test("what was edited between two runs is counted and listed, and a step opens and selects it on both sides", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeTwo(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await compareWith(page).selectOption({ label: "two · graph" });
  await expect(differences(page).getByRole("status")).toHaveText(
    /\+?3 added, −?1 removed, ~?2 changed, 20 the same$/,
  );
  await expect(stage(page, "before")).toHaveAccessibleName(/^one graph: 3 items shown$/);
  await expect(stage(page, "after")).toHaveAccessibleName(/^two graph: 4 items shown$/);
  await expectAccessible(page);
  const rows = differences(page).getByRole("button", { name: /^(added|removed|changed) / });
  await expect(rows).toHaveCount(6);
  await expect(rows.filter({ hasText: "Relu" })).toContainText("operation");
  await expect(rows.filter({ hasText: "Mean" })).toContainText("inputs");
  // As many steps as differences lead around.
  const seen: string[] = [];
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press("n");
    await expect(differences(page)).toContainText(`${step + 1} of 6`);
    seen.push(`${ofAddress(page, "at")}>${ofAddress(page, "againstAt")}`);
  }
  expect(seen.toSorted()).toEqual(
    [
      ">extra/Abs",
      ">net/layerc/drop/Mul",
      ">net/layerc/drop/rate",
      "loss/Mean>loss/Mean",
      "loss/report>",
      "net/layerb/out/Relu>net/layerb/out/Relu",
    ].toSorted(),
  );
  await page.keyboard.press("n");
  await expect(differences(page)).toContainText("1 of 6");
  await page.keyboard.press("p");
  await expect(differences(page)).toContainText("6 of 6");
  // What holds them was opened, where there is no partner what would hold it.
  const openCount = (name: string): number => ofAddress(page, name).split(";").length;
  await expect.poll(() => openCount("open")).toBe(5);
  await expect.poll(() => openCount("againstOpen")).toBe(7);
  await rows.filter({ hasText: "Relu" }).click();
  await expect(stage(page, "before")).toHaveAccessibleName(/net\/layerb\/out\/Relu selected$/);
  await expect(stage(page, "after")).toHaveAccessibleName(/net\/layerb\/out\/Relu selected$/);
  await expect(pair(page)).toContainText("changed: operation");
  await expect(pair(page).getByRole("definition")).toHaveText(["−Relu", "+Tanh"]);
});

test("what is opened and selected on one side is on the other, and the address brings all of it back", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeTwo(logdir);
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs?graphs.at=net&graphs.againstAt=net`);
  await compareWith(page).selectOption({ label: "two · graph" });
  await board.waitForBoardIdle();
  await stage(page, "after").focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => ofAddress(page, "againstAt")).not.toBe("");
  await differences(page)
    .getByRole("button", { name: /^added Mul/ })
    .click();
  await expect.poll(() => ofAddress(page, "open")).toBe("net;net/layerc");
  await expect.poll(() => ofAddress(page, "againstOpen").split(";").length).toBe(3);
  // Of the scope that holds what was added the counts are those of its pair.
  await stage(page, "before").focus();
  await page.keyboard.press("ArrowUp");
  await board.waitForBoardIdle();
  const address = page.url();
  const shown = await stage(page, "after").getAttribute("aria-label");
  await page.goto("about:blank");
  await board.open(address);
  await expect(stage(page, "after")).toHaveAccessibleName(shown ?? "");
  await expect(differences(page).getByRole("status")).toContainText("3 added");
  expect(page.url()).toBe(address);
  await page.keyboard.press("Escape");
  await expect(panel(page)).toHaveCount(0);
  expect(ofAddress(page, "against")).toBe("");
  await expect(page.getByRole("application")).toHaveCount(1);
  await page.goBack();
  await expect(differences(page).getByRole("status")).toContainText("3 added");
});

test("a graph and a file that say the same are the same, and a file that is no graph leaves the other", async ({
  board,
  logdir,
  page,
  serve,
}) => {
  writeTwo(logdir);
  const text = base
    .map(
      ({ name, op, input = [] }) =>
        `node { name: "${name}" op: "${op}" ${input.map((one) => `input: "${one}"`).join(" ")} }`,
    )
    .join("\n");
  writeFileSync(join(logdir, "one", "copy.pbtxt"), text);
  writeFileSync(join(logdir, "one", "damaged.pb"), "no graph at all");
  const server = await serve();
  await board.open(`${server.baseUrl}/graphs`);
  await compareWith(page).selectOption({ label: "one · one/copy.pbtxt" });
  await expect(differences(page).getByRole("status")).toHaveText("The two graphs are the same");
  await compareWith(page).selectOption({ label: "one · one/damaged.pb" });
  await expect(panel(page).getByRole("alert")).toContainText("cannot be compared");
  await expect(stage(page, "before")).toHaveAccessibleName(/^one graph: 3 items shown$/);
  await compareWith(page).selectOption({ label: "two · graph" });
  await expect(differences(page).getByRole("status")).toContainText("3 added");
  await panel(page).getByRole("button", { name: "Swap the graphs" }).click();
  await expect(differences(page).getByRole("status")).toContainText("1 added");
  await expect(stage(page, "before")).toHaveAccessibleName(/^two graph/);
});
