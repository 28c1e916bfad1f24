// What the URL says of the scalars dashboard. TensorBoard's names where it has one. Every field has a default, so that no link ever breaks.
import { BaselineMode, GroupBand, GroupCenter, XAxis } from "@runboard/contract";
import { z } from "zod";
import { dashboardSearch } from "../../url/dashboard-search.ts";

export const MAX_SMOOTHING = 0.999;

const Flag = z.union([z.boolean(), z.stringbool()]);

export const ScalarsSearch = z.object({
  /** Weight of the moving average. */
  smoothing: z.coerce.number().min(0).max(MAX_SMOOTHING).catch(0.6),
  xAxis: XAxis.catch("step"),
  /** A scalar on the x axis of every card, in place of `xAxis`; empty for none. */
  xTag: z.string().catch(""),
  ignoreOutliers: Flag.catch(true),
  yScale: z.enum(["linear", "log"]).catch("linear"),
  xScale: z.enum(["linear", "log"]).catch("linear"),
  /** List of cards whose y axis has the other scale than `yScale`. */
  otherScale: z.string().catch(""),
  /** List of cards whose x axis has the other scale than `xScale`. */
  otherXScale: z.string().catch(""),
  /** See zoom.ts. */
  zoom: z.string().catch(""),
  /** List of the cards that the reader put together: several tags, expressions. */
  cards: z.string().catch(""),
  /** List of such cards that stand in the place of their first tag's own card: it was added to. */
  grown: z.string().catch(""),
  /** What stands for the runs of a group; `none` draws every run. */
  aggregate: z.enum(["none", ...GroupCenter.options]).catch("none"),
  /** What is drawn about it. */
  band: GroupBand.catch("std"),
  /** How runs are compared with the baseline, if one is chosen. */
  baselineMode: BaselineMode.catch("difference"),
  /** Also draw points that a restart of the job replaced. */
  superseded: Flag.catch(false),
  /** The step, or two of them with `~` between, that tables below the charts tell of. */
  at: z.string().catch(""),
  /** List of the cards that have such a table; empty for all. */
  tables: z.string().catch(""),
});
export type ScalarsSearch = z.infer<typeof ScalarsSearch>;

/** These stay out of the URL. */
export const scalarsSearchDefaults: ScalarsSearch = {
  smoothing: 0.6,
  xAxis: "step",
  xTag: "",
  ignoreOutliers: true,
  yScale: "linear",
  xScale: "linear",
  otherScale: "",
  otherXScale: "",
  zoom: "",
  cards: "",
  grown: "",
  aggregate: "none",
  band: "std",
  baselineMode: "difference",
  superseded: false,
  at: "",
  tables: "",
};

export const scalarsSearch = dashboardSearch("scalars", ScalarsSearch, scalarsSearchDefaults);
