// Which of the shown items a trace reaches.
import { type Hierarchy, itemsReached, REACHED_NOT } from "@runboard/graph";
import type { OpenScope } from "./open-scopes.ts";

/** Paths of items of the hierarchy that was traced, as far as they are reached; of other bodies none. */
export function tracedItems(
  shown: readonly OpenScope[],
  hierarchy: Hierarchy,
  mask: Uint8Array,
): readonly string[] {
  const reached = itemsReached(hierarchy, mask);
  return shown.flatMap(({ level }) =>
    level.place?.hierarchy === hierarchy
      ? [...level.items, ...level.auxiliaryItems, ...level.annotationItems].flatMap(({ item, path }) =>
          reached[item] === REACHED_NOT ? [] : [path],
        )
      : [],
  );
}
