// Cards whose points all have one step, as those that were logged without any: over steps they would be one vertical line.
import type { CardLines } from "./card-lines.ts";

/** The step that all points of all lines have, when there are several points; null otherwise. */
export function oneStepOf(byId: CardLines): number | null {
  let found: number | null = null;
  let hasSeveral = false;
  for (const { columns } of byId.values()) {
    const { steps } = columns;
    if (!steps || steps.length === 0) return null;
    found ??= steps[0] ?? null;
    if (steps.some((step) => step !== found)) return null;
    if (steps.length > 1) hasSeveral = true;
  }
  return hasSeveral ? found : null;
}
