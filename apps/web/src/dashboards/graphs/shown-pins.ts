// Where pinned items are seen.

/** Of each pinned item itself, or the innermost of what holds it that is shown; of what nothing shown holds, nothing. */
export function shownPins(
  pinned: readonly string[],
  /** Of each, the outermost first. */
  holders: readonly (readonly string[])[],
  shown: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(
    pinned.flatMap((path, at) => {
      const id = [path, ...(holders[at] ?? []).toReversed()].find((one) => shown.has(one));
      return id === undefined ? [] : [id];
    }),
  );
}
