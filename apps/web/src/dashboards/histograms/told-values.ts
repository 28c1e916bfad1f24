// What cells have told of their series, by tag and run. Those that are out of sight stay: what all share must not change because somebody scrolls.
import type { RunName, Tag } from "@runboard/contract";

export type ToldValues<Value> = ReadonlyMap<Tag, ReadonlyMap<RunName, Value>>;

/** Of more, those go of which nothing was told for longest. */
export const MOST_TOLD_TAGS = 1_000;

interface Telling {
  readonly run: RunName;
  readonly tag: Tag;
  /** Whether there is such a run (any more). */
  readonly exists: (run: RunName) => boolean;
}

/** With a cell's value, and without those of runs that are gone. The same where that changes nothing. */
export function withTold<Value>(
  told: ToldValues<Value>,
  { run, tag, exists }: Telling,
  value: Value,
): ToldValues<Value> {
  const before = told.get(tag);
  const gone = [...(before?.keys() ?? [])].filter((other) => !exists(other));
  if (gone.length === 0 && before?.get(run) === value) return told;
  const ofTag = new Map(before).set(run, value);
  for (const other of gone) ofTag.delete(other);
  const next = new Map(told);
  // Behind all others.
  next.delete(tag);
  next.set(tag, ofTag);
  for (const oldest of next.keys()) {
    if (next.size <= MOST_TOLD_TAGS) break;
    next.delete(oldest);
  }
  return next;
}
