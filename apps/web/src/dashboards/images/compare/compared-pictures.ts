// The pictures that are compared, as they are at the page's step.
import type { BlobId } from "@runboard/contract";
import type { SeriesOf } from "../../../cards/media-board.tsx";
import { formatCount } from "../../../ui/format.ts";
import { pictures } from "../pictures.ts";
import { noSampleText, picturesAt, stepBefore } from "../step-pictures.ts";
import type { ToneScale } from "../values/tone.ts";
import type { ComparedCell } from "./compared-cells.ts";
import { useBitmaps, type BitmapPlace } from "./held-bitmaps.ts";

export interface ComparedPicture {
  readonly cell: ComparedCell;
  /** null: there is none. */
  readonly id: BlobId | null;
  /** Of the picture; null where there is none. */
  readonly step: number | null;
  /** It is of a step before the one that was asked for. */
  readonly isOlder: boolean;
  readonly stepBefore: number | null;
  readonly sampleCount: number;
  readonly place: BitmapPlace<PictureFacts>;
  /** Why nothing is shown; null while something is, or is on its way. */
  readonly problem: string | null;
}

interface PictureFacts {
  /** null: in its own light. */
  readonly scale: ToneScale | null;
  /** It moves, and its first picture is compared. */
  readonly isFirstOfMoving: boolean;
}

export function useComparedPictures(
  cells: readonly ComparedCell[],
  pageStep: number | null,
  seriesOf: SeriesOf,
): readonly ComparedPicture[] {
  const found = cells.map((cell) => pictureOf(cell, pageStep, seriesOf));
  const places = useBitmaps(found.map(({ id }) => (id === null ? null : bitmapOf(id))));
  return found.map((one, at) => {
    const place = places[at] ?? { held: null, problem: null };
    return { ...one, place, problem: one.problem ?? place.problem };
  });
}

function pictureOf(
  cell: ComparedCell,
  pageStep: number | null,
  seriesOf: SeriesOf,
): Omit<ComparedPicture, "place"> {
  const none = { cell, id: null, step: null, isOlder: false, stepBefore: null, sampleCount: 0 };
  const found = picturesAt(seriesOf(cell), cell.step ?? pageStep);
  switch (found.kind) {
    case "waiting":
      return { ...none, problem: null };
    case "none":
      return { ...none, problem: found.text };
    case "pictures": {
      const id = found.samples[cell.sample];
      const { step, isOlder, samples } = found;
      if (id === undefined) return { ...none, step, problem: noSampleText(step, samples.length) };
      return {
        cell,
        id,
        step,
        isOlder,
        stepBefore: stepBefore(found.series, found.index),
        sampleCount: samples.length,
        problem: null,
      };
    }
  }
}

/** A copy: the cache frees its own when others come. */
function bitmapOf(key: string) {
  return {
    key,
    load: async (signal: AbortSignal) => {
      const picture = await pictures.get(key, signal);
      const facts = { scale: null, isFirstOfMoving: picture.kind === "moving" };
      if (picture.kind === "still") return { bitmap: await createImageBitmap(picture.bitmap), facts };
      const image = new Image();
      image.src = picture.url;
      await image.decode();
      return { bitmap: await createImageBitmap(image), facts };
    },
  };
}

/** What a picture is called where not all of it needs telling. */
export function nameOf(
  { cell, step, sampleCount }: Pick<ComparedPicture, "cell" | "step" | "sampleCount">,
  parts: { readonly run: boolean; readonly tag: boolean; readonly sample: boolean },
): string {
  const told = [
    ...(parts.run ? [cell.run] : []),
    ...(parts.tag ? [cell.tag] : []),
    ...(parts.sample || sampleCount > 1 ? [`sample ${formatCount(cell.sample + 1)}`] : []),
    ...(step === null ? [] : [`step ${formatCount(step)}`]),
  ];
  return told.join(" · ");
}
