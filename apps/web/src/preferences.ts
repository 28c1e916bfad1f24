// One reader's taste, kept by the browser: theme, sidebar, what is folded. Nothing that a colleague would want to be sent.
import { useSyncExternalStore } from "react";
import { z } from "zod";

const KEY = "runboard.preferences";

const Preferences = z.object({
  theme: z.enum(["auto", "light", "dark"]).catch("auto"),
  sidebarWidth: z.number().min(160).max(900).catch(264),
  isSidebarHidden: z.boolean().catch(false),
  /** Paths of folders in the run tree. */
  collapsedFolders: z.array(z.string()).catch([]),
  /** Prefixes of tags; null for the tags that have none. */
  collapsedGroups: z.array(z.string().nullable()).catch([]),
  /** Tags whose card spans the whole row. */
  wideTags: z.array(z.string()).catch([]),
});
export type Preferences = z.infer<typeof Preferences>;
export type Theme = Preferences["theme"];

export const MIN_SIDEBAR_WIDTH = 160;
export const MAX_SIDEBAR_WIDTH = 900;

let current = read();
const listeners = new Set<() => void>();

// Another tab of the page changed something.
window.addEventListener("storage", (event) => {
  if (event.key === KEY || event.key === null) replace(read());
});

export function readPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  replace({ ...current, ...change });
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
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
