// What this browser keeps of Runboard: everything in its storage whose key begins as ours do.

const PREFIX = "runboard.";
const COLORS_PREFIX = "runboard.colors ";
/** Colours of a log directory without runs. */
const NO_RUNS = "{}";

export interface Kept {
  readonly entryCount: number;
  /** Log directories whose runs have colours of their own. */
  readonly coloredLogdirCount: number;
  readonly sizeBytes: number;
}

export function keptIn(storage: Storage): Kept {
  const keys = keptKeys(storage);
  return {
    entryCount: keys.length,
    coloredLogdirCount: keys.filter(
      (key) => key.startsWith(COLORS_PREFIX) && storage.getItem(key) !== NO_RUNS,
    ).length,
    // Two bytes a character, as browsers count.
    sizeBytes: keys.reduce((sum, key) => sum + 2 * (key.length + (storage.getItem(key)?.length ?? 0)), 0),
  };
}

/** Leaves what other pages of this origin keep. */
export function forgetAll(storage: Storage): void {
  for (const key of keptKeys(storage)) storage.removeItem(key);
}

function keptKeys(storage: Storage): readonly string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) =>
    key.startsWith(PREFIX),
  );
}
