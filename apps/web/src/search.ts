// What the URL says on every dashboard: which runs are shown, in which order, colours and columns. TensorBoard's names where it has one.
import { z } from "zod";

export const BoardSearch = z.object({
  /** See runs/selection.ts; empty for the default. */
  runs: z.string().catch(""),
  runFilter: z.string().catch(""),
  /** See runs/run-field.ts; empty for the tree of names. */
  runSort: z.string().catch(""),
  /** See runs/run-columns.ts; empty for the default. */
  runColumns: z.string().catch(""),
  /** See runs/run-groups.ts; empty for a colour per run. */
  runColorGroup: z.string().catch(""),
  /** The run that others are compared with; empty for none. */
  baseline: z.string().catch(""),
});
export type BoardSearch = z.infer<typeof BoardSearch>;

/** These stay out of the URL. */
export const boardSearchDefaults: BoardSearch = {
  runs: "",
  runFilter: "",
  runSort: "",
  runColumns: "",
  runColorGroup: "",
  baseline: "",
};
