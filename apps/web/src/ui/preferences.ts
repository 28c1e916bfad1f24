// One reader's taste, kept by the browser: theme, sidebar, what is folded. Nothing that a colleague would want to be sent.
import { useSyncExternalStore } from "react";
import { z } from "zod";

const KEY = "runboard.preferences";

export const MIN_SIDEBAR_WIDTH = 160;
export const MAX_SIDEBAR_WIDTH = 4000;
export const MIN_TOOLTIP_ROWS = 3;
export const MAX_TOOLTIP_ROWS = 50;
/** TensorBoard's range. */
export const MIN_CARD_WIDTH = 335;
export const MAX_CARD_WIDTH = 735;

export const MAX_START_SMOOTHING = 0.999;

const TooltipSort = z.enum(["default", "ascending", "descending", "nearest", "nearest_y"]);
export type TooltipSort = z.infer<typeof TooltipSort>;

const Preferences = z.object({
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  motion: z.enum(["auto", "reduced"]).catch("auto"),
  sidebarWidth: z.number().min(MIN_SIDEBAR_WIDTH).max(MAX_SIDEBAR_WIDTH).catch(264),
  isSidebarHidden: z.boolean().catch(false),
  /** The list of runs as a table that takes the whole width. */
  isSidebarFull: z.boolean().catch(false),
  /** Widths in CSS pixels of columns that were made wider or narrower, by field. */
  runColumnWidths: z.record(z.string(), z.number().min(40).max(1200)).catch({}),
  /** Paths of folders in the run tree. */
  collapsedFolders: z.array(z.string()).catch([]),
  /** Of scalars prefixes of tags, null for the tags that have none; of others see cards/cell-key.ts. */
  collapsedGroups: z.array(z.string().nullable()).catch([]),
  /** Tags whose card spans the whole row. */
  wideTags: z.array(z.string()).catch([]),
  /** Order of a chart's tooltip; `default` is that of the runs at the side, `nearest` to the pointer in the plane, `nearest_y` in height alone. */
  tooltipSort: TooltipSort.catch("nearest"),
  /** Most rows of a chart's tooltip. */
  tooltipRows: z.int().min(MIN_TOOLTIP_ROWS).max(MAX_TOOLTIP_ROWS).catch(12),
  /** Least width of a card in CSS pixels; cards share what is left of a row. */
  cardWidth: z.number().min(MIN_CARD_WIDTH).max(MAX_CARD_WIDTH).catch(340),
  /** Whether pinned cards are kept when the page is closed. */
  savesPins: z.boolean().catch(true),
  pinnedCards: z.array(z.string()).catch([]),
  /** Whether a zoom of one card is that of all. */
  linksZoom: z.boolean().catch(false),
  /** Whether charts mark what was noticed while reading. */
  showsFindings: z.boolean().catch(true),
  /** Filters of tags, of runs and of jobs that were used, the last one first. */
  recentTagFilters: z.array(z.string()).catch([]),
  recentRunFilters: z.array(z.string()).catch([]),
  recentJobFilters: z.array(z.string()).catch([]),
  /** What a page opened without an address of its own begins with; a link says it all by itself. */
  startSmoothing: z.number().min(0).max(MAX_START_SMOOTHING).catch(0.6),
  startIgnoresOutliers: z.boolean().catch(true),
});
export type Preferences = z.infer<typeof Preferences>;
export type Theme = Preferences["theme"];

let current = read();
const listeners = new Set<() => void>();

// Another tab of the page changed something.
window.addEventListener("storage", (event) => {
  if (event.key !== KEY && event.key !== null) return;
  const stored = read();
  replace(stored.savesPins ? stored : { ...stored, pinnedCards: current.pinnedCards });
});

export function readPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  replace({ ...current, ...change });
  try {
    localStorage.setItem(KEY, JSON.stringify(current.savesPins ? current : { ...current, pinnedCards: [] }));
  } catch {
    // Storage is full or forbidden: the change holds until the page is closed.
  }
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribePreferences, readPreferences);
}

export function subscribePreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The list with the item put in or taken out. */
export function toggled<Item>(items: readonly Item[], item: Item): Item[] {
  return items.includes(item) ? items.filter((other) => other !== item) : [...items, item];
}

const MOST_RECENT = 10;

/** The list with the item in front, and not for ever. */
export function withRecent(items: readonly string[], item: string): string[] {
  return [item, ...items.filter((other) => other !== item)].slice(0, MOST_RECENT);
}

function replace(preferences: Preferences): void {
  current = preferences;
  for (const listener of listeners) listener();
}

function read(): Preferences {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    stored = {};
  }
  return Preferences.catch(() => Preferences.parse({})).parse(stored);
}
