// Pictures of labels over others: those of one tag, of the same run, step and sample.
import type { BlobId, Tag } from "@runboard/contract";
import type { MediaCell } from "../../cards/media-board.tsx";
import { formatCount } from "../../ui/format.ts";
import type { BitmapPlace } from "./held-bitmaps.ts";
import { picturesAt } from "./step-pictures.ts";
import type { LabelValue } from "./values/label-values.ts";

export type LabelsOver =
  | { readonly kind: "labels"; readonly id: BlobId }
  /** Why there are none, in words; null while that is not known, or where none are wanted. */
  | { readonly kind: "none"; readonly text: string | null };

export const noLabels: LabelsOver = { kind: "none", text: null };

export interface PicturePlace {
  readonly step: number;
  readonly sample: number;
}

/** @param series of the tag of labels in the picture's run. */
export function labelsOver(
  tag: Tag,
  series: MediaCell["series"],
  { step, sample }: PicturePlace,
): LabelsOver {
  const found = picturesAt(series, step);
  if (found.kind === "waiting") return noLabels;
  if (found.kind === "none" || found.step !== step)
    return { kind: "none", text: `${tag} has nothing at step ${formatCount(step)}` };
  // One for all samples, or one for each.
  const id = found.samples.length === 1 ? found.samples[0] : found.samples[sample];
  return id === undefined
    ? { kind: "none", text: `${tag} has no sample ${formatCount(sample + 1)} at step ${formatCount(step)}` }
    : { kind: "labels", id };
}

export interface LabelFacts {
  readonly id: BlobId;
  readonly values: readonly LabelValue[];
}

export interface ShownLabels {
  /** null: none are shown. */
  readonly bitmap: ImageBitmap | null;
  readonly values: readonly LabelValue[];
  /** Why none are shown though they are wanted. */
  readonly problem: string | null;
}

/** What is laid over a picture of a size, once it is known. */
export function shownLabels(
  tag: Tag,
  { over, place }: { readonly over: LabelsOver; readonly place: BitmapPlace<LabelFacts> | undefined },
  size: { readonly width: number; readonly height: number } | null,
): ShownLabels {
  const nothing = { bitmap: null, values: [], problem: null };
  if (over.kind === "none") return { ...nothing, problem: over.text };
  const held = place?.held;
  if (!held || held.facts.id !== over.id) return { ...nothing, problem: place?.problem ?? null };
  const { bitmap, facts } = held;
  if (size === null || bitmap.width === 0) return nothing;
  if (bitmap.width !== size.width || bitmap.height !== size.height)
    return {
      ...nothing,
      problem: `${tag} has ${formatCount(bitmap.width)} × ${formatCount(bitmap.height)} pixels, not as many as the picture`,
    };
  return { bitmap, values: facts.values, problem: null };
}
