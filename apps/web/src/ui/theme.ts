// The theme: the reader's choice or the system's, put on the document; and its colours, for charts.
import type { ChartTheme } from "@runboard/charts";
import { useSyncExternalStore } from "react";
import { readPreferences, subscribePreferences } from "./preferences.ts";
import { usePrinting } from "./printing.ts";

/** Paper is white, whatever the screen is. */
const isOnPaper = (): boolean => usePrinting.getState().isOnPaper;

const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const chartThemes = new Map<"light" | "dark", ChartTheme>();

/** Sets `data-theme` and `data-motion` on the document now and whenever choice or system change. */
export function applyTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset["theme"] = currentTheme();
    document.documentElement.dataset["motion"] = readPreferences().motion;
  };
  apply();
  subscribePreferences(apply);
  usePrinting.subscribe(apply);
  systemDark.addEventListener("change", apply);
}

export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** The same object as long as the theme is the same. */
export function chartThemeOf(theme: "light" | "dark"): ChartTheme {
  const known = chartThemes.get(theme);
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const chartTheme: ChartTheme = {
    text: read("--text"),
    secondaryText: read("--text-secondary"),
    hairline: read("--hairline"),
    surface: read("--surface"),
    accent: read("--accent"),
    fontFamily: read("--font-sans"),
  };
  chartThemes.set(theme, chartTheme);
  return chartTheme;
}

function currentTheme(): "light" | "dark" {
  if (isOnPaper()) return "light";
  const { theme } = readPreferences();
  if (theme !== "auto") return theme;
  return systemDark.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  const unsubscribe = subscribePreferences(listener);
  const unsubscribeFromPrinting = usePrinting.subscribe(listener);
  systemDark.addEventListener("change", listener);
  return () => {
    unsubscribe();
    unsubscribeFromPrinting();
    systemDark.removeEventListener("change", listener);
  };
}
