// What the URL says of the text dashboard. Every field has a default, so that no link ever breaks.
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";

const TextSearch = z.object({
  /** See cards/grid-axes.ts. */
  rows: z.string().catch("tag"),
  columns: z.string().catch("run"),
  /** The page's step, or all of them, the newest first. */
  view: z.enum(["step", "list"]).catch("step"),
  /** Whether texts are shown as the Markdown that they may be, or as they are. */
  markdown: z.union([z.boolean(), z.stringbool()]).catch(true),
  /** What is searched for; empty for nothing. */
  query: z.string().catch(""),
});

/** These stay out of the URL. */
export const textSearch = dashboardSearch<"text", z.infer<typeof TextSearch>>("text", TextSearch, {
  rows: "tag",
  columns: "run",
  view: "step",
  markdown: true,
  query: "",
});
