// What a reader did to single runs, kept by the browser for each log directory: colours of their own choice, pinned, hidden.
import { useSyncExternalStore } from "react";
import { z } from "zod";

const RunMarks = z.object({
  /** `#rrggbb` of runs whose colour was chosen outside of the palette. */
  colors: z.record(z.string(), z.string().regex(/^#[0-9a-f]{6}$/)).catch({}),
  /** On top of the list, in this order. */
  pinned: z.array(z.string()).catch([]),
  /** Away from list and charts. */
  hidden: z.array(z.string()).catch([]),
});
export type RunMarks = z.infer<typeof RunMarks>;

const PREFIX = "runboard.runs ";
const known = new Map<string, RunMarks>();
const listeners = new Set<() => void>();

// Another tab of the page changed something.
window.addEventListener("storage", ({ key }) => {
  if (key === null) known.clear();
  else if (key.startsWith(PREFIX)) known.delete(key.slice(PREFIX.length));
  else return;
  for (const listener of listeners) listener();
});

export function useRunMarks(logdir: string): RunMarks {
  return useSyncExternalStore(subscribe, () => readRunMarks(logdir));
}

/** The same object as long as nothing changes. */
export function readRunMarks(logdir: string): RunMarks {
  let marks = known.get(logdir);
  if (!marks) {
    marks = readStored(logdir);
    known.set(logdir, marks);
  }
  return marks;
}

export function changeRunMarks(logdir: string, change: Partial<RunMarks>): void {
  const marks = { ...readRunMarks(logdir), ...change };
  known.set(logdir, marks);
  try {
    localStorage.setItem(PREFIX + logdir, JSON.stringify(marks));
  } catch {
    // Storage is full or forbidden: the change holds until the page is closed.
  }
  for (const listener of listeners) listener();
}

/** The record without one of its entries. */
export function without<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

function readStored(logdir: string): RunMarks {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(PREFIX + logdir) ?? "{}");
  } catch {
    stored = {};
  }
  return RunMarks.catch({ colors: {}, pinned: [], hidden: [] }).parse(stored);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
