// How the items of a scope are folded: which series stand for their members, and which items stand beside the graph.
import type { NestedGraph } from "@runboard/graph";

export interface Folding {
  readonly extractsAuxiliary: boolean;
  /** Paths of series whose members stand in their place, or all. */
  readonly ungrouped: readonly string[] | "all";
}

/** Of one scope, by its path: only series of its own, so that what another scope folds changes nothing here. */
export function scopeFolding(
  graph: NestedGraph,
  { extractsAuxiliary, ungrouped }: Folding,
): (scope: string) => Folding {
  if (ungrouped === "all") return () => ({ extractsAuxiliary, ungrouped });
  const byScope = new Map<string, string[]>();
  for (const path of [...ungrouped].sort()) {
    const place = graph.find(path);
    if (!place || graph.item(place).kind !== "series") continue;
    const scope = graph.ancestors(place).at(-1) ?? "";
    byScope.set(scope, [...(byScope.get(scope) ?? []), path]);
  }
  return (scope) => ({ extractsAuxiliary, ungrouped: byScope.get(scope) ?? [] });
}

/** The same for the same items of one scope. */
export function foldingKey({ extractsAuxiliary, ungrouped }: Folding): string {
  return JSON.stringify([extractsAuxiliary, ungrouped]);
}

export function isSeries(graph: NestedGraph, path: string): boolean {
  const place = graph.find(path);
  return place !== undefined && graph.item(place).kind === "series";
}
