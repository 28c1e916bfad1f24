// The pictures that are compared, as they are at the page's step.
import type { BlobId, Tag } from "@runboard/contract";
import type { SeriesOf } from "../../../cards/media-board.tsx";
import { formatCount } from "../../../ui/format.ts";
import { labelsOver, noLabels, shownLabels, type ShownLabels } from "../labels-over.ts";
import { labelBitmap } from "../label-bitmap.ts";
import { LARGE_PIXELS, movingTypes } from "../picture-kinds.ts";
import { pictures } from "../pictures.ts";
import { imagesSearch } from "../search.ts";
import { noSampleText, picturesAt, stepBefore } from "../step-pictures.ts";
import { knownFile } from "../values/pixel-files.ts";
import { askPixels } from "../values/pixel-thread.ts";
import { toneKey } from "../values/tone-key.ts";
import type { Tone, ToneScale } from "../values/tone.ts";
import { useTone } from "../use-tone.ts";
import type { ComparedCell } from "./compared-cells.ts";
import { useBitmaps, type BitmapPlace, type BitmapWanted } from "../held-bitmaps.ts";

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
  readonly labels: ShownLabels;
  /** Why nothing is shown; null while something is, or is on its way. */
  readonly problem: string | null;
}

interface PictureFacts {
  readonly id: BlobId;
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
  const tone = useTone();
  const found = cells.map((cell) => pictureOf(cell, pageStep, seriesOf));
  const places = useBitmaps(found.map(({ id }) => (id === null ? null : bitmapOf(id, tone))));
  const tag = imagesSearch.useSearch().labels as Tag;
  const overs = found.map(({ cell, step }) =>
    tag === "" || tag === cell.tag || step === null
      ? noLabels
      : labelsOver(tag, seriesOf({ run: cell.run, tag }), { step, sample: cell.sample }),
  );
  const labelPlaces = useBitmaps(overs.map((over) => labelBitmap(tag, over)));
  return found.map((one, at) => {
    const place = places[at] ?? { held: null, problem: null };
    // Labels of one picture are never seen over another.
    const size = place.held?.facts.id === one.id ? place.held.bitmap : null;
    const labels = shownLabels(tag, { over: overs[at] ?? noLabels, place: labelPlaces[at] }, size);
    return { ...one, place, labels, problem: one.problem ?? place.problem };
  });
}

function pictureOf(
  cell: ComparedCell,
  pageStep: number | null,
  seriesOf: SeriesOf,
): Omit<ComparedPicture, "place" | "labels"> {
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
function bitmapOf(id: BlobId, tone: Tone): BitmapWanted<PictureFacts> {
  const key = toneKey(id, tone);
  return {
    key,
    load: async (signal: AbortSignal) => {
      const large = await largeBitmap(id, tone, signal);
      if (large) return large;
      const picture = await pictures.get(key, signal);
      if (picture.kind === "still") {
        const { bitmap, scale, isFirstOfMoving } = picture;
        return {
          bitmap: await createImageBitmap(bitmap),
          reduced: null,
          facts: { id, scale, isFirstOfMoving },
        };
      }
      const facts = { id, scale: null, isFirstOfMoving: true };
      const image = new Image();
      image.src = picture.url;
      await image.decode();
      return { bitmap: await createImageBitmap(image), reduced: null, facts };
    },
  };
}

/** Of a picture that is too large to be copied between two frames: decoded once more, on the thread of pixels. null for others. */
async function largeBitmap(id: BlobId, tone: Tone, signal: AbortSignal) {
  const { file, width, height } = await knownFile(id, signal);
  if (width * height < LARGE_PIXELS || movingTypes.has(file.type)) return null;
  const facts = { id, scale: null, isFirstOfMoving: false };
  if (toneKey(id, tone) === id) return { ...(await askPixels("open", { file }, signal)), facts };
  const { scale, ...bitmaps } = await askPixels("tone", { file: { id, file }, tone }, signal);
  return { ...bitmaps, facts: { ...facts, scale } };
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
