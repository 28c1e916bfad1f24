// What the URL says of the graph dashboard. Every field has a default, so that no link ever breaks.
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";
import { colorRules } from "./graph-orders.ts";

const GraphsSearch = z.object({
  /** See graph-choice.ts: which graph; empty for the first that there is. */
  graph: z.string().catch(""),
  /** Label of one of several graphs of a source. */
  part: z.string().catch(""),
  /** See url/url-list.ts: paths of open scopes. */
  open: z.string().catch(""),
  /** Path of the selected item; empty for none. */
  at: z.string().catch(""),
  /** Whether what the selected item is computed from, or what is computed from it, stands out. */
  trace: z.enum(["off", "inputs", "outputs", "paths"]).catch("off"),
  /** See url/url-list.ts: paths of the two ends of a trace of paths; the second is being chosen while there is one. */
  ends: z.string().catch(""),
  /** See graph-edges.ts: the edge whose tensors are listed; empty for none. */
  edge: z.string().catch(""),
  /** See url/url-list.ts: paths of pinned items. */
  pins: z.string().catch(""),
  /** See graph-choice.ts: the graph that is compared with, beside `graph`; empty for none. */
  against: z.string().catch(""),
  /** Of that one as `part`, `open`, `at` and `camera`. */
  againstPart: z.string().catch(""),
  againstOpen: z.string().catch(""),
  againstAt: z.string().catch(""),
  againstCamera: z.string().catch(""),
  color: z.enum(colorRules).catch("structure"),
  /** See measured-steps.ts: which measured step; empty for the newest. */
  measured: z.string().catch(""),
  /** Whether items that touch too many stand in a column beside the graph. */
  extract: z.union([z.boolean(), z.stringbool()]).catch(true),
  /** Whether series are items. */
  fold: z.union([z.boolean(), z.stringbool()]).catch(true),
  /** See url/url-list.ts: paths of series whose members stand in their place. */
  ungrouped: z.string().catch(""),
  /** See graph-camera.ts: what is looked at; empty for all. */
  camera: z.string().catch(""),
  /** Whether the table of parameters is open. */
  table: z.union([z.boolean(), z.stringbool()]).catch(false),
});

/** These stay out of the URL. */
export const graphsSearch = dashboardSearch<"graphs", z.infer<typeof GraphsSearch>>("graphs", GraphsSearch, {
  graph: "",
  part: "",
  open: "",
  at: "",
  trace: "off",
  ends: "",
  edge: "",
  pins: "",
  against: "",
  againstPart: "",
  againstOpen: "",
  againstAt: "",
  againstCamera: "",
  color: "structure",
  measured: "",
  extract: true,
  fold: true,
  ungrouped: "",
  camera: "",
  table: false,
});

/** Of another graph nothing is open and nothing chosen. */
export const anewGraph = {
  open: "",
  at: "",
  trace: "off",
  ends: "",
  edge: "",
  pins: "",
  ungrouped: "",
  camera: "",
  againstOpen: "",
  againstAt: "",
  againstCamera: "",
  measured: "",
} as const;

/** Of another graph to compare with, or none. */
export const anewAgainst = {
  againstPart: "",
  againstOpen: "",
  againstAt: "",
  againstCamera: "",
} as const;
