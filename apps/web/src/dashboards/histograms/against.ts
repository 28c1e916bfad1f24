// What a cross-section is laid over: as the URL has it, and as it is.
import type { RunName } from "@runboard/contract";
import { lastAt } from "../../cards/step-places.ts";

export type Against =
  | { readonly kind: "nothing" }
  /** The series' first histogram, the one before, or that of a step. */
  | { readonly kind: "first" }
  | { readonly kind: "before" }
  | { readonly kind: "step"; readonly step: number }
  /** Another run's at the same step. */
  | { readonly kind: "run"; readonly run: RunName };

/** What is none of these is nothing. */
export function decodeAgainst(text: string): Against {
  if (text === "first" || text === "before") return { kind: text };
  const step = Number(text.slice(2));
  if (text.startsWith("s:") && text.length > 2 && Number.isFinite(step)) return { kind: "step", step };
  if (text.startsWith("r:") && text.length > 2) return { kind: "run", run: text.slice(2) as RunName };
  return { kind: "nothing" };
}

export function encodeAgainst(against: Against): string {
  switch (against.kind) {
    case "nothing":
      return "";
    case "first":
    case "before":
      return against.kind;
    case "step":
      return `s:${against.step}`;
    case "run":
      return `r:${against.run}`;
  }
}

/** The step of the same series that is laid under the one at `index`; undefined where that is none, or the same. */
export function stepAgainst(against: Against, steps: Float64Array, index: number): number | undefined {
  const step = steps[index];
  const other = otherStep(against, steps, index);
  return other === step ? undefined : other;
}

function otherStep(against: Against, steps: Float64Array, index: number): number | undefined {
  switch (against.kind) {
    case "nothing":
    case "run":
      return undefined;
    case "first":
      return steps[0];
    case "before":
      return steps.findLast((step) => step < (steps[index] ?? NaN));
    case "step":
      return steps[lastAt(steps, against.step)];
  }
}
