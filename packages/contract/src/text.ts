// Texts that were logged, searched over all their steps. They are tensors of strings: `readTensors` gives them whole.
import { z } from "zod";
import { defineEndpoint } from "./endpoint.ts";
import { Selection } from "./runs.ts";
import { RunName, Tag } from "./vocabulary.ts";

/** Greatest number of matches in one answer. */
export const MAX_TEXT_MATCHES_LIMIT = 1000;

/** Characters given before and after a match. */
export const TEXT_EXCERPT_LENGTH = 60;

/**
 * Where a search goes on: behind so many points of a series, the last of which has `step`. Where other points have come before it since, as a restart
 * brings them, the series is searched from its beginning again: a match may come twice, none is left out.
 */
export const TextPlace = z.object({
  run: RunName,
  tag: Tag,
  pointIndex: z.int().nonnegative(),
  step: z.number().nullable(),
  supersededPointCount: z.int().nonnegative(),
});
export type TextPlace = z.infer<typeof TextPlace>;

export const TextSearch = Selection.extend({
  query: z
    .string()
    .min(1)
    .max(1000)
    .describe("The text to find, in upper or lower case. No regular expression."),
  from: TextPlace.optional().describe("`next` of the answer before."),
  maxMatches: z.int().min(1).max(MAX_TEXT_MATCHES_LIMIT).default(100),
});
export type TextSearch = z.infer<typeof TextSearch>;

/** A point with the text in it: its first place there, and how many more. */
export const TextMatch = z.object({
  run: RunName,
  tag: Tag,
  step: z.number(),
  wallTimeSeconds: z.number(),
  /** Of the tensor's elements, in row-major order, the first that has it. */
  elementIndex: z.int().nonnegative(),
  /** What stands before, the match as it is written there, and what follows. */
  before: z.string(),
  match: z.string(),
  after: z.string(),
  matchCount: z.int().min(1),
});
export type TextMatch = z.infer<typeof TextMatch>;

export const searchTexts = defineEndpoint({
  method: "POST",
  path: "/api/v1/text/search",
  summary: "Which points of the text series of a selection have a text in them, over all steps.",
  access: "read",
  body: TextSearch,
  response: z.object({
    revision: z.int(),
    /** By run, then tag, then step. */
    matches: z.array(TextMatch),
    /** Points that were looked at for this answer. */
    searchedCount: z.int(),
    /** Points that could not be read, e.g. because their event file is gone. */
    unreadCount: z.int(),
    /** Where to go on; null when all was searched. */
    next: TextPlace.nullable(),
  }),
});
