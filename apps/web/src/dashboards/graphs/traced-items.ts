// What a trace reaches, and which of the shown items hold some of it.
import { type Hierarchy, itemsReached, type NestedGraph, REACHED_NOT, traceOf } from "@runboard/graph";
import type { TracedItems, TraceOrder } from "./graph-orders.ts";
import type { OpenScope } from "./open-scopes.ts";

/** Along tensors, not along control. Null when nothing stands where inputs or outputs are traced from. */
export function tracedIn(
  graph: NestedGraph,
  shown: readonly OpenScope[],
  order: TraceOrder,
): TracedItems | null {
  const nothing = { ids: [], operationCount: 0, order, isTurned: false };
  if (order.kind !== "paths") {
    const place = graph.find(order.path);
    if (!place) return null;
    const { mask, count } = traceOf(place, { direction: order.kind, to: null, includeControl: false });
    return {
      ...nothing,
      ids: reachedItems(shown, place.hierarchy, mask),
      operationCount: count,
      noPaths: null,
    };
  }
  const [a, b] = order.ends.map((path) => graph.find(path));
  if (!a || !b) return { ...nothing, noPaths: "gone" };
  if (a.hierarchy !== b.hierarchy || a.prefix !== b.prefix) return { ...nothing, noPaths: "apart" };
  for (const isTurned of [false, true]) {
    const [from, to] = isTurned ? [b, a] : [a, b];
    const { mask, count } = traceOf(from, { direction: "outputs", to, includeControl: false });
    if (count === 0) continue;
    const ids = reachedItems(shown, from.hierarchy, mask);
    return { ids, operationCount: count, order, isTurned, noPaths: null };
  }
  return { ...nothing, noPaths: "unconnected" };
}

/** Paths of items of the hierarchy that was traced, as far as they are reached; of other bodies none. */
function reachedItems(
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
