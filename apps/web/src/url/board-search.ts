// What the URL says on every dashboard: which runs and tags are shown, in which order, colours and columns, which cards stand out. TensorBoard's names where it has one.
import { getRouteApi } from "@tanstack/react-router";
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
  tagFilter: z.string().catch(""),
  /** The step that the page looks at, see cards/page-step.ts; empty for the newest. */
  step: z.string().catch(""),
  /** Key of the card on full screen. */
  full: z.string().catch(""),
  /** List of the cards that stand above all others. */
  pinnedCards: z.string().catch(""),
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
  tagFilter: "",
  step: "",
  full: "",
  pinnedCards: "",
};

const root = getRouteApi("__root__");

export function useBoardSearch(): BoardSearch {
  return root.useSearch();
}
