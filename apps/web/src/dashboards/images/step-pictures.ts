// Which pictures a series has at a step.
import type { BlobId, RecordSeries } from "@runboard/contract";
import { firstOfStep, lastAt } from "../../cards/step-places.ts";
import type { MediaCell } from "../../cards/media-board.tsx";
import { formatCount, formatCounted } from "../../ui/format.ts";

export type StepPictures =
  | { readonly kind: "waiting" }
  /** Why there are none, in words. */
  | { readonly kind: "none"; readonly text: string; readonly isFailure: boolean }
  | {
      readonly kind: "pictures";
      readonly series: RecordSeries;
      /** Of the step's last point. */
      readonly index: number;
      readonly step: number;
      /** It is of a step before the one that was asked for. */
      readonly isOlder: boolean;
      /** All samples of the step, in the order in which they were logged. */
      readonly samples: readonly BlobId[];
    };

/** Of the newest step that is not beyond the one that is wanted; null: of the newest of all. */
export function picturesAt(series: MediaCell["series"], wanted: number | null): StepPictures {
  if (series === undefined) return { kind: "waiting" };
  if (series instanceof Error)
    return none(`Where its pictures are could not be read: ${series.message}`, true);
  if (series === null || series.steps.length === 0) return none("It has no picture that is shown.");
  const index = lastAt(series.steps, wanted);
  if (index === -1)
    return none(
      `Nothing was logged up to step ${formatCount(wanted ?? 0)}; the first picture is at step ${formatCount(series.steps[0] ?? 0)}.`,
    );
  const step = series.steps[index] ?? NaN;
  const isOlder = wanted !== null && step !== wanted;
  return { kind: "pictures", series, index, step, isOlder, samples: samplesAt(series, index) };
}

/** Why a sample is not there, in words. */
export function noSampleText(step: number, sampleCount: number): string {
  return `Step ${formatCount(step)} has ${formatCounted(sampleCount, "sample")}.`;
}

/** All samples of the step that the point at `index` has, in the order in which they were logged. */
export function samplesAt({ steps, blobs = [] }: RecordSeries, index: number): readonly BlobId[] {
  return blobs.slice(firstOfStep(steps, index), index + 1).flat();
}

/** The step before the one that the point at `index` has; null for the first. */
export function stepBefore({ steps }: RecordSeries, index: number): number | null {
  return steps[firstOfStep(steps, index) - 1] ?? null;
}

export function mostSamples(series: RecordSeries): number {
  return Array.from(series.steps.keys(), (index) => samplesAt(series, index).length).reduce(
    (a, b) => Math.max(a, b),
    0,
  );
}

function none(text: string, isFailure = false): StepPictures {
  return { kind: "none", text, isFailure };
}
