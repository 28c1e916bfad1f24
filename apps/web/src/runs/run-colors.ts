// The colour of each run: given out by the run's name and kept by the browser, so that it stays when other runs come and go.
import { assignColors, runStyle } from "@runboard/charts";
import { useMemo, useSyncExternalStore } from "react";
import { z } from "zod";
import { defaultSelection } from "./selection.ts";

export interface RunColor {
  /** CSS. */
  readonly color: string;
  /** Canvas dash pattern; absent for a solid line. */
  readonly dash?: readonly number[];
}

export type ColorSlots = ReadonlyMap<string, number>;

/** Of what belongs to no group; at least 3 to 1 against its surface. */
export const ungroupedColor = { light: "#8b949e", dark: "#6b7684" } as const;

/** More would fill the browser's storage. */
const MOST_KEPT = 5000;
const Kept = z.record(z.string(), z.int().nonnegative());

const made = { light: new Map<number, RunColor>(), dark: new Map<number, RunColor>() };

/** Of each log directory, what was last given out. */
const kept = new Map<string, ColorSlots>();
/** Grows when a reader changes colours, which nothing else tells of. */
let edits = 0;
const editListeners = new Set<() => void>();

/** The slots of these runs, again when a reader changes them. */
export function useColorSlots(logdir: string, names: readonly string[]): ColorSlots {
  const edit = useSyncExternalStore(subscribeEdits, () => edits);
  return useMemo(
    () => colorSlots(logdir, names),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- an edit changes what is kept
    [logdir, names, edit],
  );
}

/** The slots of these runs: those kept for the log directory, and free ones for new runs. The clearest go to what is shown at first. */
export function colorSlots(logdir: string, names: readonly string[]): ColorSlots {
  const shown = defaultSelection(names);
  const ordered =
    shown.size === names.length ? names : [...shown, ...names.filter((name) => !shown.has(name))];
  return assignColors(ordered, kept.get(logdir) ?? readKept(logdir));
}

export function keepColorSlots(logdir: string, slots: ColorSlots): void {
  // Of a directory without runs, and of none yet, there is nothing to keep.
  if (kept.get(logdir) === slots || slots.size === 0) return;
  kept.set(logdir, slots);
  if (slots.size > MOST_KEPT) return;
  try {
    localStorage.setItem(storageKey(logdir), JSON.stringify(Object.fromEntries(slots)));
  } catch {
    // Storage is full or forbidden: colours hold until the page is closed.
  }
}

export function runColor(slots: ColorSlots, run: string, theme: "light" | "dark"): RunColor {
  const slot = slots.get(run) ?? 0;
  let color = made[theme].get(slot);
  if (!color) {
    const style = runStyle(slot);
    color = { color: style[theme], ...(style.dash && { dash: style.dash }) };
    made[theme].set(slot, color);
  }
  return color;
}

/** Gives a run this slot; the run that has it gets its old one, so that the colours of no two become one. */
export function takeColorSlot(logdir: string, run: string, slot: number): void {
  const slots = new Map(kept.get(logdir));
  const holder = [...slots].find(([, taken]) => taken === slot)?.[0];
  const old = slots.get(run);
  slots.set(run, slot);
  if (holder !== undefined && holder !== run) {
    if (old === undefined) slots.delete(holder);
    else slots.set(holder, old);
  }
  edit(logdir, slots);
}

/** Gives the clearest colours to these runs, in this order, and the next ones to the others. */
export function spreadColors(logdir: string, first: readonly string[], others: readonly string[]): void {
  edit(logdir, assignColors([...first, ...others], new Map()));
}

const givenToGroups = new Map<string, ColorSlots>();

/** Groups keep their colours while the page is open, whatever groups come and go. `grouping` is its text in the URL. */
export function groupColorSlots(grouping: string, names: readonly string[]): ColorSlots {
  const slots = assignColors(names, givenToGroups.get(grouping) ?? new Map());
  givenToGroups.set(grouping, slots);
  return slots;
}

function edit(logdir: string, slots: ColorSlots): void {
  keepColorSlots(logdir, slots);
  edits += 1;
  for (const listener of editListeners) listener();
}

function subscribeEdits(listener: () => void): () => void {
  editListeners.add(listener);
  return () => editListeners.delete(listener);
}

function readKept(logdir: string): ColorSlots {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(storageKey(logdir)) ?? "{}");
  } catch {
    stored = {};
  }
  return new Map(Object.entries(Kept.catch({}).parse(stored)));
}

function storageKey(logdir: string): string {
  return `runboard.colors ${logdir}`;
}
