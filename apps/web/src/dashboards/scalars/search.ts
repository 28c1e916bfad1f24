// What the URL says of the scalars dashboard. TensorBoard's names where it has one. Every field has a default, so that no link ever breaks.
import { XAxis } from "@runboard/contract";
import { z } from "zod";

export const MAX_SMOOTHING = 0.999;

export const ScalarsSearch = z.object({
  tagFilter: z.string().catch(""),
  /** Weight of the moving average. */
  smoothing: z.coerce.number().min(0).max(MAX_SMOOTHING).catch(0.6),
  xAxis: XAxis.catch("step"),
  ignoreOutliers: z.union([z.boolean(), z.stringbool()]).catch(true),
  yScale: z.enum(["linear", "log"]).catch("linear"),
  /** List of tags whose card has the other scale than `yScale`. */
  otherScale: z.string().catch(""),
  /** See zoom.ts. */
  zoom: z.string().catch(""),
  /** The tag of the card on full screen. */
  full: z.string().catch(""),
});
export type ScalarsSearch = z.infer<typeof ScalarsSearch>;

/** These stay out of the URL. */
export const scalarsSearchDefaults: ScalarsSearch = {
  tagFilter: "",
  smoothing: 0.6,
  xAxis: "step",
  ignoreOutliers: true,
  yScale: "linear",
  otherScale: "",
  zoom: "",
  full: "",
};
