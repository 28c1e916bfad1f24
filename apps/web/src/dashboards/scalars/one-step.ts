// Cards whose points all have one step, as those that were logged without any: over steps they would be one vertical line.
import type { ScalarSeries } from "@runboard/contract";
import { formatCount } from "../../ui/format.ts";

/** Between which steps a series or curve lies; nulls when no point of it has a step. */
export type StepSpan = Pick<ScalarSeries, "pointCount" | "firstStep" | "lastStep">;

/** The step that all points of all series have, when one of them has several points; null otherwise. */
export function oneStepOf(spans: Iterable<StepSpan>): number | null {
  let found: number | null = null;
  let hasSeveral = false;
  for (const { pointCount, firstStep, lastStep } of spans) {
    if (pointCount === 0) continue;
    found ??= firstStep;
    if (firstStep === null || firstStep !== found || lastStep !== found) return null;
    if (pointCount > 1) hasSeveral = true;
  }
  return hasSeveral ? found : null;
}

const usualMeaning =
  "Every point was logged at the same step, as it is when a writer is given none. Over steps they would be one vertical line; so this card has the time since a run's first point of it on its x axis.";

/** What the card says of it. */
export function oneStepNote(step: number): { readonly text: string; readonly meaning: string } {
  if (Math.abs(step) < 2 ** 53)
    return { text: `all at step ${formatCount(step)}: shown over time`, meaning: usualMeaning };
  return {
    text: `all at about step ${BigInt(step).toLocaleString("en-US")}: shown over time`,
    meaning: `${usualMeaning} Steps of this size are kept to the nearest number of 53 bits: those that were logged may differ a little.`,
  };
}
