// What cells and sections of a kind of data are known by in addresses and lists: never what those of another kind are.
import type { KindId, RunName, Tag } from "@runboard/contract";
import { decodeList, encodeList } from "../url/url-list.ts";
import type { CardKey } from "./card.ts";

/** What a cell shows: a tag of a run. */
export interface CellPlace {
  readonly run: RunName;
  readonly tag: Tag;
}

/** `=` and a list: `k:` the kind, `r:` the run, `t:` the tag. */
export function cellKey(kind: KindId, { run, tag }: CellPlace): CardKey {
  return `=${encodeList([`k:${kind}`, `r:${run}`, `t:${tag}`])}`;
}

/** null for a key of another kind. */
export function cellPlace(kind: KindId, key: CardKey): CellPlace | null {
  const [ofKind, run, tag, ...rest] = key.startsWith("=") ? decodeList(key.slice(1)) : [];
  if (ofKind !== `k:${kind}` || !run?.startsWith("r:") || !tag?.startsWith("t:") || rest.length > 0)
    return null;
  return { run: run.slice(2) as RunName, tag: tag.slice(2) as Tag };
}

/** A section by the prefix of its tags; null for those that have none. */
export function sectionKey(kind: KindId, prefix: string | null): string {
  return `=${encodeList(prefix === null ? [`k:${kind}`] : [`k:${kind}`, `g:${prefix}`])}`;
}
