// What the URL says of the images dashboard. Every field has a default, so that no link ever breaks.
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";

const factor = (most: number) => z.coerce.number().min(0).max(most).catch(1);

const ImagesSearch = z.object({
  /** See cards/grid-axes.ts. */
  rows: z.string().catch("tag"),
  columns: z.string().catch("run"),
  /** As large as the cell has room for in whole pixels, or each pixel as one of the screen. */
  size: z.enum(["fit", "actual"]).catch("fit"),
  /** As factors: 1 leaves a picture as it is. */
  brightness: factor(2),
  contrast: factor(5),
});

/** These stay out of the URL. */
export const imagesSearch = dashboardSearch<"images", z.infer<typeof ImagesSearch>>("images", ImagesSearch, {
  rows: "tag",
  columns: "run",
  size: "fit",
  brightness: 1,
  contrast: 1,
});
