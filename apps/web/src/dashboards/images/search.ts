// What the URL says of the images dashboard. Every field has a default, so that no link ever breaks.
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";

const within = (least: number, most: number, otherwise: number) =>
  z.coerce.number().min(least).max(most).catch(otherwise);

const ImagesSearch = z.object({
  /** See cards/grid-axes.ts. */
  rows: z.string().catch("tag"),
  columns: z.string().catch("run"),
  /** As large as the cell has room for in whole pixels, or each pixel as one of the screen. */
  size: z.enum(["fit", "actual"]).catch("fit"),
  /** As factors: 1 leaves a picture as it is. */
  brightness: within(0, 2, 1),
  contrast: within(0, 5, 1),
  /** See values/tone.ts. */
  gamma: within(0.2, 5, 1),
  range: z.enum(["stored", "0-100", "1-99", "5-95"]).catch("stored"),
  map: z.enum(["grey", "viridis"]).catch("grey"),
  /** A tag whose pictures are laid over those of others; empty for none. */
  labels: z.string().catch(""),
  labelOpacity: within(0, 1, 0.5),
  /** See compare/compared-cells.ts: what is picked to be compared. */
  picked: z.string().catch(""),
  /** How the picked pictures are compared; `off` while they are only picked. */
  compare: z.enum(["off", "side", "swipe", "blink", "difference"]).catch("off"),
  /** See compare/pane-geometry.ts: which part is looked at; empty for all. */
  zoom: z.string().catch(""),
  /** Where the second picture begins, from the left. */
  split: within(0, 1, 0.5),
  /** Pictures a second that are shown in turn; 0: by hand. */
  rate: within(0, 10, 2),
  difference: z.enum(["absolute", "signed"]).catch("absolute"),
  /** So many times as large as it is. */
  gain: within(1, 32, 1),
});

/** These stay out of the URL. */
export const imagesSearch = dashboardSearch<"images", z.infer<typeof ImagesSearch>>("images", ImagesSearch, {
  rows: "tag",
  columns: "run",
  size: "fit",
  brightness: 1,
  contrast: 1,
  gamma: 1,
  range: "stored",
  map: "grey",
  labels: "",
  labelOpacity: 0.5,
  picked: "",
  compare: "off",
  zoom: "",
  split: 0.5,
  rate: 2,
  difference: "absolute",
  gain: 1,
});

export type CompareMode = Exclude<z.infer<typeof ImagesSearch>["compare"], "off">;
