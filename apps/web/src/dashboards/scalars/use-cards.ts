// The cards that there are besides one for each tag: pinned ones, and those that the reader put together.
import type { TagEntry } from "@runboard/contract";
import { useMemo } from "react";
import { decodeList } from "../../url/url-list.ts";
import { composedCard, tagEntryCard, type CardEntry } from "./card-entry.ts";
import type { CardKey } from "../../cards/card.ts";
import { cardSpec, isComposed, tagOfPlace } from "./card-spec.ts";
import { usePinnedKeys } from "../../cards/card-places.ts";
import { scalarsSearch } from "./search.ts";

export interface Cards {
  readonly pinned: readonly CardEntry[];
  readonly composed: readonly CardEntry[];
  readonly isWithoutOwn: boolean;
  /** The tag's own card, or what it has become. */
  readonly ofTag: (tag: TagEntry) => CardEntry;
  /** null for a card whose tags there are not. */
  readonly ofKey: (key: CardKey) => CardEntry | null;
}

export function useCards(tags: readonly TagEntry[]): Cards {
  const { cards, grown } = scalarsSearch.useSearch();
  const pins = usePinnedKeys();
  const known = useMemo(() => {
    const ofTags = new Map(tags.map((tag) => [tag.tag as string, tagEntryCard(tag)]));
    return {
      ofTag: (tag: TagEntry) => ofTags.get(tag.tag) ?? tagEntryCard(tag),
      ofKey: (key: CardKey): CardEntry | null => {
        const spec = cardSpec(key);
        if (spec === null) return null;
        const entry = ofTags.get(key) ?? composedCard(spec, tags);
        // What a reader put together stays, and says what it lacks.
        return entry.runs.length === 0 && !isComposed(spec) ? null : entry;
      },
    };
  }, [tags]);
  return useMemo((): Cards => {
    const entries = (keys: readonly CardKey[]): readonly CardEntry[] =>
      [...new Set(keys)].flatMap((key) => known.ofKey(key) ?? []);
    const pinned = entries(pins);
    const composed = entries(decodeList(cards)).filter(({ spec }) => isComposed(spec));
    const inPlace = new Map(entries(decodeList(grown)).map((entry) => [tagOfPlace(entry.spec), entry]));
    return {
      pinned,
      composed,
      isWithoutOwn: pinned.length + composed.length === 0,
      ofTag: (tag) => inPlace.get(tag.tag) ?? known.ofTag(tag),
      ofKey: known.ofKey,
    };
  }, [known, pins, cards, grown]);
}
