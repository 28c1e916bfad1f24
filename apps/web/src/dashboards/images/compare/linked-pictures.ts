// What all ways of comparing are given: the pictures, and the place that their panes share.
import type { ComparedPicture } from "./compared-pictures.ts";
import type { PaneLayer, PaneProps } from "./pane-view.ts";
import { printedSamples } from "./pixel-print.ts";
import { pixelFile } from "../values/pixel-files.ts";
import { askPixels } from "../values/pixel-thread.ts";

export interface LinkedPictures {
  /** The first is what the others are held against. */
  readonly pictures: readonly ComparedPicture[];
  /** What tells each from the others. */
  readonly names: readonly string[];
  readonly pane: Omit<PaneProps, "layers" | "label">;
  /** By so many sizes; less than 0 is smaller. */
  readonly zoomBy: (places: number) => void;
  /** As it is drawn; null before it is. */
  readonly scale: number | null;
  /** Whether all of the pictures is looked at. */
  readonly isFit: boolean;
}

/** The picture over the pane, or a part of it; none while it is not there. */
export function layersOf(
  { place: { held }, labels }: ComparedPicture,
  from = 0,
  to = 1,
): readonly PaneLayer[] {
  if (!held) return [];
  return [
    {
      bitmap: held.bitmap,
      reduced: held.reduced,
      over: labels.bitmap,
      from,
      to,
      readValues: async (part, signal) => {
        const file = await pixelFile(held.facts.id, signal);
        return printedSamples(await askPixels("values", { file, part }, signal));
      },
    },
  ];
}

/** Every picture but the first, with the first. */
export function pairsOf({ pictures, names }: LinkedPictures) {
  const [first] = pictures;
  return pictures
    .slice(1)
    .flatMap((second, at) =>
      first === undefined
        ? []
        : [{ first, second, firstName: names[0] ?? "", secondName: names[at + 1] ?? "" }],
    );
}
