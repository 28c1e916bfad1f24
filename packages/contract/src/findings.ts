// What was noticed while reading.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { Selection } from "./runs.ts";
import { NumberOrNonFinite } from "./codecs.ts";
import { RunName, Tag } from "./vocabulary.ts";

/**
 * `non_finite`: values that are NaN or infinite. `spike`: up to three points that leap away from all others around them, by more than ten standard deviations
 * of the noise there, and come back. `plateau`: a stretch at the end, of at least 100 points and two fifths of a series of 300 or more, that stays within a
 * thousandth of the series' range and of its own values.
 */
export const FindingKind = z.enum(["non_finite", "spike", "plateau"]);
export type FindingKind = z.infer<typeof FindingKind>;

/** Something worth a look in one scalar series. */
export const Finding = z.object({
  run: RunName,
  tag: Tag,
  kind: FindingKind,
  /** Where it begins. */
  step: z.number(),
  /** Where it ends; the same as `step` for a single point. */
  lastStep: z.number(),
  wallTimeSeconds: z.number(),
  /** Of the point at `step`. */
  value: NumberOrNonFinite,
  /** Points that are part of it. */
  pointCount: z.number(),
});
export type Finding = z.infer<typeof Finding>;

/** Most findings of one series that are kept. */
export const MAX_FINDINGS_PER_SERIES = 16;

export const listFindings = defineEndpoint({
  method: "POST",
  path: "/api/v1/findings",
  summary: "Non-finite values, spikes and plateaus that were noticed while reading, of a selection.",
  access: "read",
  body: Selection,
  response: z.object({ revision: z.int(), findings: z.array(Finding) }),
});
