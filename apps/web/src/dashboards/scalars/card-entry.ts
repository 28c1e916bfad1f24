// A card with what the server says of its tags.
import type { RunName, Tag, TagEntry } from "@runboard/contract";
import type { Card } from "../../cards/card.ts";
import { cardKey, cardTitle, tagCard, type CardSpec } from "./card-spec.ts";

export interface CardEntry extends Card {
  readonly spec: CardSpec;
  /** Runs that may have data for it. */
  readonly runs: readonly RunName[];
  /** The tag, of a card of one tag. */
  readonly tag: Tag | null;
}

export function tagEntryCard(entry: TagEntry): CardEntry {
  const { tag, displayName, description, runs } = entry;
  const spec = tagCard(tag);
  return {
    key: cardKey(spec),
    spec,
    title: displayName || tag,
    tip: cardTitle(spec),
    description,
    runs,
    tag,
  };
}

/** A card of several tags or expressions. Runs without a tag of it are left out; which have all tags of an expression, the server knows. */
export function composedCard(spec: CardSpec, tags: readonly TagEntry[]): CardEntry {
  const byTag = new Map(tags.map((entry) => [entry.tag, entry]));
  const runs = new Set(
    spec.sources.flatMap((source) =>
      "tag" in source ? (byTag.get(source.tag)?.runs ?? []) : tags.flatMap((entry) => entry.runs),
    ),
  );
  const [only] = spec.sources;
  const tag = spec.sources.length === 1 && only && "tag" in only ? only.tag : null;
  const title = cardTitle(spec);
  return { key: cardKey(spec), spec, title, tip: title, description: "", runs: [...runs], tag };
}
