// What is worth knowing of places on a line: where the run came back, what was noticed while reading.
import type { LineMark } from "@runboard/charts";
import type { Finding, FindingKind, NumberColumn } from "@runboard/contract";
import { formatCount, formatCounted } from "../../ui/format.ts";
import type { ChartColumns } from "./chart-columns.ts";

/** Both ends on the x axis. */
export type LineNote = { readonly x: number; readonly lastX: number } & (
  | { readonly kind: "restart"; readonly step: number }
  | { readonly kind: FindingKind; readonly finding: Finding }
);

/** Findings of a line that lie on what is drawn of it, at the points that are drawn. */
export function findingNotes(findings: readonly Finding[], { xs, steps }: ChartColumns): readonly LineNote[] {
  if (!steps || steps.length === 0) return [];
  let [first, last] = [Infinity, -Infinity];
  for (const step of steps) {
    if (step < first) first = step;
    if (step > last) last = step;
  }
  return findings.flatMap((finding): readonly LineNote[] => {
    if (finding.lastStep < first || finding.step > last) return [];
    const ends = [
      xs[indexOfStep(steps, finding.step)] ?? NaN,
      xs[indexOfStep(steps, finding.lastStep)] ?? NaN,
    ];
    return [{ kind: finding.kind, finding, x: Math.min(...ends), lastX: Math.max(...ends) }];
  });
}

/** Values that are not finite are marked by the chart where they are. */
export function noteMarks(notes: readonly LineNote[]): readonly LineMark[] {
  return notes.flatMap(({ kind, x }) => (kind === "non_finite" ? [] : [{ kind, x }]));
}

/** What there is to say at a point of the line: notes that reach into the half way to its neighbours. */
export function notesAt(notes: readonly LineNote[], xs: NumberColumn, index: number): readonly LineNote[] {
  const at = xs[index];
  if (at === undefined) return [];
  const low = (at + (xs[index - 1] ?? -Infinity)) / 2;
  const high = (at + (xs[index + 1] ?? Infinity)) / 2;
  return notes.filter(
    ({ x, lastX }) => (x <= at && lastX >= at) || (x >= low && x < high) || (lastX > low && lastX < high),
  );
}

export function noteText(note: LineNote): string {
  switch (note.kind) {
    case "restart":
      return `went back to step ${formatCount(note.step)}`;
    case "spike":
      return `spike at step ${formatCount(note.finding.step)}`;
    case "plateau":
      return `nothing changes from step ${formatCount(note.finding.step)} on`;
    case "non_finite": {
      const { step, lastStep, pointCount } = note.finding;
      return pointCount === 1
        ? `not finite at step ${formatCount(step)}`
        : `${formatCounted(pointCount, "value")} not finite, steps ${formatCount(step)} to ${formatCount(lastStep)}`;
    }
  }
}

/** Steps need not ascend where times order the points. */
function indexOfStep(steps: NumberColumn, step: number): number {
  let best = 0;
  for (let index = 1; index < steps.length; index++)
    if (Math.abs((steps[index] ?? NaN) - step) < Math.abs((steps[best] ?? NaN) - step)) best = index;
  return best;
}
