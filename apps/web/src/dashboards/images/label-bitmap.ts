// Labels as a picture of colours.
import type { Tag } from "@runboard/contract";
import type { BitmapWanted } from "./held-bitmaps.ts";
import type { LabelFacts, LabelsOver } from "./labels-over.ts";
import { MOST_LABELS } from "./values/label-values.ts";
import { pixelFile } from "./values/pixel-files.ts";
import { askPixels } from "./values/pixel-thread.ts";

export function labelBitmap(tag: Tag, over: LabelsOver): BitmapWanted<LabelFacts> | null {
  if (over.kind === "none") return null;
  const { id } = over;
  return {
    key: id,
    load: async (signal) => {
      const found = await askPixels("labels", { file: await pixelFile(id, signal) }, signal);
      if (found.kind === "many")
        throw new Error(`${tag} has more than ${MOST_LABELS} values here: these are no labels`);
      return { bitmap: found.bitmap, reduced: found.reduced, facts: { id, values: found.values } };
    },
  };
}
