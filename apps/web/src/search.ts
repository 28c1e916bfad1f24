// What the URL says on every dashboard: which runs are shown. TensorBoard's names where it has one.
import { z } from "zod";

export const BoardSearch = z.object({
  /** See runs/selection.ts; empty for the default. */
  runs: z.string().catch(""),
  runFilter: z.string().catch(""),
});
export type BoardSearch = z.infer<typeof BoardSearch>;

/** These stay out of the URL. */
export const boardSearchDefaults: BoardSearch = { runs: "", runFilter: "" };
