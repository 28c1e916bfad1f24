// Drives the page as its user does: by roles and names. Every wait is for the page to say that nothing is pending.
import { expect, type Locator, type Page, type Request } from "@playwright/test";
import { SeriesQuery } from "@runboard/contract";

export class BoardPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page at `address`, e.g. `/scalars?xAxis=wall`, and waits until everything is drawn. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.waitForBoardIdle();
  }

  /** No query, no news and no frame is pending. */
  async waitForBoardIdle(): Promise<void> {
    await this.page.waitForFunction(() => "waitForBoardIdle" in window);
    await this.page.evaluate(() => (window as unknown as IdleWindow).waitForBoardIdle());
  }

  get runTree(): Locator {
    return this.page.getByRole("tree", { name: "Runs" });
  }

  /** The row of a run or folder, by the beginning of its label. */
  runRow(label: string): Locator {
    return this.runTree.locator(
      `[role=treeitem][aria-label="${label}"], [role=treeitem][aria-label^="${label}. "]`,
    );
  }

  get runFilter(): Locator {
    return this.page.getByRole("combobox", { name: "Filter runs by a regular expression" });
  }

  get tagFilter(): Locator {
    return this.page.getByRole("combobox", { name: "Filter tags by a regular expression" });
  }

  get smoothing(): Locator {
    return this.page.getByRole("spinbutton", { name: /^Smoothing/ });
  }

  async chooseAxis(name: "Step" | "Relative" | "Wall"): Promise<void> {
    await this.page
      .getByRole("radiogroup", { name: "Horizontal axis" })
      .getByText(name, { exact: true })
      .click();
    await this.waitForBoardIdle();
  }

  card(tag: string): Card {
    return new Card(this, this.page.locator(`[data-tag="${tag}"]`));
  }

  /** Titles of all cards, in order. */
  async tags(): Promise<readonly string[]> {
    const slots = await this.page.locator("[data-tag]").all();
    return Promise.all(slots.map(async (slot) => (await slot.getAttribute("data-tag")) ?? ""));
  }

  notice(title: string | RegExp): Locator {
    return this.page.getByRole("heading", { name: title });
  }

  /** A job on the train dashboard, by its run. */
  job(run: string): Locator {
    return this.page.locator(`.job[aria-label^="${run}, "]`);
  }

  /** Opens the form of a model or command on the train dashboard. */
  async openTrainForm(title: string): Promise<Locator> {
    await this.page.getByRole("button", { name: `${title}: ` }).click();
    await this.waitForBoardIdle();
    return this.page.getByRole("region", { name: `Train: ${title}` });
  }

  /** What the page asks of the series endpoint while `act` runs and until it is idle again. */
  async seriesQueriesDuring(act: () => Promise<void>): Promise<readonly SeriesQuery[]> {
    const queries: SeriesQuery[] = [];
    const note = (request: Request): void => {
      if (new URL(request.url()).pathname.endsWith("/api/v1/series"))
        queries.push(SeriesQuery.parse(request.postDataJSON()));
    };
    this.page.on("request", note);
    await act();
    await this.waitForBoardIdle();
    this.page.off("request", note);
    return queries;
  }
}

interface IdleWindow {
  readonly waitForBoardIdle: () => Promise<void>;
}

/** One tag's card. */
export class Card {
  readonly #board: BoardPage;
  readonly root: Locator;

  constructor(board: BoardPage, root: Locator) {
    this.#board = board;
    this.root = root;
  }

  get chart(): Locator {
    return this.root.locator("[data-chart]");
  }

  /** The chart by what it says of itself to a screen reader. */
  named(label: string): Locator {
    return this.chart.getByRole("group", { name: label });
  }

  /** How much of the data is drawn, in words. */
  get note(): Locator {
    return this.root.locator("footer");
  }

  /** The table beside the pointer. */
  get tooltip(): Locator {
    return this.root.locator(".chart-tooltip");
  }

  /** What it says once, of the place that all its rows are at. */
  get tooltipHead(): Locator {
    return this.tooltip.locator(".chart-tooltip-head");
  }

  /** The step that the tooltip tells of. */
  async tooltipStep(): Promise<number> {
    const text = await this.tooltipHead.textContent();
    return Number(/^Step ([\d,]+)/.exec(text ?? "")?.[1]?.replaceAll(",", ""));
  }

  /** Moves the pointer over the chart, in shares of its width and height. */
  async hover(x: number, y: number): Promise<void> {
    const [left, top] = await this.#at(x, y);
    await this.#board.page.mouse.move(left - 3, top);
    await this.#board.page.mouse.move(left, top);
  }

  /** Moves the pointer to the right end of what is drawn. */
  async hoverEnd(y = 0.5): Promise<void> {
    const [right, top] = await this.#at(1, y);
    const [left] = await this.#at(0.5, y);
    for (let x = right; x > left; x -= 3) {
      await this.#board.page.mouse.move(x, top);
      await this.#board.waitForBoardIdle();
      if (await this.tooltip.isVisible()) return;
    }
    throw new Error("nothing is shown at the pointer");
  }

  /** Zooms to the range between two shares of the chart's width. */
  async dragAcross(from: number, to: number): Promise<void> {
    const { mouse } = this.#board.page;
    await mouse.move(...(await this.#at(from, 0.5)));
    await mouse.down();
    await mouse.move(...(await this.#at((from + to) / 2, 0.5)));
    await mouse.move(...(await this.#at(to, 0.5)));
    await mouse.up();
    await this.#board.waitForBoardIdle();
  }

  async fit(): Promise<void> {
    await this.#board.page.mouse.dblclick(...(await this.#at(0.5, 0.5)));
    await this.#board.waitForBoardIdle();
  }

  /** A picture of the chart without pointer and focus, to see whether what is drawn changed. */
  async picture(): Promise<Buffer> {
    const { page } = this.#board;
    await page.mouse.move(0, 0);
    await page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await this.#board.waitForBoardIdle();
    return this.chart.screenshot({ animations: "disabled" });
  }

  async #at(x: number, y: number): Promise<[number, number]> {
    await this.chart.scrollIntoViewIfNeeded();
    const box = await this.chart.boundingBox();
    expect(box, "the chart is on the screen").not.toBeNull();
    return [(box?.x ?? 0) + (box?.width ?? 0) * x, (box?.y ?? 0) + (box?.height ?? 0) * y];
  }
}
