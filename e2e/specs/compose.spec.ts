// Several tags in one chart, another scalar as x, expressions.
import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../board-test.ts";
import { writeRun } from "../write-logdir.ts";

test.beforeEach(({ logdir }) => {
  writeRun(logdir, "a", {
    curves: {
      loss: (step) => step,
      "my (odd) tag": (step) => 2 * step + 1,
      epoch: (step) => 10 * step,
    },
    stepCount: 50,
  });
  writeRun(logdir, "b", { curves: { loss: (step) => 100 - step }, stepCount: 50 });
});

const start = "/scalars?smoothing=0&ignoreOutliers=0";
const both = "=t:my (odd) tag;t:loss";

async function choose(page: Page, list: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: list });
  await expect(field).toBeFocused();
  await field.fill(name);
  await page.keyboard.press("Enter");
}

/** Of an element's text against its own background; axe leaves out what is disabled. */
async function contrast(element: Locator): Promise<number> {
  return element.evaluate((button) => {
    const { color, backgroundColor, opacity } = getComputedStyle(button);
    const channels = (text: string): readonly number[] =>
      (text.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Number(part) / 255);
    const luminance = (of: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = of.map((part) =>
        part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const back = channels(backgroundColor);
    const share = Number(opacity);
    const text = channels(color).map((part, index) => share * part + (1 - share) * (back[index] ?? 0));
    const [dark = 0, light = 0] = [luminance(text), luminance(back)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
}

test("a card dragged by its title onto another shows both in one chart", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl + start);
  const dragged = board.card("loss").root.locator("[data-card-handle]");
  const target = board.card("my (odd) tag").root;
  const box = await target.boundingBox();
  const [left, top] = [(box?.x ?? 0) + 80, (box?.y ?? 0) + 120];

  // Let go of elsewhere: nothing happens.
  await dragged.hover();
  await page.mouse.down();
  await page.mouse.move(left, top, { steps: 4 });
  await expect(target.getByText("Show both in one chart")).toBeVisible();
  await page.mouse.move(5, 5, { steps: 4 });
  await expect(target.getByText("Show both in one chart")).toHaveCount(0);
  await page.mouse.up();
  await expect(page).not.toHaveURL(/cards=/);

  await dragged.hover();
  await page.mouse.down();
  await page.mouse.move(left, top, { steps: 4 });
  await expect(target.getByText("Show both in one chart")).toBeVisible();
  await page.mouse.up();
  const card = board.card(both);
  await expect(card.root).toBeInViewport();
  await board.waitForBoardIdle();
  await expect(page.getByRole("button", { name: /^Put together/ })).toBeVisible();
  await expect(card.named("my (odd) tag, loss: 3 lines over steps")).toBeVisible();
  await expect(card.root.getByRole("listitem")).toHaveText(["my (odd) tag", "loss"]);
  await expect(card.root.locator(".dash-sample [stroke-dasharray]")).toHaveCount(1);
  await card.hoverEnd();
  await expect(card.tooltip.getByRole("row", { includeHidden: true })).toHaveCount(4);

  await page.keyboard.press("Control+z");
  await expect(card.root).toHaveCount(0);
  await page.keyboard.press("Control+Shift+z");
  await expect(card.root).toHaveCount(1);
});

test("tags are added and taken away without a mouse", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl + start);
  const more = board.card("my (odd) tag").root.getByRole("button", { name: "More" });
  await more.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add a tag to this card…" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option")).toHaveText([/^epoch/, /^loss/]);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option")).toHaveCount(0);
  await expect(more).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add a tag to this card…" }).press("Enter");
  await choose(page, "Add a tag to this card", "los");
  const card = board.card(both);
  await expect(card.root).toBeInViewport();
  await board.waitForBoardIdle();
  // The card itself has changed: there is no other of it.
  expect(await board.tags()).toEqual(["epoch", "loss", both]);
  await expect(page.getByRole("button", { name: /^Put together/ })).toHaveCount(0);
  await expectAccessible(page);

  // A third grows it in its place.
  await card.root.getByRole("button", { name: "More" }).press("Enter");
  await page.getByRole("button", { name: "Add a tag to this card…" }).press("Enter");
  await choose(page, "Add a tag to this card", "epoch");
  const three = board.card(`${both};t:epoch`);
  await expect(three.root.getByRole("listitem")).toHaveCount(3);
  await expect(card.root).toHaveCount(0);
  await three.root.getByRole("button", { name: "Remove epoch from this card" }).press("Enter");
  await expect(card.root.getByRole("listitem")).toHaveCount(2);

  await card.root.getByRole("button", { name: "More" }).press("Enter");
  await page.getByRole("button", { name: "Back to the tag alone" }).press("Enter");
  await expect(card.root).toHaveCount(0);
  expect(await board.tags()).toEqual(["epoch", "loss", "my (odd) tag"]);
  await page.keyboard.press("Control+z");
  await card.root.getByRole("button", { name: "Remove loss from this card" }).click();
  await expect(page.getByRole("button", { name: /^Put together/ })).toHaveCount(0);
  expect(await board.tags()).toEqual(["epoch", "loss", "my (odd) tag"]);
});

test("any scalar can stand on the x axis", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(`${server.baseUrl}${start}&zoom=10~20~~~loss`);
  await page.getByRole("button", { name: "Over another scalar…" }).click();
  await choose(page, "Scalar on the x axis", "epoch");
  await expect(page).toHaveURL(/xTag=epoch/);
  await expect(page).not.toHaveURL(/zoom=/);
  await board.waitForBoardIdle();
  // The other run has no epochs.
  const card = board.card("loss");
  await expect(card.named("loss: 1 line over epoch")).toBeVisible();
  await expect(card.note).toContainText("over epoch");
  await expect(card.note).toContainText("1 run");
  await card.hoverEnd();
  await expect(card.tooltipHead).toContainText("epoch 490 · Step 49");
  await expect(card.tooltip.locator("tbody td").filter({ hasText: /^49$/ })).toHaveCount(1);

  await page.getByRole("checkbox", { name: /^Hide all/ }).click();
  await board.runRow("b").click();
  await board.waitForBoardIdle();
  await expect(card.root.getByText("No shown run has both loss and epoch.")).toBeVisible();

  await board.chooseAxis("Step");
  await expect(page).not.toHaveURL(/xTag=/);
  await expect(card.named("loss: 1 line over steps")).toBeVisible();
});

test("one card can have a scalar of its own on x", async ({ board, page, serve }) => {
  const server = await serve();
  await board.open(server.baseUrl + start);
  await board.card("loss").root.getByRole("button", { name: "More" }).press("Enter");
  await page.getByRole("button", { name: "Scalar on the x axis…" }).press("Enter");
  await choose(page, "Scalar on the x axis of this card", "epoch");
  const card = board.card("=t:loss;x:epoch");
  await expect(card.named("loss over epoch: 1 line over epoch")).toBeVisible();
  await expect(board.card("loss").named("loss: 2 lines over steps")).toBeVisible();
  await card.root.getByRole("button", { name: /^Not over epoch/ }).click();
  await expect(card.root).toHaveCount(0);
});

test("an expression is written with help, drawn, edited, and lives in the address", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(server.baseUrl + start);
  await page.getByRole("button", { name: "New card: expression" }).click();
  const field = page.getByRole("combobox", { name: "Expression over tags" });
  await expect(field).toBeFocused();
  const add = page.getByRole("button", { name: "Add the card" });
  await expect(add).toBeDisabled();
  expect(await contrast(add)).toBeGreaterThan(4.5);
  await page.keyboard.type("odd");
  await expect(page.getByRole("option")).toHaveText(["my (odd) tag"]);
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("my (odd) tag");
  await page.keyboard.type(" - lost");
  await expect(page.getByText('At character 16: there is no tag "lost"; did you mean "loss"?')).toBeVisible();
  await expect(page.locator(".expression-mirror mark")).toHaveText("lost");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(add).toBeDisabled();
  await expectAccessible(page);
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("my (odd) tag - loss");
  await expect(page.getByText("1 of 2 shown runs has them all.")).toBeVisible();
  await page.keyboard.press("Enter");

  const card = board.card("=e:my (odd) tag - loss");
  await expect(card.named("my (odd) tag - loss: 1 line over steps")).toBeVisible();
  await board.waitForBoardIdle();
  await expect(card.note).toContainText("1 run");
  await card.hoverEnd();
  // 2 · 49 + 1 − 49.
  await expect(card.tooltip.locator("tbody td").filter({ hasText: /^50$/ })).toHaveCount(1);

  await card.root.getByRole("button", { name: "Edit the expression my (odd) tag - loss" }).click();
  await expect(field).toHaveValue("my (odd) tag - loss");
  await field.fill("loss / 2");
  await page.getByRole("button", { name: "Save" }).click();
  const edited = board.card("=e:loss / 2");
  await expect(edited.named("loss / 2: 2 lines over steps")).toBeVisible();
  await expect(card.root).toHaveCount(0);
  await board.open(page.url());
  await expect(edited.named("loss / 2: 2 lines over steps")).toBeVisible();
});

test("an expression in a link that cannot be read says why, and can be mended", async ({
  board,
  page,
  serve,
}) => {
  const server = await serve();
  await board.open(`${server.baseUrl}${start}&cards=${encodeURIComponent("=e:los * 2;=t:gone!;t:away")}`);
  const card = board.card("=e:los * 2");
  await expect(card.root.getByRole("alert")).toContainText('there is no tag "los"; did you mean "loss"?');
  await expect(board.card("=t:gone;t:away").root).toContainText("No shown run has any of these.");
  await expect(board.card("loss").named("loss: 2 lines over steps")).toBeVisible();
  await card.root.getByRole("alert").getByRole("button").click();
  await page.getByRole("combobox", { name: "Expression over tags" }).fill("loss * 2");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(board.card("=e:loss * 2").named("loss * 2: 2 lines over steps")).toBeVisible();
});
