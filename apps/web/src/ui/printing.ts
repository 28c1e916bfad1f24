// The page on paper: every card drawn, wherever it stands, in a width and in colours that suit a sheet.
import { flushSync } from "react-dom";
import { create } from "zustand";

interface Printing {
  /** All cards are drawn, as for paper. */
  readonly isOnPaper: boolean;
  /** The browser lays the page out for paper at this moment. */
  readonly isLaidOut: boolean;
  /** Cards that go to paper without their content, since it was not there in time. */
  readonly missingCount: number;
}

export const usePrinting = create<Printing>(() => ({ isOnPaper: false, isLaidOut: false, missingCount: 0 }));

/** Of a sheet between its margins, A4 or Letter, in CSS pixels. */
const PAPER_PIXELS = 716;

/** Where every frame brings something new, what is there is printed all the same. */
const LONGEST_WAIT_MILLIS = 30_000;

/** Draws what was never in sight, then prints. The browser's own menu prints what is drawn. */
export async function printAll(waitForIdle: () => Promise<void>): Promise<void> {
  if (usePrinting.getState().isOnPaper) return;
  document.documentElement.dataset["paper"] = "";
  usePrinting.setState({ isOnPaper: true });
  await Promise.race([
    waitForIdle(),
    new Promise((resolve) => window.setTimeout(resolve, LONGEST_WAIT_MILLIS)),
  ]);
  window.print();
  delete document.documentElement.dataset["paper"];
  usePrinting.setState({ isOnPaper: false });
}

/** Fits what is printed to the sheet, however it was asked for, and counts what is missing on it. */
export function watchPrinting(): void {
  window.addEventListener("beforeprint", () => {
    const area = document.querySelector("[data-scroll-area]");
    const width = area?.clientWidth ?? PAPER_PIXELS;
    // What is drawn keeps its size in pixels: there is no time to draw it anew.
    document.documentElement.style.setProperty("--paper-width", `${width}px`);
    document.documentElement.style.setProperty("--paper-zoom", String(Math.min(1, PAPER_PIXELS / width)));
    const missing = document.querySelectorAll(
      ":is(.card-grid, .cells-section, .cell-row):not([hidden]) :is([data-blank], .card-skeleton, [data-chart]:not(:has(canvas)))",
    );
    flushSync(() => usePrinting.setState({ isLaidOut: true, missingCount: missing.length }));
  });
  window.addEventListener("afterprint", () => usePrinting.setState({ isLaidOut: false }));
}
