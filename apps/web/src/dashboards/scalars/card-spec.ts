// What a card shows: one tag, several, or expressions over tags; and its key, which says all of that in one text for URLs and lists.
import { MAX_CURVE_FORMULAS, Tag, type CurveSource } from "@runboard/contract";
import { decodeList, encodeList } from "../../url/url-list.ts";
import type { CardKey } from "../../cards/card.ts";

export interface CardSpec {
  /** At least one. */
  readonly sources: readonly CurveSource[];
  /** Another scalar on the x axis of this card; null for the dashboard's axis. */
  readonly xTag: Tag | null;
}

export function tagCard(tag: Tag): CardSpec {
  return { sources: [{ tag }], xTag: null };
}

/**
 * The tag itself for a card of one tag. Else `=` and the parts of the card as a list: `t:` tag, `e:` expression, `x:` the tag on the x axis.
 * A tag that begins with `=` is written in the second way.
 */
export function cardKey({ sources, xTag }: CardSpec): CardKey {
  const [first] = sources;
  if (sources.length === 1 && first && "tag" in first && xTag === null && !first.tag.startsWith("="))
    return first.tag;
  const parts = sources.map((source) => ("tag" in source ? `t:${source.tag}` : `e:${source.expression}`));
  return `=${encodeList(xTag === null ? parts : [...parts, `x:${xTag}`])}`;
}

/** Whether it is more than the card that each tag has of itself. */
export function isComposed({ sources, xTag }: CardSpec): boolean {
  return sources.length > 1 || xTag !== null || sources.some((source) => "expression" in source);
}

/** In the place of which tag's own card one can stand that was added to; null for none. */
export function tagOfPlace(spec: CardSpec): Tag | null {
  const [first] = spec.sources;
  return first && "tag" in first && isComposed(spec) ? first.tag : null;
}

/** null for a text that is no key. */
export function cardSpec(key: CardKey): CardSpec | null {
  if (!key.startsWith("=")) return tagCard(Tag.parse(key));
  const sources: CurveSource[] = [];
  let xTag: Tag | null = null;
  for (const part of decodeList(key.slice(1))) {
    const name = part.slice(2);
    if (part.startsWith("t:")) sources.push({ tag: Tag.parse(name) });
    else if (part.startsWith("e:") && name.trim() !== "") sources.push({ expression: name });
    else if (part.startsWith("x:")) xTag = Tag.parse(name);
    else return null;
  }
  return sources.length === 0 ? null : { sources, xTag };
}

export function sourceText(source: CurveSource): string {
  return "tag" in source ? source.tag : source.expression;
}

export function cardTitle({ sources, xTag }: CardSpec): string {
  const title = sources.map(sourceText).join(", ");
  return xTag === null ? title : `${title} over ${xTag}`;
}

/** The first card with what the second shows beside it: each source once, x as on the first. */
export function combined(onto: CardSpec, added: CardSpec): CardSpec {
  const known = new Set(onto.sources.map(sourceId));
  return {
    sources: [...onto.sources, ...added.sources.filter((source) => !known.has(sourceId(source)))],
    xTag: onto.xTag,
  };
}

/** The card without one of its sources; null when none is left. */
export function withoutSource(spec: CardSpec, index: number): CardSpec | null {
  const sources = spec.sources.filter((_, at) => at !== index);
  return sources.length === 0 ? null : { ...spec, sources };
}

/** Whether the second would add anything to the first, and there is room for it. */
export function canCombine(onto: CardSpec, added: CardSpec): boolean {
  const count = combined(onto, added).sources.length;
  return count > onto.sources.length && count <= MAX_CURVE_FORMULAS;
}

/** With another source in the place of one, or after the last. A source that is there already is not shown twice. */
export function withSource(spec: CardSpec, index: number, source: CurveSource): CardSpec {
  const sources = spec.sources.toSpliced(index, 1, source);
  const isFirst = (one: CurveSource, at: number): boolean =>
    sources.findIndex((other) => sourceId(other) === sourceId(one)) === at;
  return { ...spec, sources: sources.filter(isFirst) };
}

/** What is left when each of its tags goes back to its own card: one card for each expression. */
export function takenApart({ sources, xTag }: CardSpec): readonly CardSpec[] {
  return sources.flatMap((source) => ("expression" in source ? [{ sources: [source], xTag }] : []));
}

function sourceId(source: CurveSource): string {
  return "tag" in source ? `t:${source.tag}` : `e:${source.expression}`;
}
